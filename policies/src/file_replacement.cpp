// SPDX-License-Identifier: BSD-2-Clause
// Replaces a file as a whole, one writer at a time.
#include "file_replacement.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <string>
#include <thread>

#include "jacquard/error.hpp"

namespace jacquard::policies {

namespace {

[[noreturn]] void refuse(const std::filesystem::path& path, const std::string& expected) {
  const int error = errno;
  throw LibraryError(path.string() + ": expected " + expected + ", found: " + std::strerror(error));
}

void lock_or_give_up(int file, const std::filesystem::path& path) {
  using std::chrono::steady_clock;
  const auto deadline = steady_clock::now() + std::chrono::seconds(10);
  while (flock(file, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK && errno != EINTR) refuse(path, "to lock it");
    if (steady_clock::now() > deadline) {
      throw LibraryError(path.string() + ": expected the lock within ten seconds, found it held by another writer");
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

void flush_to_disk(const std::filesystem::path& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) refuse(path, "to open it");
  const int status = fsync(file);
  if (status != 0) {
    const int error = errno;
    close(file);
    errno = error;
    refuse(path, "to flush it to the disk");
  }
  close(file);
}

std::filesystem::path with_suffix(std::filesystem::path path, const char* suffix) { return path += suffix; }

}  // namespace

FileReplacement::FileReplacement(const std::filesystem::path& path) {
  std::error_code error;
  current_ = std::filesystem::weakly_canonical(path, error);
  if (error) current_ = path;
  replacement_ = with_suffix(current_, ".new");
  if (current_.has_parent_path()) std::filesystem::create_directories(current_.parent_path(), error);
  if (error) throw LibraryError(current_.string() + ": expected a folder for it, found: " + error.message());
  const std::filesystem::path lock_path = with_suffix(current_, ".lock");
  lock_ = open(lock_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (lock_ < 0) refuse(lock_path, "to create it");
  try {
    lock_or_give_up(lock_, lock_path);
  } catch (...) {
    close(lock_);
    throw;
  }
}

FileReplacement::~FileReplacement() {
  std::error_code ignored;  // there is nothing to remove after a commit
  std::filesystem::remove(replacement_, ignored);
  close(lock_);
}

void FileReplacement::commit() {
  flush_to_disk(replacement_);
  std::error_code error;
  std::filesystem::rename(replacement_, current_, error);
  if (error) throw LibraryError(current_.string() + ": expected to replace it, found: " + error.message());
  const auto folder = current_.parent_path();
  flush_to_disk(folder.empty() ? "." : folder);  // the rename itself
}

}  // namespace jacquard::policies
