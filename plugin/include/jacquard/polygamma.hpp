// SPDX-License-Identifier: BSD-2-Clause
// The derivatives of log(Gamma), which the standard library lacks.
#pragma once

#include <cmath>
#include <concepts>
#include <limits>
#include <numbers>
#include <type_traits>

#include "jacquard/elemental.hpp"

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

template <class R>
JACQUARD_FUNCTION R integer_power(R x, int n) {
  R result = 1;
  for (; n > 0; --n) result *= x;
  return result;
}

/// B_2k (2k + n - 1)! / (2k)! x^-(2k+n) summed over k >= 1; with n = 0 the tail of digamma.
/// Source: Abramowitz & Stegun, Handbook of Mathematical Functions, 6.3.18 and 6.4.11.
template <class R>
JACQUARD_FUNCTION R asymptotic_tail(int n, R x) {
  const R bernoulli[] = {R(1) / 6,       R(-1) / 30, R(1) / 42,       R(-1) / 30,      R(5) / 66,
                         R(-691) / 2730, R(7) / 6,   R(-3617) / 510, R(43867) / 798, R(-174611) / 330};
  R factor = R(1) / 2;  // (2k + n - 1)! / (2k)!, started at k = 1: (n + 1)! / 2
  for (int i = 2; i <= n + 1; ++i) factor *= i;
  const R square = R(1) / (x * x);
  R power = integer_power(R(1) / x, n + 2);
  R sum = 0;
  int two_k = 2;
  for (const R b : bernoulli) {
    sum += b * factor * power;
    factor *= R(two_k + n) * R(two_k + n + 1) / (R(two_k + 1) * R(two_k + 2));
    power *= square;
    two_k += 2;
  }
  return sum;
}

/// (-1)^(n+1) psi^(n)(x) = n! sum over k of (x + k)^-(n+1), for x > 0 and n >= 1; all terms are positive.
template <class R>
JACQUARD_FUNCTION R polygamma_positive(int n, R x) {
  R factorial = 1;  // (n - 1)!
  for (int i = 2; i < n; ++i) factorial *= i;
  const int num_steps = x < R(20 + n) ? static_cast<int>(R(20 + n) - x) + 1 : 0;
  const R large = x + num_steps;
  R sum = factorial * integer_power(R(1) / large, n) * (1 + R(n) / (2 * large)) + asymptotic_tail(n, large);
  for (int k = num_steps - 1; k >= 0; --k) sum += factorial * n * integer_power(R(1) / (x + k), n + 1);
  return sum;
}

/// The n-th derivative of cot(t) with respect to t, from c = cot(t): a polynomial in c, since cot' = -(1 + cot^2).
template <class R>
JACQUARD_FUNCTION R cotangent_derivative(int n, R c) {
  R coefficients[max_polygamma_order + 3] = {0, 1};
  for (int step = 0; step < n; ++step) {
    R next[max_polygamma_order + 3] = {};
    for (int k = 1; k <= step + 1; ++k) {
      next[k - 1] -= k * coefficients[k];
      next[k + 1] -= k * coefficients[k];
    }
    for (int k = 0; k <= step + 2; ++k) coefficients[k] = next[k];
  }
  R value = 0;
  for (int k = n + 1; k >= 0; --k) value = value * c + coefficients[k];
  return value;
}

/// cot(pi x); the argument is reduced exactly first.
template <class R>
JACQUARD_FUNCTION R cotangent_pi(R x) {
  return 1 / std::tan(std::numbers::pi_v<R> * (x - std::rint(x)));
}

template <class R>
JACQUARD_FUNCTION R digamma_positive(R x) {
  const int num_steps = x < R(20) ? static_cast<int>(R(20) - x) + 1 : 0;
  const R large = x + num_steps;
  R sum = std::log(large) - 1 / (2 * large) - asymptotic_tail(0, large);
  for (int k = num_steps - 1; k >= 0; --k) sum -= 1 / (x + k);
  return sum;
}

/// psi^(n)(x) at a pole x = 0, -1, -2, ...: one sign from both sides for odd n, else by the sign of a zero.
template <class R>
JACQUARD_FUNCTION R polygamma_pole(int n, R x) {
  if (n % 2 == 1 && x > -infinity<R>) return infinity<R>;
  return x == 0 ? -1 / x : not_a_number<R>;
}

template <class R>
JACQUARD_FUNCTION R polygamma(int n, R x) {
  const R sign = n % 2 == 1 ? R(1) : R(-1);
  if (x > 0) return sign * polygamma_positive(n, x);
  if (x == std::floor(x)) return polygamma_pole(n, x);
  const R reflected = integer_power(std::numbers::pi_v<R>, n + 1) * cotangent_derivative(n, cotangent_pi(x));
  return -polygamma_positive(n, 1 - x) - reflected;
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
    sum += factor * polygamma(k, center);
    factor *= distance / (k + 1);
  }
  return sum;
}

}  // namespace detail

/// psi(x) = d log|Gamma(x)| / dx. Below -10 the error near a zero is that of the terms that cancel there.
template <std::floating_point T>
JACQUARD_FUNCTION T digamma(T x) {
  using R = Wider<T>;
  const R wide = x;
  if (wide > -10) {
    const detail::DigammaZero zero = detail::digamma_zero(wide > 0 ? 0 : 1 + static_cast<int>(-wide));
    if (std::abs(wide - static_cast<R>(zero.high)) < R(detail::digamma_zero_radius))
      return static_cast<T>(detail::digamma_near_zero(wide, zero));
  }
  if (wide > 0) return static_cast<T>(detail::digamma_positive(wide));
  if (wide == std::floor(wide)) return static_cast<T>(detail::polygamma_pole(0, wide));
  return static_cast<T>(detail::digamma_positive(1 - wide) - std::numbers::pi_v<R> * detail::cotangent_pi(wide));
}

/// The n-th derivative of digamma, n = 0, 1, ..., 20; NaN for any other n.
/// For even n and x < 0 the error near a zero is that of the terms that cancel there.
template <std::floating_point T>
JACQUARD_FUNCTION T polygamma(T n, T x) {
  if (!(n >= 0 && n <= detail::max_polygamma_order && n == std::floor(n))) return detail::not_a_number<T>;
  if (n == 0) return digamma(x);
  return static_cast<T>(detail::polygamma<Wider<T>>(static_cast<int>(n), x));
}

template <std::floating_point T>
JACQUARD_FUNCTION T trigamma(T x) {
  return polygamma(T(1), x);
}

}  // namespace jacquard::scalar
