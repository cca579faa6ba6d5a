// SPDX-License-Identifier: BSD-2-Clause
// Numbers of twice the digits, for differences of which one format would leave nothing.
#pragma once

#include <cmath>
#include <concepts>
#include <limits>

#include "jacquard/elemental.hpp"

namespace jacquard::scalar {

/// high + low, not evaluated, with |low| at most half a unit in the last place of high: twice the digits of R.
///
/// Each operation is off by a few units of the last of these digits (relative 16 epsilon^2 at most), as long as
/// nothing overflows or leaves the normal range. Compilers must keep the order of operations (no -ffast-math);
/// contraction to fused multiply-adds does no harm.
///
/// Source: T. J. Dekker, A Floating-Point Technique for Extending the Available Precision (1971); Y. Hida, X. S.
/// Li, D. H. Bailey, Algorithms for Quad-Double Precision Floating Point Arithmetic (2001).
template <std::floating_point R>
struct Twice {
  R high = 0;
  R low = 0;

  Twice() = default;
  JACQUARD_FUNCTION constexpr Twice(R value) : high(value) {}
  JACQUARD_FUNCTION constexpr Twice(R leading, R rest) : high(leading), low(rest) {}
};

/// a + b exactly, for any a and b.
template <std::floating_point R>
JACQUARD_FUNCTION Twice<R> exact_sum(R a, R b) {
  const R sum = a + b;
  const R part = sum - a;
  return {sum, (a - (sum - part)) + (b - part)};
}

/// a + b exactly, for |a| >= |b|.
template <std::floating_point R>
JACQUARD_FUNCTION Twice<R> ordered_sum(R a, R b) {
  const R sum = a + b;
  return {sum, b - (sum - a)};
}

/// Whether machines fuse operations on R. Beyond double few do, and the library's function takes 20 times as long
/// as products of halves.
template <std::floating_point R>
#ifdef FP_FAST_FMAL
inline constexpr bool has_fast_fma = true;
#else
inline constexpr bool has_fast_fma = std::numeric_limits<R>::digits <= std::numeric_limits<double>::digits;
#endif

/// x as two numbers of half its digits; not for formats whose operations are contracted.
template <std::floating_point R>
JACQUARD_FUNCTION Twice<R> halves(R x) {
  constexpr R factor = static_cast<R>(1ULL << (std::numeric_limits<R>::digits + 1) / 2) + 1;
  const R scaled = factor * x;
  const R high = scaled - (scaled - x);
  return {high, x - high};
}

/// a b exactly.
template <std::floating_point R>
JACQUARD_FUNCTION Twice<R> exact_product(R a, R b) {
  const R product = a * b;
  if constexpr (has_fast_fma<R>) return {product, std::fma(a, b, -product)};
  const Twice<R> x = halves(a), y = halves(b);
  return {product, ((x.high * y.high - product) + x.high * y.low + x.low * y.high) + x.low * y.low};
}

template <std::floating_point R>
JACQUARD_FUNCTION Twice<R> operator+(const Twice<R>& a, const Twice<R>& b) {
  const Twice<R> sum = exact_sum(a.high, b.high);
  const Twice<R> rest = exact_sum(a.low, b.low);
  const Twice<R> joined = ordered_sum(sum.high, sum.low + rest.high);
  return ordered_sum(joined.high, joined.low + rest.low);
}

template <std::floating_point R>
JACQUARD_FUNCTION Twice<R> operator-(const Twice<R>& a) {
  return {-a.high, -a.low};
}

template <std::floating_point R>
JACQUARD_FUNCTION Twice<R> operator-(const Twice<R>& a, const Twice<R>& b) {
  return a + -b;
}

template <std::floating_point R>
JACQUARD_FUNCTION Twice<R> operator*(const Twice<R>& a, const Twice<R>& b) {
  const Twice<R> product = exact_product(a.high, b.high);
  return ordered_sum(product.high, product.low + (a.high * b.low + a.low * b.high));
}

template <std::floating_point R>
JACQUARD_FUNCTION Twice<R> operator/(const Twice<R>& a, const Twice<R>& b) {
  const R first = a.high / b.high;
  const Twice<R> rest = a - b * Twice<R>(first);
  const R second = rest.high / b.high;
  const Twice<R> rest_of_rest = rest - b * Twice<R>(second);
  return ordered_sum(first, second) + Twice<R>(rest_of_rest.high / b.high);
}

template <std::floating_point R>
JACQUARD_FUNCTION Twice<R>& operator+=(Twice<R>& a, const Twice<R>& b) {
  return a = a + b;
}
template <std::floating_point R>
JACQUARD_FUNCTION Twice<R>& operator-=(Twice<R>& a, const Twice<R>& b) {
  return a = a - b;
}
template <std::floating_point R>
JACQUARD_FUNCTION Twice<R>& operator*=(Twice<R>& a, const Twice<R>& b) {
  return a = a * b;
}

/// The number itself, or the part that it is when rounded.
template <std::floating_point R>
JACQUARD_FUNCTION R leading(R x) {
  return x;
}
template <std::floating_point R>
JACQUARD_FUNCTION R leading(const Twice<R>& x) {
  return x.high;
}

/// A constant that is the sum of four doubles, each what the former leave: 212 binary digits.
struct LongConstant {
  double parts[4];

  template <std::floating_point R>
  JACQUARD_FUNCTION Twice<R> twice() const {
    Twice<R> sum(static_cast<R>(parts[3]));
    for (int k = 2; k >= 0; --k) sum += Twice<R>(static_cast<R>(parts[k]));
    return sum;
  }
};

JACQUARD_FUNCTION constexpr LongConstant long_pi() {
  return {{0x1.921fb54442d18p+1, 0x1.1a62633145c07p-53, -0x1.f1976b7ed8fbcp-109, 0x1.4cf98e804177dp-163}};
}
JACQUARD_FUNCTION constexpr LongConstant long_ln_2() {
  return {{0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56, 0x1.7b57a079a1934p-111, -0x1.ace93a4ebe5d1p-165}};
}

/// log x for normal x > 0, by 2 atanh((m - 1) / (m + 1)) of the mantissa m: off by a few units of the last digit.
template <std::floating_point R>
JACQUARD_FUNCTION Twice<R> log(const Twice<R>& x) {
  constexpr R root_of_half = static_cast<R>(0.70710678118654752440L);
  int exponent = 0;
  if (std::frexp(x.high, &exponent) < root_of_half) --exponent;
  const Twice<R> mantissa{std::ldexp(x.high, -exponent), std::ldexp(x.low, -exponent)};
  const Twice<R> z = (mantissa - Twice<R>(1)) / (mantissa + Twice<R>(1));
  const Twice<R> square = z * z;
  Twice<R> sum(0);
  constexpr int num_terms = std::numeric_limits<R>::digits * 2 / 5 + 3;  // z^2 < 0.0295 = 2^-5.08
  for (int k = num_terms; k >= 0; --k) sum = sum * square + Twice<R>(1) / Twice<R>(R(2 * k + 1));
  return Twice<R>(static_cast<R>(exponent)) * long_ln_2().template twice<R>() + Twice<R>(2) * z * sum;
}

/// tan(pi u) for |u| <= 1/4, from the series of sine and cosine.
template <std::floating_point R>
JACQUARD_FUNCTION Twice<R> tangent_pi(R u) {
  const Twice<R> angle = long_pi().template twice<R>() * Twice<R>(u);
  const Twice<R> square = angle * angle;
  Twice<R> sine(1), cosine(1);
  constexpr int num_terms = std::numeric_limits<R>::digits / 4 + 2;  // (pi/4)^(2k) / (2k)! < 2^-7.4k on the average
  for (int k = num_terms; k > 0; --k) {
    cosine = Twice<R>(1) - cosine * square / Twice<R>(R((2 * k - 1) * (2 * k)));
    sine = Twice<R>(1) - sine * square / Twice<R>(R((2 * k) * (2 * k + 1)));
  }
  return angle * sine / cosine;
}

}  // namespace jacquard::scalar
