// SPDX-License-Identifier: BSD-2-Clause
// The instruction sets that host tiles are compiled for, and which of them this machine has.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace jacquard::kernels {

/// Lanes of the Jacobian's layout on a host: one register of the widest instruction set, one cache line.
inline constexpr std::size_t group_size = 8;

/// One per translation unit that CMake compiles the host tile for.
enum class InstructionSet : std::uint8_t {
  sse2,    ///< 2 doubles; no fused multiply-add: fma rounds twice
  avx2,    ///< 4 doubles, with FMA3
  avx512,  ///< 8 doubles; F, CD, DQ and BW
  neon,    ///< 2 doubles; AArch64
};

/// "sse2", "avx2", "avx512" or "neon".
std::string_view name(InstructionSet set);

/// Those that were built in and that this processor and system run, widest last; never empty.
std::vector<InstructionSet> available_instruction_sets();

}  // namespace jacquard::kernels
