// SPDX-License-Identifier: BSD-2-Clause
// Names of the processor and of the compiler.
#include "jacquard/kernels/host_machine.hpp"

#include <sys/utsname.h>

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

}  // namespace jacquard::kernels
