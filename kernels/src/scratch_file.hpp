// SPDX-License-Identifier: BSD-2-Clause
// Files on the way to somewhere else.
#pragma once

#include <filesystem>
#include <string_view>
#include <utility>

namespace jacquard::kernels {

/// Removes the file at its path, if one is still there, when it goes.
class ScratchFile {
 public:
  explicit ScratchFile(std::filesystem::path path) : path_(std::move(path)) {}
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;
  ~ScratchFile();

  const std::filesystem::path& path() const { return path_; }

  /// Makes the file, for this user alone, of `bytes`, which are on the disk afterwards.
  /// @throws StateError if there is one already, or the disk takes less than all of them.
  void write(std::string_view bytes) const;

 private:
  std::filesystem::path path_;
};

}  // namespace jacquard::kernels
