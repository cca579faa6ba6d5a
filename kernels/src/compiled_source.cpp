// SPDX-License-Identifier: BSD-2-Clause
// Everything that a compilation depends on, and its key.
#include "compiled_source.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "embedded_headers.hpp"
#include "jacquard/fingerprint.hpp"
#include "jacquard/kernels/host_machine.hpp"
#include "scratch.hpp"

// From CMake: the compiler, the folder of xsimd, what the sources and headers of this library hash to.
#if !defined(JACQUARD_COMPILER) || !defined(JACQUARD_INCLUDE_FOLDERS) || !defined(JACQUARD_SOURCES) || \
    !defined(JACQUARD_VERSION)
#error "kernels/CMakeLists.txt defines these"
#endif

namespace jacquard::kernels {
namespace {

/// The header of an include folder that says which xsimd stands there; nothing if none does.
std::string xsimd_version(const std::filesystem::path& folder) {
  std::ifstream header(folder / "xsimd" / "config" / "xsimd_config.hpp");
  return {std::istreambuf_iterator<char>(header), {}};
}

}  // namespace

std::string compiled_unit(const std::string& functor, const std::string& name, InstructionSet set) {
  return "#include <jacquard/kernels/compiled_unit.hpp>\n\nnamespace {\n\n" + functor + "\n}  // namespace\n\n" +
         "JACQUARD_COMPILED_KERNEL(" + functor_name(name) + ", JACQUARD_KEY, " + flags_for(set).architecture +
         ")\n";
}

// GCC's global elimination of common subexpressions keeps constants in registers that values need.
Compiler compiler_for(InstructionSet set, std::string command) {
  if (command.empty()) {
    const char* chosen = std::getenv("JACQUARD_CXX");
    command = chosen == nullptr ? JACQUARD_COMPILER : chosen;
  }
  Compiler compiler{std::move(command),
                    {"-std=c++20", "-O2", "-fno-gcse", "-fPIC", "-shared", "-fvisibility=hidden",
                     "-ffp-contract=off", "-fno-math-errno", "-w"}};
  for (const char* flag : flags_for(set).flags) compiler.flags.push_back(flag);
  if (set == InstructionSet::avx512 && has_quick_divider()) compiler.flags.push_back("-DJACQUARD_QUICK_DIVIDER");
  std::string folders = JACQUARD_INCLUDE_FOLDERS;
  for (std::size_t first = 0; first < folders.size();) {
    const std::size_t last = std::min(folders.find(':', first), folders.size());
    compiler.flags.push_back("-I" + folders.substr(first, last - first));
    first = last + 1;
  }
  return compiler;
}

std::string compilation_key(const std::string& emission_input, const Compiler& compiler,
                            const std::string& version) {
  std::string everything =
      emission_input + "\n" JACQUARD_VERSION "\n" JACQUARD_SOURCES "\n" + compiler.command + "\n" + version;
  for (const std::string& flag : compiler.flags) {
    everything += "\n" + flag;
    if (flag.starts_with("-I")) everything += xsimd_version(flag.substr(2));
  }
  return to_string(fingerprint_of(everything));
}

void write_headers(const std::filesystem::path& folder) {
  for (const EmbeddedHeader& header : embedded_headers()) {
    const std::filesystem::path path = folder / header.path;
    std::filesystem::create_directories(path.parent_path());
    write_whole(path, header.text);
  }
}

}  // namespace jacquard::kernels
