// SPDX-License-Identifier: BSD-2-Clause
// <cmath> over Active, found by argument-dependent lookup.
#pragma once

#include <algorithm>
#include <cmath>

#include "jacquard/active.hpp"

namespace jacquard {

// Written out once per arity; arguments that are doubles or integers convert.
#define JACQUARD_UNARY(name) \
  inline Active name(const Active& x) { return apply(Elemental::name, std::name(value_of(x)), x); }
#define JACQUARD_BINARY(name)                                                 \
  inline Active name(const Active& x, const Active& y) {                      \
    return apply(Elemental::name, std::name(value_of(x), value_of(y)), x, y); \
  }

JACQUARD_UNARY(sqrt)
JACQUARD_UNARY(cbrt)
JACQUARD_UNARY(exp)
JACQUARD_UNARY(exp2)
JACQUARD_UNARY(expm1)
JACQUARD_UNARY(log)
JACQUARD_UNARY(log2)
JACQUARD_UNARY(log10)
JACQUARD_UNARY(log1p)
JACQUARD_UNARY(sin)
JACQUARD_UNARY(cos)
JACQUARD_UNARY(tan)
JACQUARD_UNARY(asin)
JACQUARD_UNARY(acos)
JACQUARD_UNARY(atan)
JACQUARD_UNARY(sinh)
JACQUARD_UNARY(cosh)
JACQUARD_UNARY(tanh)
JACQUARD_UNARY(asinh)
JACQUARD_UNARY(acosh)
JACQUARD_UNARY(atanh)
JACQUARD_UNARY(erf)
JACQUARD_UNARY(erfc)
JACQUARD_UNARY(tgamma)
JACQUARD_UNARY(lgamma)
JACQUARD_UNARY(abs)
JACQUARD_UNARY(floor)
JACQUARD_UNARY(ceil)
JACQUARD_UNARY(trunc)
JACQUARD_UNARY(round)
JACQUARD_UNARY(rint)
JACQUARD_BINARY(hypot)
JACQUARD_BINARY(atan2)
JACQUARD_BINARY(copysign)
JACQUARD_BINARY(fdim)
JACQUARD_BINARY(fmod)
JACQUARD_BINARY(remainder)
JACQUARD_BINARY(pow)
#undef JACQUARD_UNARY
#undef JACQUARD_BINARY

inline Active fabs(const Active& x) { return abs(x); }
inline Active nearbyint(const Active& x) { return rint(x); }

inline Active fma(const Active& x, const Active& y, const Active& z) {
  return apply(Elemental::fma, std::fma(value_of(x), value_of(y), value_of(z)), x, y, z);
}
inline Active hypot(const Active& x, const Active& y, const Active& z) {
  return apply(Elemental::hypot3, std::hypot(value_of(x), value_of(y), value_of(z)), x, y, z);
}

/// As std::max and std::min: the first argument where the comparison fails, NaN included.
inline Active max(const Active& x, const Active& y) {
  return apply(Elemental::max, std::max(value_of(x), value_of(y)), x, y);
}
inline Active min(const Active& x, const Active& y) {
  return apply(Elemental::min, std::min(value_of(x), value_of(y)), x, y);
}

/// As in C: a NaN gives way to the other argument. No guard is left.
inline Active fmax(const Active& x, const Active& y) { return select(y <= x, x, select(y == y, y, x)); }
inline Active fmin(const Active& x, const Active& y) { return select(x <= y, x, select(y == y, y, x)); }

/// x times 2^exponent, in two factors so that neither overflows before the product does.
inline Active ldexp(const Active& x, int exponent) {
  const int half = exponent / 2;
  return x * std::ldexp(1.0, half) * std::ldexp(1.0, exponent - half);
}
inline Active scalbn(const Active& x, int exponent) { return ldexp(x, exponent); }

/// a + t (b - a); exact at t = 0, within rounding of std::lerp elsewhere.
inline Active lerp(const Active& a, const Active& b, const Active& t) { return a + t * (b - a); }

inline Condition isnan(const Active& x) { return x != x; }
inline Condition isinf(const Active& x) { return abs(x) == std::numeric_limits<double>::infinity(); }
inline Condition isfinite(const Active& x) { return abs(x) <= std::numeric_limits<double>::max(); }
inline Condition isnormal(const Active& x) {
  const Active magnitude = abs(x);
  return Condition(select(magnitude >= std::numeric_limits<double>::min(),
                          select(magnitude <= std::numeric_limits<double>::max(), 1.0, 0.0), 0.0));
}
inline Condition signbit(const Active& x) { return copysign(1.0, x) < 0.0; }

}  // namespace jacquard
