// SPDX-License-Identifier: BSD-2-Clause
// Polynomials over registers.
#pragma once

#include "jacquard/kernels/xsimd_with_fma.hpp"

namespace jacquard::kernels {

/// The polynomial in `z` with these coefficients, that of the highest power first. No loop: at -O2 compilers keep
/// one.
template <class Lanes, class... Coefficients>
Lanes horner(Lanes z, double highest, Coefficients... lower) {
  Lanes sum(highest);
  ((sum = xsimd::fma(sum, z, Lanes(lower))), ...);
  return sum;
}

}  // namespace jacquard::kernels
