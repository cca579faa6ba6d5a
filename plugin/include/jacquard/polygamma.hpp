// SPDX-License-Identifier: BSD-2-Clause
// The derivatives of log(Gamma), which the standard library lacks.
#pragma once

#include <cmath>
#include <concepts>
#include <limits>
#include <numbers>
#include <type_traits>

#include "jacquard/twice.hpp"

namespace jacquard::scalar {

/// The next wider format, so that a rounded result carries the error of one rounding; double itself on devices.
#if defined(__CUDA_ARCH__) || defined(__HIP_DEVICE_COMPILE__)
template <class T>
using Wider = double;
#else
template <class T>
using Wider = std::conditional_t<std::is_same_v<T, float>, double, long double>;
#endif

namespace detail {

inline constexpr int max_polygamma_order = 20;

// Constants, since device code may not call numeric_limits.
template <class R>
inline constexpr R infinity = std::numeric_limits<R>::infinity();
template <class R>
inline constexpr R not_a_number = std::numeric_limits<R>::quiet_NaN();

/// What may be left of two terms that cancel before twice the digits are called for: a wider format has some to
/// spare.
template <class T>
inline constexpr Wider<T> tolerated_cancellation = std::is_same_v<T, Wider<T>> ? Wider<T>(0.5) : Wider<T>(0.0625);

/// How far the asymptotic series is taken: beyond x = smallest(n) its first term left out is below half a unit in
/// the last place of a number N.
template <class N>
struct AsymptoticSeries {
  static constexpr int num_terms = 10;
  JACQUARD_FUNCTION static constexpr int smallest(int n) { return 20 + n; }
};
template <class R>
struct AsymptoticSeries<Twice<R>> {
  static constexpr int num_terms = 16;
  JACQUARD_FUNCTION static constexpr int smallest(int n) { return 40 + 2 * n; }
};

template <class N>
JACQUARD_FUNCTION N integer_power(N x, int n) {
  N result(1);
  for (; n > 0; n /= 2) {
    if (n % 2 == 1) result *= x;
    x *= x;
  }
  return result;
}

/// B_2k (2k + n - 1)! / (2k)! x^-(2k+n) summed over k >= 1; with n = 0 the tail of digamma.
/// Source: Abramowitz & Stegun, Handbook of Mathematical Functions, 6.3.18, 6.4.11 and table 23.2.
template <class N>
JACQUARD_FUNCTION N asymptotic_tail(int n, const N& x) {
  const double numerators[] = {1.0,     -1.0,         1.0,           -1.0,          5.0,    -691.0,
                               7.0,     -3617.0,      43867,         -174611,       854513, -236364091,
                               8553103, -23749461029, 8615841276005, -7709321041217};
  const double denominators[] = {6, 30, 42, 30, 66, 2730, 6, 510, 798, 330, 138, 2730, 6, 870, 14322, 510};
  N factor = N(1) / N(2);  // (2k + n - 1)! / (2k)!, started at k = 1: (n + 1)! / 2
  for (int i = 2; i <= n + 1; ++i) factor *= N(i);
  const N inverse = N(1) / x;
  const N square = inverse * inverse;
  N power = integer_power(inverse, n + 2);
  N sum(0);
  for (int k = 0; k < AsymptoticSeries<N>::num_terms; ++k) {
    const int two_k = 2 * k + 2;
    sum += N(numerators[k]) / N(denominators[k]) * factor * power;
    factor *= N((two_k + n) * (two_k + n + 1)) / N((two_k + 1) * (two_k + 2));
    power *= square;
  }
  return sum;
}

/// By how many steps of 1 to raise x, for the series.
template <class N>
JACQUARD_FUNCTION int num_steps(int n, const N& x) {
  const auto short_of = AsymptoticSeries<N>::smallest(n) - leading(x);
  return short_of > 0 ? static_cast<int>(short_of) + 1 : 0;
}

/// (-1)^(n+1) psi^(n)(x) = n! sum over k of (x + k)^-(n+1), for x > 0 and n >= 1; all terms are positive.
template <class N>
JACQUARD_FUNCTION N polygamma_positive(int n, const N& x) {
  N factorial(1);  // (n - 1)!
  for (int i = 2; i < n; ++i) factorial *= N(i);
  const int steps = num_steps(n, x);
  const N large = x + N(steps);
  N sum = factorial * integer_power(N(1) / large, n) * (N(1) + N(n) / (N(2) * large)) + asymptotic_tail(n, large);
  for (int k = steps - 1; k >= 0; --k) sum += factorial * N(n) * integer_power(N(1) / (x + N(k)), n + 1);
  return sum;
}

template <class N>
JACQUARD_FUNCTION N digamma_positive(const N& x) {
  using std::log;
  const int steps = num_steps(0, x);
  const N large = x + N(steps);
  N sum = log(large) - N(1) / (N(2) * large) - asymptotic_tail(0, large);
  for (int k = steps - 1; k >= 0; --k) sum -= N(1) / (x + N(k));
  return sum;
}

/// psi^(n)(x) for x > 0.
template <class N>
JACQUARD_FUNCTION N psi_positive(int n, const N& x) {
  if (n == 0) return digamma_positive(x);
  return n % 2 == 1 ? polygamma_positive(n, x) : -polygamma_positive(n, x);
}

/// The n-th derivative of cot(t) with respect to t, from c = cot(t): a polynomial in c, since cot' = -(1 + cot^2),
/// whose coefficients have one sign and whose powers are all even or all odd, so that it keeps the digits of c.
template <class N>
JACQUARD_FUNCTION N cotangent_derivative(int n, const N& c) {
  N coefficients[max_polygamma_order + 3] = {N(0), N(1)};
  for (int step = 0; step < n; ++step) {
    N next[max_polygamma_order + 3] = {};
    for (int k = 1; k <= step + 1; ++k) {
      next[k - 1] -= N(k) * coefficients[k];
      next[k + 1] -= N(k) * coefficients[k];
    }
    for (int k = 0; k <= step + 2; ++k) coefficients[k] = next[k];
  }
  N value(0);
  for (int k = n + 1; k >= 0; --k) value = value * c + coefficients[k];
  return value;
}

/// pi and tan(pi u) for |u| <= 1/4, in numbers N.
template <class N>
struct Circle {
  JACQUARD_FUNCTION static N pi() { return std::numbers::pi_v<N>; }
  JACQUARD_FUNCTION static N tangent(N u) { return std::tan(pi() * u); }
};
template <class R>
struct Circle<Twice<R>> {
  JACQUARD_FUNCTION static Twice<R> pi() { return long_pi().template twice<R>(); }
  JACQUARD_FUNCTION static Twice<R> tangent(R u) { return tangent_pi(u); }
};

/// cot(pi x). The argument is reduced exactly, to the nearest pole or to the nearest zero, near which no digit is
/// lost.
template <class N, class R>
JACQUARD_FUNCTION N cotangent_pi(R x) {
  const R from_pole = x - std::rint(x);
  if (std::abs(from_pole) <= R(0.25)) return N(1) / Circle<N>::tangent(from_pole);
  return Circle<N>::tangent(std::copysign(R(0.5), from_pole) - from_pole);
}

/// psi^(n)(x) at a pole x = 0, -1, -2, ...: one sign from both sides for odd n, else by the sign of a zero.
template <class R>
JACQUARD_FUNCTION R polygamma_pole(int n, R x) {
  if (n % 2 == 1 && x > -infinity<R>) return infinity<R>;
  return x == 0 ? -1 / x : not_a_number<R>;
}

/// psi^(n)(x) as the sum of two terms, which are accurate but may cancel.
template <class N>
struct Reflection {
  N smooth;    ///< (-1)^n psi^(n)(1 - x)
  N periodic;  ///< -pi^(n+1) cot^(n)(pi x)
};

/// Source: Abramowitz & Stegun, Handbook of Mathematical Functions, 6.4.7.
template <class N, class R>
JACQUARD_FUNCTION Reflection<N> reflection(int n, R x) {
  const N mirrored = psi_positive(n, N(1) - N(x));
  const N derivative = cotangent_derivative(n, cotangent_pi<N>(x));
  return {n % 2 == 0 ? mirrored : -mirrored, -(integer_power(Circle<N>::pi(), n + 1) * derivative)};
}

/// psi^(n)(x), with twice the digits where terms cancel: their difference is off by some 2^-120 of them in Twice of
/// the x87 format, 2^-100 in Twice<double>. The double closest to a zero leaves some 2^-60 of them. Cost: 0.1
/// microseconds for small n, 10 where terms cancel: for one in 40 of random arguments below -10.
template <class R>
JACQUARD_FUNCTION R polygamma(int n, R x, R tolerated_cancellation) {
  if (x > 0) return psi_positive(n, x);
  if (x == std::floor(x)) return polygamma_pole(n, x);
  const Reflection<R> terms = reflection<R>(n, x);
  const R sum = terms.smooth + terms.periodic;
  if (!(std::abs(sum) < tolerated_cancellation * std::abs(terms.smooth))) return sum;
  const Reflection<Twice<R>> longer = reflection<Twice<R>>(n, x);
  return leading(longer.smooth + longer.periodic);
}

/// A zero of digamma in two parts, since what counts near it is the distance to it.
struct DigammaZero {
  double high;
  double low;
};

/// The zeros in (0, inf), (-1, 0), (-2, -1), ..., (-10, -9).
JACQUARD_FUNCTION inline DigammaZero digamma_zero(int k) {
  constexpr DigammaZero zeros[] = {{1.4616321449683622, 9.549995429965697715184e-17},
                                   {-0.5040830082644554, -8.154282062438130093712e-18},
                                   {-1.5734984731623904, -1.574185691077347002211e-17},
                                   {-2.6107208684441447, 9.881960746978352181427e-17},
                                   {-3.635293366436901, 5.454396163173038962324e-17},
                                   {-4.653237761743142, -2.54926862014681942639e-16},
                                   {-5.6671624415568855, -3.215305107494833438513e-18},
                                   {-6.678418213073427, 3.470798723495240629232e-16},
                                   {-7.687788325031626, -1.35156249464367179647e-16},
                                   {-8.695764163816401, -3.285990371628944740731e-16},
                                   {-9.702672540001863, -3.256317840540147702426e-16}};
  return zeros[k];
}

inline constexpr double digamma_zero_radius = 1.0 / 64;

/// The Taylor series about the zero, in the distance from it; the nearest pole is at least 19 radii away.
template <class R>
JACQUARD_FUNCTION R digamma_near_zero(R x, const DigammaZero& zero) {
  const R distance = (x - static_cast<R>(zero.high)) - static_cast<R>(zero.low);
  const R center = static_cast<R>(zero.high) + static_cast<R>(zero.low);
  R sum = 0;
  R factor = distance;
  for (int k = 1; k <= 16; ++k) {
    sum += factor * polygamma(k, center, R(0));
    factor *= distance / (k + 1);
  }
  return sum;
}

}  // namespace detail

/// psi(x) = d log|Gamma(x)| / dx.
template <std::floating_point T>
JACQUARD_FUNCTION T digamma(T x) {
  using R = Wider<T>;
  const R wide = x;
  if (wide > -10) {
    const detail::DigammaZero zero = detail::digamma_zero(wide > 0 ? 0 : 1 + static_cast<int>(-wide));
    if (std::abs(wide - static_cast<R>(zero.high)) < R(detail::digamma_zero_radius))
      return static_cast<T>(detail::digamma_near_zero(wide, zero));
  }
  return static_cast<T>(detail::polygamma(0, wide, detail::tolerated_cancellation<T>));
}

/// The n-th derivative of digamma, n = 0, 1, ..., 20; NaN for any other n.
template <std::floating_point T>
JACQUARD_FUNCTION T polygamma(T n, T x) {
  if (!(n >= 0 && n <= detail::max_polygamma_order && n == std::floor(n))) return detail::not_a_number<T>;
  if (n == 0) return digamma(x);
  const Wider<T> wide = x;
  return static_cast<T>(detail::polygamma(static_cast<int>(n), wide, detail::tolerated_cancellation<T>));
}

template <std::floating_point T>
JACQUARD_FUNCTION T trigamma(T x) {
  return polygamma(T(1), x);
}

}  // namespace jacquard::scalar
