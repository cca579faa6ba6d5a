// SPDX-License-Identifier: BSD-2-Clause
// The one table of elementals: name, arity, value and local partials.
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <string_view>

namespace jacquard {

/// Every row of the table, leaves aside. Order is part of no file format; names are.
/// The last three, a*b - c, c - a*b and -(a*b) - c with one rounding, come from lowering; capture never makes them.
#define JACQUARD_ELEMENTALS(ROW)                                                                      \
  ROW(add) ROW(sub) ROW(mul) ROW(div) ROW(neg) ROW(fma)                                               \
  ROW(square) ROW(reciprocal) ROW(sqrt) ROW(cbrt) ROW(pow) ROW(hypot) ROW(hypot3)                     \
  ROW(exp) ROW(exp2) ROW(expm1) ROW(log) ROW(log2) ROW(log10) ROW(log1p)                              \
  ROW(sin) ROW(cos) ROW(tan) ROW(asin) ROW(acos) ROW(atan) ROW(atan2)                                 \
  ROW(sinh) ROW(cosh) ROW(tanh) ROW(asinh) ROW(acosh) ROW(atanh)                                      \
  ROW(erf) ROW(erfc) ROW(tgamma) ROW(lgamma) ROW(digamma) ROW(trigamma)                               \
  ROW(abs) ROW(copysign) ROW(min) ROW(max) ROW(fdim) ROW(fmod) ROW(remainder)                         \
  ROW(floor) ROW(ceil) ROW(trunc) ROW(round) ROW(rint)                                                \
  ROW(less) ROW(less_equal) ROW(equal) ROW(select)                                                    \
  ROW(fms) ROW(fnma) ROW(fnms)

/// What a vertex computes. The first three are leaves.
enum class Elemental : std::uint8_t {
  independent,
  parameter,
  literal,
#define JACQUARD_ENUMERATOR(name) name,
  JACQUARD_ELEMENTALS(JACQUARD_ENUMERATOR)
#undef JACQUARD_ENUMERATOR
};

}  // namespace jacquard
