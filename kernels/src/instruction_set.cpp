// SPDX-License-Identifier: BSD-2-Clause
// Which of the compiled handler tables this processor and system run.
#include "jacquard/kernels/instruction_set.hpp"

#include <algorithm>
#include <string>

#include "host_tile.hpp"
#include "jacquard/error.hpp"

namespace jacquard::kernels {
namespace {

struct Variant {
  InstructionSet set;
  const HostFunctions* functions;
  bool (*is_available)();
};

// The compiler's own detection asks the operating system too whether it saves the wide registers.
constexpr Variant variants[] = {
#if defined(__x86_64__)
    {InstructionSet::sse2, &sse2_functions, [] { return true; }},
    {InstructionSet::avx2, &avx2_functions,
     [] { return __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0; }},
    {InstructionSet::avx512, &avx512_functions,
     [] {
       return __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512cd") != 0 &&
              __builtin_cpu_supports("avx512dq") != 0 && __builtin_cpu_supports("avx512bw") != 0;
     }},
#elif defined(__aarch64__)
    {InstructionSet::neon, &neon_functions, [] { return true; }},
#endif
};

const Variant* find(InstructionSet set) {
  const auto* found = std::find_if(std::begin(variants), std::end(variants),
                                   [set](const Variant& variant) { return variant.set == set; });
  return found != std::end(variants) && found->is_available() ? found : nullptr;
}

}  // namespace

std::string_view name(InstructionSet set) {
  switch (set) {
    case InstructionSet::sse2:
      return "sse2";
    case InstructionSet::avx2:
      return "avx2";
    case InstructionSet::avx512:
      return "avx512";
    case InstructionSet::neon:
      return "neon";
  }
  return "unknown";
}

InstructionSetFlags flags_for(InstructionSet set) {
  switch (set) {
    case InstructionSet::sse2:
      return {"xsimd::sse2", {}};
    case InstructionSet::avx2:
      return {"xsimd::fma3<xsimd::avx2>", {"-mavx2", "-mfma"}};
    case InstructionSet::avx512:
      return {"xsimd::avx512bw", {"-mavx512f", "-mavx512cd", "-mavx512dq", "-mavx512bw", "-mfma"}};
    case InstructionSet::neon:
      return {"xsimd::neon64", {}};
  }
  return {};
}

std::size_t num_lanes(InstructionSet set) {
  switch (set) {
    case InstructionSet::avx512:
      return 8;
    case InstructionSet::avx2:
      return 4;
    case InstructionSet::sse2:
    case InstructionSet::neon:
      break;
  }
  return 2;
}

std::vector<InstructionSet> available_instruction_sets() {
  std::vector<InstructionSet> sets;
  for (const Variant& variant : variants) {
    if (variant.is_available()) sets.push_back(variant.set);
  }
  return sets;
}

const HostFunctions& host_functions(InstructionSet set) {
  if (const Variant* variant = find(set)) return *variant->functions;
  std::string message = "tile evaluator: this machine does not run " + std::string(name(set)) + "; it runs";
  for (InstructionSet available : available_instruction_sets()) message += " " + std::string(name(available));
  throw StateError(message);
}

}  // namespace jacquard::kernels
