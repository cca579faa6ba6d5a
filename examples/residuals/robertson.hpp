// SPDX-License-Identifier: BSD-2-Clause
// Robertson's stiff kinetics: three species whose rates differ by nine orders of magnitude.
#pragma once

#include <array>
#include <cstddef>
#include <span>

namespace jacquard::examples {

/// Rates of the reactions A -> B, B + B -> B + C, B + C -> A + C.
///
/// Independents: concentrations of A, B, C (their sum stays 1). Dependents: their rates.
/// Source: H. H. Robertson, The solution of a set of reaction rate equations (1966); E. Hairer, G. Wanner,
/// Solving Ordinary Differential Equations II, equation (IV.1.4).
struct Robertson {
  static constexpr std::size_t num_independents = 3;
  static constexpr std::size_t num_dependents = 3;

  double decay = 0.04, dimerization = 3e7, return_rate = 1e4;

  /// @param t  time; the rates do not depend on it.
  template <class Scalar>
  void operator()(const Scalar& /*t*/, std::span<const Scalar> y, std::span<Scalar> ydot) const {
    const Scalar forth = decay * y[0], back = return_rate * y[1] * y[2], sink = dimerization * y[1] * y[1];
    ydot[0] = back - forth;
    ydot[1] = forth - back - sink;
    ydot[2] = sink;
  }

  static std::array<double, num_independents> sample() { return {1.0, 0.0, 0.0}; }
};

}  // namespace jacquard::examples
