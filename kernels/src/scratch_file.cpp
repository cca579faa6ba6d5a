// SPDX-License-Identifier: BSD-2-Clause
// Writing what may not be half written.
#include "scratch_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <system_error>

#include "jacquard/error.hpp"

namespace jacquard::kernels {

ScratchFile::~ScratchFile() {
  std::error_code ignored;
  std::filesystem::remove(path_, ignored);
}

void ScratchFile::write(std::string_view bytes) const {
  const int file = open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  while (file >= 0 && !bytes.empty()) {
    const ssize_t count = ::write(file, bytes.data(), bytes.size());
    if (count <= 0) break;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  const bool is_whole = file >= 0 && bytes.empty() && fsync(file) == 0;
  const std::string problem = is_whole ? "" : std::strerror(errno);
  if (file >= 0) close(file);
  if (!is_whole) throw StateError("kernel cache: cannot write " + path_.string() + ": " + problem);
}

}  // namespace jacquard::kernels
