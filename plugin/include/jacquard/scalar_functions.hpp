// SPDX-License-Identifier: BSD-2-Clause
// The functions that the rows of the table call, for plain scalars.
#pragma once

#include <cmath>
#include <concepts>

#include "jacquard/polygamma.hpp"

/// Packs and symbolic expressions bring the same names in namespaces of their own, found through their arguments.
namespace jacquard::scalar {

using std::abs, std::copysign, std::fdim, std::fma, std::fmod, std::remainder, std::sqrt;
using std::acos, std::asin, std::atan, std::atan2, std::cos, std::sin, std::tan;
using std::acosh, std::asinh, std::atanh, std::cosh, std::sinh, std::tanh;
using std::ceil, std::floor, std::rint, std::round, std::trunc;
using std::erf, std::exp, std::exp2, std::expm1, std::log, std::log10, std::log1p, std::log2, std::pow;

/// a b - c, c - a b and -(a b) - c, rounded once.
template <std::floating_point T>
JACQUARD_FUNCTION T fms(T a, T b, T c) {
  return std::fma(a, b, -c);
}
template <std::floating_point T>
JACQUARD_FUNCTION T fnma(T a, T b, T c) {
  return std::fma(-a, b, c);
}
template <std::floating_point T>
JACQUARD_FUNCTION T fnms(T a, T b, T c) {
  return std::fma(-a, b, -c);
}

/// Conditions are scalars: 1 where true, 0 where false; a NaN compares false.
template <std::floating_point T>
JACQUARD_FUNCTION T less(T a, T b) {
  return a < b ? T(1) : T(0);
}
template <std::floating_point T>
JACQUARD_FUNCTION T less_equal(T a, T b) {
  return a <= b ? T(1) : T(0);
}
template <std::floating_point T>
JACQUARD_FUNCTION T equal(T a, T b) {
  return a == b ? T(1) : T(0);
}

/// a where the condition is not 0, else b.
template <std::floating_point T>
JACQUARD_FUNCTION T select(T condition, T a, T b) {
  return condition != T(0) ? a : b;
}

/// As std::min and std::max: the first argument on ties and where the second is a NaN.
template <std::floating_point T>
JACQUARD_FUNCTION T min(T a, T b) {
  return b < a ? b : a;
}
template <std::floating_point T>
JACQUARD_FUNCTION T max(T a, T b) {
  return a < b ? b : a;
}

// The C library's own versions of these four are off by up to 4, 5, 10 and 11 ulp in double (P. Zimmermann et al.,
// Accuracy of Mathematical Functions in Single, Double, Extended and Quadruple Precision); one precision up they round.
template <std::floating_point T>
JACQUARD_FUNCTION T cbrt(T x) {
  return static_cast<T>(std::cbrt(static_cast<Wider<T>>(x)));
}
/// Half an ulp and 2^-10 of one at most, on which the bound of atan2's partials rests.
template <std::floating_point T>
JACQUARD_FUNCTION T hypot(T x, T y) {
  return static_cast<T>(std::hypot(static_cast<Wider<T>>(x), static_cast<Wider<T>>(y)));
}
template <std::floating_point T>
JACQUARD_FUNCTION T erfc(T x) {
  return static_cast<T>(std::erfc(static_cast<Wider<T>>(x)));
}
template <std::floating_point T>
JACQUARD_FUNCTION T tgamma(T x) {
  return static_cast<T>(std::tgamma(static_cast<Wider<T>>(x)));
}
template <std::floating_point T>
JACQUARD_FUNCTION T lgamma(T x) {
  return static_cast<T>(std::lgamma(static_cast<Wider<T>>(x)));
}

}  // namespace jacquard::scalar
