// SPDX-License-Identifier: BSD-2-Clause
// The processor's name, family and caches, the compiler's name.
#include "jacquard/kernels/host_machine.hpp"

#include <sys/utsname.h>
#if defined(__x86_64__)
#include <cpuid.h>
#endif

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <vector>

#include "compiled_source.hpp"
#include "kernel_cache.hpp"

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
  const KernelCache nowhere({.preferred = {}, .temporary = std::filesystem::temp_directory_path()});
  const Compiler compiler = compiler_for(available_instruction_sets().front(), command);
  const CompilerRun version = compiler_version(compiler, nowhere.scratch("version", ".txt").path(), false);
  return version.succeeded ? version.message.substr(0, version.message.find('\n')) : "";
}

namespace {

/// AMD's family 1Ah.
bool is_of_family_1a() {
#if defined(__x86_64__)
  unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
  if (__get_cpuid(0, &eax, &ebx, &ecx, &edx) == 0) return false;
  if (ebx != signature_AMD_ebx || ecx != signature_AMD_ecx || edx != signature_AMD_edx) return false;
  if (__get_cpuid(1, &eax, &ebx, &ecx, &edx) == 0) return false;
  const unsigned family = eax >> 8 & 0xf, extended_family = eax >> 20 & 0xff;  // which counts on from 15
  return family == 0xf && family + extended_family == 0x1a;
#else
  return false;
#endif
}

/// Found out once: virtual machines answer slowly.
bool is_zen_5() {
  static const bool is_so = is_of_family_1a();
  return is_so;
}

struct Cache {
  int level = 0;
  std::size_t bytes = 0;
};

/// Those of the first processor that hold data, as Linux lists them; empty elsewhere. sysconf is no substitute: of
/// AMD's processors it tells the last level of all complexes together, twelve times what a core reaches of an EPYC
/// 9005.
std::vector<Cache> data_caches() {
  std::vector<Cache> found;
  for (int index = 0;; ++index) {
    const std::string folder = "/sys/devices/system/cpu/cpu0/cache/index" + std::to_string(index) + "/";
    std::ifstream level_file(folder + "level"), type_file(folder + "type"), size_file(folder + "size");
    Cache cache;
    std::string type;
    char unit = '\0';
    if (!(level_file >> cache.level && type_file >> type && size_file >> cache.bytes >> unit)) return found;
    if (type != "Instruction" && unit == 'K') found.push_back({cache.level, cache.bytes << 10});
  }
}

}  // namespace

bool has_quick_divider() { return is_zen_5(); }

bool gains_from_fetching() { return !is_zen_5(); }

std::size_t second_level_cache_bytes() {
  static const std::size_t bytes = [] {
    const std::vector<Cache> caches = data_caches();
    const auto second = std::ranges::find(caches, 2, &Cache::level);
    return second == caches.end() ? std::size_t(1) << 20 : second->bytes;
  }();
  return bytes;
}

std::size_t last_level_cache_bytes() {
  static const std::size_t bytes = [] {
    const std::vector<Cache> caches = data_caches();
    const auto last = std::ranges::max_element(caches, {}, &Cache::level);
    return last == caches.end() ? std::size_t(32) << 20 : last->bytes;
  }();
  return bytes;
}

bool goes_past_caches(const double* values, std::size_t num_values, std::size_t most_cached_bytes) {
  constexpr std::uintptr_t cache_line = 64;
  return num_values * sizeof(double) > most_cached_bytes &&
         reinterpret_cast<std::uintptr_t>(values) % cache_line == 0;
}

}  // namespace jacquard::kernels
