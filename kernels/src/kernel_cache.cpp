// SPDX-License-Identifier: BSD-2-Clause
// Sealing, checking and loading of compiled kernels.
#include "kernel_cache.hpp"

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>
#include <utility>

#include "jacquard/error.hpp"
#include "jacquard/fingerprint.hpp"

namespace jacquard::kernels {
namespace {

std::string contents(std::ifstream stream) {
  std::ostringstream bytes;
  bytes << stream.rdbuf();
  return std::move(bytes).str();
}

/// Stands behind the shared object; loaders of shared objects ignore it.
constexpr std::string_view magic = "JACQUARD KERNEL 1\n";

std::string seal(const std::string& key, std::string_view object) {
  return std::string(magic) + key + "\n" + to_string(fingerprint_of(object)) + "\n";
}

/// Why `status` is not to be trusted, or nothing.
std::optional<std::string> suspicion(const struct stat& status) {
  if (status.st_uid != geteuid())
    return "belongs to user " + std::to_string(status.st_uid) + ", expected " + std::to_string(geteuid());
  if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0) return "other users may write to it";
  return std::nullopt;
}

/// Why nothing is to be loaded from `folder`, or nothing.
std::optional<std::string> folder_suspicion(const std::filesystem::path& folder) {
  struct stat status {};
  if (lstat(folder.c_str(), &status) != 0) return std::string(std::strerror(errno));
  if (!S_ISDIR(status.st_mode)) return "is no folder";
  return suspicion(status);
}

/// Why nothing is to be kept in `folder`, which is made if need be, or nothing.
std::optional<std::string> refusal(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder.parent_path(), error);
  mkdir(folder.c_str(), 0700);
  if (const auto found = folder_suspicion(folder)) return found;
  if (access(folder.c_str(), W_OK | X_OK) != 0) return "cannot be written";
  return std::nullopt;
}

/// Of another one's processes, too, since folders may be shared: nothing where there is no name.
std::string host_name() {
  char name[256] = "";
  gethostname(name, sizeof name - 1);
  return name;
}

/// What scratch names of this host's processes begin with.
std::string scratch_prefix(const std::string& key) { return key + "." + host_name() + "."; }

std::filesystem::path preferred_folder() {
  const auto variable = [](const char* name) {
    const char* value = std::getenv(name);
    return std::filesystem::path(value == nullptr ? "" : value);
  };
  if (const auto folder = variable("JACQUARD_CACHE_DIR"); !folder.empty()) return std::filesystem::absolute(folder);
  if (const auto folder = variable("XDG_CACHE_HOME"); folder.is_absolute()) return folder / "jacquard";
  if (const auto folder = variable("HOME"); folder.is_absolute()) return folder / ".cache" / "jacquard";
  return {};
}

std::filesystem::path private_folder(const std::filesystem::path& temporary) {
  std::string pattern = (temporary / "jacquard-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr)
    throw StateError("kernel cache: cannot make a folder like " + pattern + ": " + std::strerror(errno));
  return pattern;
}

/// The file's bytes if it is a regular file that only this user may write; else why not.
std::optional<std::string> read_trusted(const std::filesystem::path& path, std::string& reason) {
  const int file = open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  if (file < 0) {
    reason = errno == ENOENT ? "" : std::strerror(errno);
    return std::nullopt;
  }
  struct stat status {};
  fstat(file, &status);
  close(file);
  if (!S_ISREG(status.st_mode)) {
    reason = "is no regular file";
    return std::nullopt;
  }
  if (const auto found = suspicion(status)) {
    reason = *found;
    return std::nullopt;
  }
  return contents(std::ifstream(path, std::ios::binary));
}

bool is_sealed(const std::string& bytes, const std::string& key) {
  const std::size_t seal_size = magic.size() + key.size() + 1 + to_string(Fingerprint{}).size() + 1;
  if (bytes.size() < seal_size) return false;
  const std::string_view object = std::string_view(bytes).substr(0, bytes.size() - seal_size);
  return std::string_view(bytes).substr(object.size()) == seal(key, object);
}

/// Removes what processes of this host that died were making under `key`. Others' locks may not be seen here.
void remove_leftovers(const std::filesystem::path& folder, const std::string& key) {
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored))
    if (entry.path().filename().string().starts_with(scratch_prefix(key)))
      std::filesystem::remove_all(entry.path(), ignored);
}

}  // namespace

std::string entry_point(const std::string& key) { return "jacquard_kernel_" + key; }

void LoadedKernel::close(void* library) {
  if (library != nullptr) dlclose(library);
}

CacheFolders user_cache_folders() {
  std::error_code error;
  const std::filesystem::path temporary = std::filesystem::temp_directory_path(error);
  return {preferred_folder(), error ? "/tmp" : temporary};
}

KernelCache::KernelCache(const CacheFolders& folders) : folder_(folders.preferred) {
  if (!folder_.empty() && !refusal(folder_)) return;
  if (!folder_.empty() && !folder_suspicion(folder_)) read_only_ = folder_;
  folder_ = private_folder(folders.temporary);
  is_private_ = true;
}

KernelCache::KernelCache(std::filesystem::path folder) : folder_(std::move(folder)) {
  if (const auto found = refusal(folder_))
    throw StateError("kernel cache: folder " + folder_.string() + " " + *found);
}

KernelCache::~KernelCache() {
  std::error_code ignored;
  if (is_private_) std::filesystem::remove_all(folder_, ignored);
}

std::optional<LoadedKernel> KernelCache::load(const std::string& key, std::string& reason) const {
  auto kernel = load_from(folder_, key, reason);
  return kernel || read_only_.empty() ? std::move(kernel) : load_from(read_only_, key, reason);
}

std::optional<LoadedKernel> KernelCache::load_from(const std::filesystem::path& folder, const std::string& key,
                                                   std::string& reason) {
  const std::filesystem::path path = folder / (key + ".kernel");
  const auto bytes = read_trusted(path, reason);
  if (!bytes) return std::nullopt;
  if (!is_sealed(*bytes, key)) {
    reason = "is damaged or of another version";
    return std::nullopt;
  }
  void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  void* entry = library == nullptr ? nullptr : dlsym(library, entry_point(key).c_str());
  if (entry == nullptr) {
    reason = dlerror();
    if (library != nullptr) dlclose(library);
    return std::nullopt;
  }
  const auto& kernel = *static_cast<const CompiledKernel*>(entry);
  kernel.bind(&scalar_value);
  return LoadedKernel(library, kernel);
}

void KernelCache::store(const std::string& key, const std::filesystem::path& compiled) const {
  std::ifstream stream(compiled, std::ios::binary);
  if (!stream) throw StateError("kernel cache: the compiler left no " + compiled.string());
  std::string object = contents(std::move(stream));
  object += seal(key, object);
  const Scratch sealed = scratch(key, ".sealed");
  write_whole(sealed.path(), object);
  std::error_code error;
  std::filesystem::rename(sealed.path(), folder_ / (key + ".kernel"), error);
  if (error) throw StateError("kernel cache: cannot make " + key + ".kernel: " + error.message());
}

Scratch KernelCache::scratch(const std::string& key, const char* extension) const {
  static std::atomic<unsigned> counter = 0;
  const std::string owner = std::to_string(getpid()) + "." + std::to_string(counter++);
  return Scratch(folder_ / (scratch_prefix(key) + owner + extension));
}

KernelCache::Lock::Lock(const KernelCache& cache, const std::string& key)
    : folder_(cache.folder_),
      key_(key),
      file_(open((folder_ / (key + ".lock")).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {}

// Unlocked first: a process that was forked meanwhile has the file open, too.
KernelCache::Lock::~Lock() {
  if (file_ < 0) return;
  flock(file_, LOCK_UN);
  close(file_);
}

bool KernelCache::Lock::try_acquire() {
  if (file_ < 0) return true;
  if (flock(file_, LOCK_EX | LOCK_NB) != 0) return errno != EWOULDBLOCK && errno != EINTR;
  remove_leftovers(folder_, key_);
  return true;
}

}  // namespace jacquard::kernels
