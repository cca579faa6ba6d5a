// SPDX-License-Identifier: BSD-2-Clause
// Replaces a file as a whole, one writer at a time.
#pragma once

#include <filesystem>

namespace jacquard::policies {

/// Holds the writers' lock of a file and puts a new version in its place.
///
/// The lock is that of the operating system on a file beside it (`.lock`), so that it ends with its holder, however
/// that ends. The new version is written aside (`.new`); what a killed writer left there is overwritten by the
/// next.
class FileReplacement {
 public:
  /// Follows symbolic links, creates missing folders, and waits for other writers.
  /// @throws LibraryError if the lock cannot be made, or is held by others for ten seconds.
  explicit FileReplacement(const std::filesystem::path& path);
  ~FileReplacement();
  FileReplacement(const FileReplacement&) = delete;
  FileReplacement& operator=(const FileReplacement&) = delete;

  const std::filesystem::path& current() const { return current_; }
  const std::filesystem::path& replacement() const { return replacement_; }

  /// Flushes the replacement to the disk and renames it over the current file.
  /// @throws LibraryError; the current file is then untouched.
  void commit();

 private:
  std::filesystem::path current_;
  std::filesystem::path replacement_;
  int lock_ = -1;
};

}  // namespace jacquard::policies
