// SPDX-License-Identifier: BSD-2-Clause
// A residual of two unknowns that has another pattern on the other side of a kink.
#pragma once

#include <span>

namespace jacquard::test {

/// The kink is at x[1] = 0.
struct Kinked {
  template <class Scalar>
  void operator()(std::span<const Scalar> x, std::span<Scalar> f) const {
    f[0] = x[0];
    if (x[1] > 0.0) {
      f[1] = 2.0 * x[1];
    } else {
      f[1] = x[0] * x[1];
    }
  }
};

}  // namespace jacquard::test
