// SPDX-License-Identifier: BSD-2-Clause
// Black-Scholes prices and first-order greeks of European options; their Jacobians are the greeks.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <span>

namespace jacquard::examples {

/// Independents of both: spot, strike, rate (1/year), volatility (1/sqrt(year)), expiry (year).
template <class Scalar>
struct BlackScholesTerms {
  Scalar root_expiry, d1, d2, discount;

  explicit BlackScholesTerms(std::span<const Scalar> x) {
    using std::exp;
    using std::log;
    using std::sqrt;
    root_expiry = sqrt(x[4]);
    const Scalar deviation = x[3] * root_expiry;
    d1 = (log(x[0] / x[1]) + (x[2] + 0.5 * x[3] * x[3]) * x[4]) / deviation;
    d2 = d1 - deviation;
    discount = exp(-x[2] * x[4]);
  }

  static Scalar normal(const Scalar& z) {
    using std::erfc;
    return 0.5 * erfc(z * (-1.0 / std::numbers::sqrt2));
  }
  static Scalar density(const Scalar& z) {
    using std::exp;
    return (std::numbers::inv_sqrtpi / std::numbers::sqrt2) * exp(-0.5 * z * z);
  }
};

/// Call and put price; the Jacobian holds all first-order greeks.
/// Source: F. Black, M. Scholes, The Pricing of Options and Corporate Liabilities, J. Polit. Econ. 81 (1973).
struct BlackScholes {
  static constexpr std::size_t num_independents = 5;
  static constexpr std::size_t num_dependents = 2;

  template <class Scalar>
  void operator()(std::span<const Scalar> x, std::span<Scalar> f) const {
    const BlackScholesTerms<Scalar> terms(x);
    const Scalar present_strike = x[1] * terms.discount;
    f[0] = x[0] * terms.normal(terms.d1) - present_strike * terms.normal(terms.d2);
    f[1] = present_strike * terms.normal(-terms.d2) - x[0] * terms.normal(-terms.d1);
  }

  static std::array<double, num_independents> sample() { return {100.0, 95.0, 0.03, 0.2, 0.75}; }
};

/// Delta, dual delta, rho, vega and theta of a call in closed form; the Jacobian holds the second-order greeks.
struct BlackScholesGreeks {
  static constexpr std::size_t num_independents = 5;
  static constexpr std::size_t num_dependents = 5;

  template <class Scalar>
  void operator()(std::span<const Scalar> x, std::span<Scalar> f) const {
    const BlackScholesTerms<Scalar> terms(x);
    const Scalar spot_density = x[0] * terms.density(terms.d1);
    const Scalar exercise = terms.discount * terms.normal(terms.d2);
    const Scalar present_exercise = x[1] * exercise;
    f[0] = terms.normal(terms.d1);
    f[1] = -exercise;
    f[2] = x[4] * present_exercise;
    f[3] = spot_density * terms.root_expiry;
    f[4] = -(0.5 * spot_density * x[3] / terms.root_expiry + x[2] * present_exercise);
  }

  static std::array<double, num_independents> sample() { return BlackScholes::sample(); }
};

}  // namespace jacquard::examples
