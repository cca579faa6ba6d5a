// SPDX-License-Identifier: BSD-2-Clause
// Residuals whose kernels are built into the tests of the adapters.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace jacquard::test {

/// Pendulums side by side, each coupled to the next by a spring: f_k = sin x_k + stiffness (x_k - x_{k+1}).
struct Pendulums {
  double stiffness = 3.0;

  template <class Scalar>
  void operator()(std::span<const Scalar> x, std::span<Scalar> f) const {
    using std::sin;
    const std::size_t last = x.size() - 1;
    for (std::size_t k = 0; k < last; ++k) f[k] = sin(x[k]) + stiffness * (x[k] - x[k + 1]);
    f[last] = sin(x[last]) + stiffness * x[last];
  }
};

/// Two branches of different operations.
struct Kinked {
  template <class Scalar>
  void operator()(std::span<const Scalar> x, std::span<Scalar> f) const {
    using std::exp;
    if (x[0] < 1.0) {
      f[0] = exp(x[0]) * x[1];
    } else {
      f[0] = x[0] * x[0] + 3.5 * x[1];
    }
  }

  static constexpr std::array<double, 4> samples = {0.5, 2.0, 1.5, 2.0};
};

}  // namespace jacquard::test
