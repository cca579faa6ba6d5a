// SPDX-License-Identifier: BSD-2-Clause
// Rows of the table: exponentials, trigonometric, hyperbolic and special functions.
#pragma once

#include "jacquard/arithmetic_rows.hpp"

namespace jacquard::rows {

inline constexpr long double ln_2 = 0.693147180559945309417232121458176568L;
inline constexpr long double ln_10 = 2.30258509299404568401799145468436421L;
inline constexpr long double two_over_sqrt_pi = 1.12837916709551257389615890312154517L;

/// exp(-x^2). The rounding error of x^2 is put back, or the result would be off by x^2 ulp; from |x| = 110 on it is 0.
template <class T>
T gaussian(const T& x) {
  const T bounded = min(abs(x), T(110));
  const T square = bounded * bounded;
  const T error = fma(bounded, bounded, -square);
  const T rounded = exp(-square);
  return rounded - rounded * error;
}

/// 1 / x, but infinite for x < 0, where logarithms have no derivative: dearer than 1 / x by a product and a maximum.
template <class T>
T reciprocal_of_positive(const T& x) {
  return max(T(1) / x, x * T(-std::numeric_limits<double>::infinity()));
}

/// e^x.
template <>
struct Row<Elemental::exp> {
  static constexpr int arity = 1;
  template <class T>
  JACQUARD_FUNCTION static T value(const T& x) {
    return exp(x);
  }
  template <class T>
  static std::array<T, 1> partials(const T&, const T& v) {
    return {v};
  }
};

/// 2^x.
template <>
struct Row<Elemental::exp2> {
  static constexpr int arity = 1;
  template <class T>
  JACQUARD_FUNCTION static T value(const T& x) {
    return exp2(x);
  }
  template <class T>
  static std::array<T, 1> partials(const T&, const T& v) {
    return {T(ln_2) * v};
  }
};

/// e^x - 1. The partial is not v + 1, which cancels for x < 0.
template <>
struct Row<Elemental::expm1> {
  static constexpr int arity = 1;
  template <class T>
  JACQUARD_FUNCTION static T value(const T& x) {
    return expm1(x);
  }
  template <class T>
  static std::array<T, 1> partials(const T& x, const T&) {
    return {exp(x)};
  }
};

/// log x, x > 0. The partial is infinite at a zero, with that zero's sign, and +inf below.
template <>
struct Row<Elemental::log> {
  static constexpr int arity = 1;
  template <class T>
  JACQUARD_FUNCTION static T value(const T& x) {
    return log(x);
  }
  template <class T>
  static std::array<T, 1> partials(const T& x, const T&) {
    return {reciprocal_of_positive(x)};
  }
};

/// Base 2; edges as log.
template <>
struct Row<Elemental::log2> {
  static constexpr int arity = 1;
  template <class T>
  JACQUARD_FUNCTION static T value(const T& x) {
    return log2(x);
  }
  template <class T>
  static std::array<T, 1> partials(const T& x, const T&) {
    return {T(1 / ln_2) * reciprocal_of_positive(x)};
  }
};

/// Base 10; edges as log.
template <>
struct Row<Elemental::log10> {
  static constexpr int arity = 1;
  template <class T>
  JACQUARD_FUNCTION static T value(const T& x) {
    return log10(x);
  }
  template <class T>
  static std::array<T, 1> partials(const T& x, const T&) {
    return {T(1 / ln_10) * reciprocal_of_positive(x)};
  }
};

/// log(1 + x), x > -1. The partial is +inf at -1 and below.
template <>
struct Row<Elemental::log1p> {
  static constexpr int arity = 1;
  template <class T>
  JACQUARD_FUNCTION static T value(const T& x) {
    return log1p(x);
  }
  template <class T>
  static std::array<T, 1> partials(const T& x, const T&) {
    return {reciprocal_of_positive(T(1) + x)};
  }
};

/// Sine of radians; NaN at infinities.
template <>
struct Row<Elemental::sin> {
  static constexpr int arity = 1;
  template <class T>
  JACQUARD_FUNCTION static T value(const T& x) {
    return sin(x);
  }
  template <class T>
  static std::array<T, 1> partials(const T& x, const T&) {
    return {cos(x)};
  }
};

/// Cosine of radians; NaN at infinities.
template <>
struct Row<Elemental::cos> {
  static constexpr int arity = 1;
  template <class T>
  JACQUARD_FUNCTION static T value(const T& x) {
    return cos(x);
  }
  template <class T>
  static std::array<T, 1> partials(const T& x, const T&) {
    return {-sin(x)};
  }
};

/// Tangent of radians; NaN at infinities.
template <>
struct Row<Elemental::tan> {
  static constexpr int arity = 1;
  template <class T>
  JACQUARD_FUNCTION static T value(const T& x) {
    return tan(x);
  }
  template <class T>
  static std::array<T, 1> partials(const T&, const T& v) {
    return {fma(v, v, T(1))};
  }
};

/// Arc sine, |x| <= 1. The partial is +inf at the borders and NaN beyond.
template <>
struct Row<Elemental::asin> {
  static constexpr int arity = 1;
  template <class T>
  JACQUARD_FUNCTION static T value(const T& x) {
    return asin(x);
  }
  template <class T>
  static std::array<T, 1> partials(const T& x, const T&) {
    return {T(1) / sqrt((T(1) - x) * (T(1) + x))};
  }
};

/// Arc cosine, |x| <= 1. The partial is -inf at the borders and NaN beyond.
template <>
struct Row<Elemental::acos> {
  static constexpr int arity = 1;
  template <class T>
  JACQUARD_FUNCTION static T value(const T& x) {
    return acos(x);
  }
  template <class T>
  static std::array<T, 1> partials(const T& x, const T&) {
    return {T(-1) / sqrt((T(1) - x) * (T(1) + x))};
  }
};

/// Arc tangent. Where x^2 overflows the partial is below the normal range.
template <>
struct Row<Elemental::atan> {
  static constexpr int arity = 1;
  template <class T>
  JACQUARD_FUNCTION static T value(const T& x) {
    return atan(x);
  }
  template <class T>
  static std::array<T, 1> partials(const T& x, const T&) {
    return {T(1) / fma(x, x, T(1))};
  }
};

/// Angle of the point (x, y), ordinate first. Not differentiable at (0, 0): NaN. The cut along negative x is not
/// seen: the derivative is that of the angle modulo a turn. An infinite argument makes the partial in the other
/// NaN.
///
/// Partials are within 3.51 ulp: let m, m' and m" in [1, 2) be the mantissas of h, of x / h and of the partial, so
/// that m" = m' / m or 2 m' / m. A rounding is off by half an ulp, relatively by u / m and so forth where u =
/// epsilon / 2; that of h, 1.001 times as much, counts twice. These sum up to m" / m + m" / (2 m') + 1/2 ulp of the
/// partial, which is at most 2 / m^2 + 1 / (2 m) + 1/2 in the first case and 3 / m + 1/2 in the second. Products
/// with 1 / h, which are cheaper, could be off by 4.5.
template <>
struct Row<Elemental::atan2> {
  static constexpr int arity = 2;
  template <class T>
  JACQUARD_FUNCTION static T value(const T& y, const T& x) {
    return atan2(y, x);
  }
  template <class T>
  static std::array<T, 2> partials(const T& y, const T& x, const T&) {
    const T h = hypot(x, y);
    return {(x / h) / h, -((y / h) / h)};
  }
};

/// Hyperbolic sine.
template <>
struct Row<Elemental::sinh> {
  static constexpr int arity = 1;
  template <class T>
  JACQUARD_FUNCTION static T value(const T& x) {
    return sinh(x);
  }
  template <class T>
  static std::array<T, 1> partials(const T& x, const T&) {
    return {cosh(x)};
  }
};

/// Hyperbolic cosine.
template <>
struct Row<Elemental::cosh> {
  static constexpr int arity = 1;
  template <class T>
  JACQUARD_FUNCTION static T value(const T& x) {
    return cosh(x);
  }
  template <class T>
  static std::array<T, 1> partials(const T& x, const T&) {
    return {sinh(x)};
  }
};

/// Hyperbolic tangent. The partial is not 1 - v^2, which cancels for large |x|. Its denominator, (1 + e)^2 by one
/// fused operation, keeps it within 3.3 ulp: 1 of e, 0.75 of e + 2, 1 of the denominator and 0.5 at most. The
/// square of 1 + e could make that 4.4.
template <>
struct Row<Elemental::tanh> {
  static constexpr int arity = 1;
  template <class T>
  JACQUARD_FUNCTION static T value(const T& x) {
    return tanh(x);
  }
  template <class T>
  static std::array<T, 1> partials(const T& x, const T&) {
    const T e = exp(T(-2) * abs(x));
    return {(T(4) * e) / fma(e, e + T(2), T(1))};
  }
};

/// Inverse hyperbolic sine.
template <>
struct Row<Elemental::asinh> {
  static constexpr int arity = 1;
  template <class T>
  JACQUARD_FUNCTION static T value(const T& x) {
    return asinh(x);
  }
  template <class T>
  static std::array<T, 1> partials(const T& x, const T&) {
    return {T(1) / hypot(x, T(1))};
  }
};

/// Inverse hyperbolic cosine, x >= 1. The partial is +inf at 1 and NaN below. Beyond 10^10, where x^2 - 1 might
/// overflow, its root is x to all digits. Below 1 the second factor stays positive, so that the root is NaN. The
/// product of two roots could be off by 4.5 ulp.
template <>
struct Row<Elemental::acosh> {
  static constexpr int arity = 1;
  template <class T>
  JACQUARD_FUNCTION static T value(const T& x) {
    return acosh(x);
  }
  template <class T>
  static std::array<T, 1> partials(const T& x, const T&) {
    const T root = sqrt((x - T(1)) * max(x + T(1), T(2)));
    return {T(1) / select(less(x, T(1e10)), root, x)};
  }
};

/// Inverse hyperbolic tangent, |x| <= 1. The partial is +inf at the borders and beyond.
template <>
struct Row<Elemental::atanh> {
  static constexpr int arity = 1;
  template <class T>
  JACQUARD_FUNCTION static T value(const T& x) {
    return atanh(x);
  }
  template <class T>
  static std::array<T, 1> partials(const T& x, const T&) {
    return {reciprocal_of_positive((T(1) - x) * (T(1) + x))};
  }
};

/// Error function.
template <>
struct Row<Elemental::erf> {
  static constexpr int arity = 1;
  template <class T>
  JACQUARD_FUNCTION static T value(const T& x) {
    return erf(x);
  }
  template <class T>
  static std::array<T, 1> partials(const T& x, const T&) {
    return {T(two_over_sqrt_pi) * gaussian(x)};
  }
};

/// Complementary error function.
template <>
struct Row<Elemental::erfc> {
  static constexpr int arity = 1;
  template <class T>
  JACQUARD_FUNCTION static T value(const T& x) {
    return erfc(x);
  }
  template <class T>
  static std::array<T, 1> partials(const T& x, const T&) {
    return {T(-two_over_sqrt_pi) * gaussian(x)};
  }
};

/// Gamma function; NaN at the negative whole numbers, infinite at the zeros.
template <>
struct Row<Elemental::tgamma> {
  static constexpr int arity = 1;
  template <class T>
  JACQUARD_FUNCTION static T value(const T& x) {
    return tgamma(x);
  }
  template <class T>
  static std::array<T, 1> partials(const T& x, const T& v) {
    return {v * digamma(x)};
  }
};

/// log|Gamma(x)|; the partial is NaN at the negative whole numbers, infinite at the zeros.
template <>
struct Row<Elemental::lgamma> {
  static constexpr int arity = 1;
  template <class T>
  JACQUARD_FUNCTION static T value(const T& x) {
    return lgamma(x);
  }
  template <class T>
  static std::array<T, 1> partials(const T& x, const T&) {
    return {digamma(x)};
  }
};

/// Derivative of lgamma; NaN at the negative whole numbers, infinite at the zeros.
template <>
struct Row<Elemental::digamma> {
  static constexpr int arity = 1;
  template <class T>
  JACQUARD_FUNCTION static T value(const T& x) {
    return digamma(x);
  }
  template <class T>
  static std::array<T, 1> partials(const T& x, const T&) {
    return {trigamma(x)};
  }
};

/// Derivative of digamma; +inf at 0, -1, -2, ...
template <>
struct Row<Elemental::trigamma> {
  static constexpr int arity = 1;
  template <class T>
  JACQUARD_FUNCTION static T value(const T& x) {
    return trigamma(x);
  }
  template <class T>
  static std::array<T, 1> partials(const T& x, const T&) {
    return {polygamma(T(2), x)};
  }
};

/// n-th derivative of digamma, n = 0, 1, ..., 20 (NaN otherwise); closes the table under differentiation.
/// Not differentiable in n: NaN.
template <>
struct Row<Elemental::polygamma> {
  static constexpr int arity = 2;
  template <class T>
  JACQUARD_FUNCTION static T value(const T& n, const T& x) {
    return polygamma(n, x);
  }
  template <class T>
  static std::array<T, 2> partials(const T& n, const T& x, const T&) {
    return {not_a_number<T>(), select(less(n, T(0)), not_a_number<T>(), polygamma(n + T(1), x))};
  }
};

}  // namespace jacquard::rows
