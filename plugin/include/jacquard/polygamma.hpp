// SPDX-License-Identifier: BSD-2-Clause
// The derivatives of log(Gamma), which the standard library lacks.
#pragma once

#include <cmath>
#include <concepts>
#include <limits>
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

inline constexpr long double pi = 3.14159265358979323846264338327950288L;
inline constexpr int max_polygamma_order = 20;

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
  constexpr long double bernoulli[] = {1.0L / 6,        -1.0L / 30, 1.0L / 42,      -1.0L / 30,      5.0L / 66,
                                       -691.0L / 2730, 7.0L / 6,   -3617.0L / 510, 43867.0L / 798, -174611.0L / 330};
  R factor = R(1) / 2;  // (2k + n - 1)! / (2k)!, started at k = 1: (n + 1)! / 2
  for (int i = 2; i <= n + 1; ++i) factor *= i;
  const R square = R(1) / (x * x);
  R power = integer_power(R(1) / x, n + 2);
  R sum = 0;
  int two_k = 2;
  for (long double b : bernoulli) {
    sum += static_cast<R>(b) * factor * power;
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
  return 1 / std::tan(static_cast<R>(pi) * (x - std::rint(x)));
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
  if (n % 2 == 1 && x > -std::numeric_limits<R>::infinity()) return std::numeric_limits<R>::infinity();
  return x == 0 ? -1 / x : std::numeric_limits<R>::quiet_NaN();
}

}  // namespace detail

/// psi(x) = d log|Gamma(x)| / dx.
template <std::floating_point T>
JACQUARD_FUNCTION T digamma(T x) {
  using R = Wider<T>;
  const R wide = x;
  if (wide > 0) return static_cast<T>(detail::digamma_positive(wide));
  if (wide == std::floor(wide)) return static_cast<T>(detail::polygamma_pole(0, wide));
  return static_cast<T>(detail::digamma_positive(1 - wide) - static_cast<R>(detail::pi) * detail::cotangent_pi(wide));
}

/// The n-th derivative of digamma, n = 0, 1, ..., 20; NaN for any other n.
template <std::floating_point T>
JACQUARD_FUNCTION T polygamma(T n, T x) {
  using R = Wider<T>;
  if (!(n >= 0 && n <= detail::max_polygamma_order && n == std::floor(n))) return std::numeric_limits<T>::quiet_NaN();
  const int order = static_cast<int>(n);
  if (order == 0) return digamma(x);
  const R wide = x;
  if (wide > 0) {
    const R positive = detail::polygamma_positive(order, wide);
    return static_cast<T>(order % 2 == 1 ? positive : -positive);
  }
  if (wide == std::floor(wide)) return static_cast<T>(detail::polygamma_pole(order, wide));
  const R reflected = detail::integer_power(static_cast<R>(detail::pi), order + 1) *
                      detail::cotangent_derivative(order, detail::cotangent_pi(wide));
  return static_cast<T>(-detail::polygamma_positive(order, 1 - wide) - reflected);
}

template <std::floating_point T>
JACQUARD_FUNCTION T trigamma(T x) {
  return polygamma(T(1), x);
}

}  // namespace jacquard::scalar
