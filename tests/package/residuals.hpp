// SPDX-License-Identifier: BSD-2-Clause
// A user's residuals: the program and the list of its kernels include them.
#pragma once

#include <cstddef>
#include <span>

/// x_k^2 + x_0 = k + 2, solved by x_0 = 1, x_k = sqrt(k + 1).
struct Squares {
  template <class Scalar>
  void operator()(std::span<const Scalar> x, std::span<Scalar> f) const {
    for (std::size_t k = 0; k < x.size(); ++k) f[k] = x[k] * x[k] + x[0] - (static_cast<double>(k) + 2.0);
  }
};

/// y' = -y, y(0) = 1.
struct Decay {
  template <class Scalar>
  void operator()(double, std::span<const Scalar> y, std::span<Scalar> ydot) const {
    ydot[0] = -y[0];
  }
};
