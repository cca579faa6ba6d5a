// SPDX-License-Identifier: BSD-2-Clause
// Files on the way to somewhere else.
#pragma once

#include <filesystem>
#include <string_view>
#include <utility>

namespace jacquard::kernels {

/// A path of one's own. Removes what is there, a file or a folder, when it goes.
class Scratch {
 public:
  explicit Scratch(std::filesystem::path path) : path_(std::move(path)) {}
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch();

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// Makes a file, for this user alone, of `bytes`.
/// @throws StateError if there is one already, or the disk takes less than all of them.
void write_whole(const std::filesystem::path& path, std::string_view bytes);

}  // namespace jacquard::kernels
