// SPDX-License-Identifier: BSD-2-Clause
// Writing what may not be half written.
#include "scratch.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <system_error>

#include "jacquard/error.hpp"

namespace jacquard::kernels {

Scratch::~Scratch() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

void write_whole(const std::filesystem::path& path, std::string_view bytes) {
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  bool is_sound = file >= 0;
  while (is_sound && !bytes.empty()) {
    const ssize_t count = write(file, bytes.data(), bytes.size());
    is_sound = count > 0;
    if (is_sound) bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  const int problem = errno;
  // Disks behind a network may tell only now.
  if (file >= 0 && close(file) == 0 && is_sound) return;
  throw StateError("kernel cache: cannot write " + path.string() + ": " +
                   std::strerror(is_sound ? errno : problem));
}

}  // namespace jacquard::kernels
