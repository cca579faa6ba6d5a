// SPDX-License-Identifier: BSD-2-Clause
// Compiled kernels on disk: found by key, trusted only if this user alone could have written them.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "jacquard/kernels/compiled_batch.hpp"
#include "scratch.hpp"

namespace jacquard::kernels {

/// A loaded kernel; the code stays mapped as long as the object lives.
class LoadedKernel {
 public:
  LoadedKernel(void* library, const CompiledKernel& kernel) : library_(library, &close), run_(kernel.run) {}
  void operator()(const CompiledCall& call) const { run_(call); }

 private:
  static void close(void* library);
  std::unique_ptr<void, void (*)(void*)> library_;
  void (*run_)(const CompiledCall&);
};

/// Where kernels may be kept.
struct CacheFolders {
  std::filesystem::path preferred;  ///< absolute, or empty
  std::filesystem::path temporary;  ///< for a private folder
};

/// By the environment: JACQUARD_CACHE_DIR, else jacquard/ in XDG_CACHE_HOME, else in ~/.cache; TMPDIR.
CacheFolders user_cache_folders();

/// A folder of compiled kernels, each sealed with its key and a checksum. Safe with any number of processes.
class KernelCache {
 public:
  /// The preferred folder; where there is none, it cannot be written or another user could write there, a private
  /// folder that goes with the object, beside one that may be read. @throws StateError if it cannot be made.
  explicit KernelCache(const CacheFolders& folders);
  /// @throws StateError if `folder` cannot be made, is not this user's, or others may write to it.
  explicit KernelCache(std::filesystem::path folder);
  KernelCache(const KernelCache&) = delete;
  KernelCache& operator=(const KernelCache&) = delete;
  ~KernelCache();

  const std::filesystem::path& folder() const { return folder_; }

  /// The kernel sealed under `key` (32 hexadecimal digits), or nothing if there is none that can be trusted;
  /// `reason` then says what was wrong with the file, empty if there was no file.
  std::optional<LoadedKernel> load(const std::string& key, std::string& reason) const;

  /// Seals the shared object at `compiled` under `key`, replacing what stands there.
  /// @throws StateError if the folder cannot be written.
  void store(const std::string& key, const std::filesystem::path& compiled) const;

  /// A name in the folder that no other process uses, of this host or another one.
  Scratch scratch(const std::string& key, const char* extension) const;

  /// Held by one process at a time for one key; freed when that process dies. Who acquires it removes what a
  /// process of this host that died was making. Where files cannot be locked nobody waits: a kernel may be compiled
  /// twice.
  class Lock {
   public:
    Lock(const KernelCache& cache, const std::string& key);
    Lock(const Lock&) = delete;
    Lock& operator=(const Lock&) = delete;
    ~Lock();
    /// Does not wait.
    bool try_acquire();

   private:
    std::filesystem::path folder_;
    std::string key_;
    int file_;
  };

 private:
  static std::optional<LoadedKernel> load_from(const std::filesystem::path& folder, const std::string& key,
                                               std::string& reason);

  std::filesystem::path folder_;
  std::filesystem::path read_only_;  // where kernels are, too; or empty
  bool is_private_ = false;
};

/// Name of the entry point of the kernel with `key`.
std::string entry_point(const std::string& key);

}  // namespace jacquard::kernels
