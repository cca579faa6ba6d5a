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

/// One per compilation of the host tile. All give the same value as the table of elementals up to:
///
/// | function                                     | at most, ulp | in vectors where (elsewhere lane by lane)    |
/// |----------------------------------------------|--------------|----------------------------------------------|
/// | + - * / sqrt square reciprocal fdim          | 0.5          | everywhere; avx512: 1.5 if / or sqrt is of   |
/// |                                              |              | less than 2^-960                             |
/// | neg abs copysign min max select, comparisons | 0            | everywhere                                   |
/// | floor ceil trunc round rint                  | 0            | everywhere                                   |
/// | fma fms fnma fnms                            | 0.5          | everywhere; sse2: 1, factors in 2^+-400 or 0 |
/// | hypot, hypot3                                | 1.5, 2.5     | larger argument in [2^-511, 2^511]           |
/// | cbrt                                         | 1            | normal numbers                               |
/// | exp, exp2, expm1                             | 1.25, 1.5, 2 | |x| <= 708, 1021, 708; exp, avx512: all      |
/// | log log2 log10, log1p                        | 1            | normal x > 0; -1 < x                         |
/// | sin cos, tan                                 | 2, 3         | |x| <= 2^19; avx512: sin, cos 3.25           |
/// | asin acos, atan                              | 1.5, 2.5     | |x| <= 1; finite                             |
/// | sinh cosh, tanh                              | 2, 1.5       | |x| <= 708; finite                           |
/// | asinh, acosh, atanh                          | 2, 2.5, 2    | finite; x >= 1; |x| < 1                      |
/// | pow atan2 erf, all other                     | as the table | nowhere                                      |
///
/// The bounds are measured on samples by tests/kernels/pack_accuracy.cpp, in units of the last place of the exact
/// value in double. Zeros, infinities, NaN and subnormal arguments give what the table gives.
enum class InstructionSet : std::uint8_t {
  sse2,    ///< 2 doubles; no fused multiply-add, which costs about 30 operations here
  avx2,    ///< 4 doubles, with FMA3
  avx512,  ///< 8 doubles; F, CD, DQ and BW
  neon,    ///< 2 doubles; AArch64
};

/// "sse2", "avx2", "avx512" or "neon".
std::string_view name(InstructionSet set);

/// How compilers are told about `set`, and how xsimd spells it.
struct InstructionSetFlags {
  const char* architecture;
  std::vector<const char*> flags;
};
InstructionSetFlags flags_for(InstructionSet set);

/// Doubles in a register.
std::size_t num_lanes(InstructionSet set);

/// Those that were built in and that this processor and system run, widest last; never empty.
std::vector<InstructionSet> available_instruction_sets();

}  // namespace jacquard::kernels
