// SPDX-License-Identifier: BSD-2-Clause
// Robertson's stiff kinetics: three species, rate constants over nine orders of magnitude.
#pragma once

#include <array>
#include <cstddef>
#include <span>

namespace jacquard::examples {

/// y0' = -k1 y0 + k3 y1 y2, y2' = k2 y1^2, y1' = -y0' - y2'.
///
/// Independents and dependents: concentrations (dimensionless) and their rates (1/s).
/// Source: H. H. Robertson, The solution of a set of reaction rate equations (1966); E. Hairer, G. Wanner,
/// Solving Ordinary Differential Equations II, section IV.1.
struct RobertsonRates {
  static constexpr std::size_t num_independents = 3;
  static constexpr std::size_t num_dependents = 3;

  double slow = 0.04, fast = 3e7, middle = 1e4;

  template <class Scalar>
  void operator()(std::span<const Scalar> y, std::span<Scalar> rate) const {
    const Scalar loss = slow * y[0] - middle * y[1] * y[2];
    const Scalar gain = fast * y[1] * y[1];
    rate[0] = -loss;
    rate[1] = loss - gain;
    rate[2] = gain;
  }

  static std::array<double, num_independents> sample() { return {0.9, 2e-5, 0.1}; }
};

}  // namespace jacquard::examples
