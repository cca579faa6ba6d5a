// SPDX-License-Identifier: BSD-2-Clause
// The processor's name and caches, the compiler's name.
#include "jacquard/kernels/host_machine.hpp"

#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

#include "compiled_source.hpp"

namespace jacquard::kernels {

std::string processor_name() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);) {
    const std::size_t colon = line.find(": ");
    if (line.starts_with("model name") && colon != std::string::npos) return line.substr(colon + 2);
  }
  utsname system{};
  return uname(&system) == 0 ? system.machine : "unknown";
}

std::string compiler_name(const std::string& command) {
  const std::string version = compiler_version(compiler_for(available_instruction_sets().front(), command));
  return version.substr(0, version.find('\n'));
}

std::size_t second_level_cache_bytes() {
#if defined(_SC_LEVEL2_CACHE_SIZE)
  static const long found = sysconf(_SC_LEVEL2_CACHE_SIZE);
  if (found > 0) return static_cast<std::size_t>(found);
#endif
  return std::size_t(1) << 20;
}

std::size_t last_level_cache_bytes() {
#if defined(_SC_LEVEL3_CACHE_SIZE)
  static const long found = std::max(sysconf(_SC_LEVEL3_CACHE_SIZE), sysconf(_SC_LEVEL2_CACHE_SIZE));
  if (found > 0) return static_cast<std::size_t>(found);
#endif
  return std::size_t(32) << 20;
}

}  // namespace jacquard::kernels
