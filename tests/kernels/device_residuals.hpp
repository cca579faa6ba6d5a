// SPDX-License-Identifier: BSD-2-Clause
// Residuals whose kernels for devices are built into the tests of the kernels, and how both sides capture them.
#pragma once

#include <array>
#include <cmath>
#include <span>
#include <vector>

#include "../support/mesh_models.hpp"
#include "jacquard/batched_kernel.hpp"
#include "mechanism_file.hpp"
#include "residuals/roe_flux.hpp"

namespace jacquard::test {

/// Two branches with a coefficient, a quotient and choices; the guard of either comes first, results last.
struct Bent {
  double coefficient = 2.5;

  template <class Scalar>
  void operator()(std::span<const Scalar> x, std::span<Scalar> f) const {
    using std::cbrt, std::exp, std::hypot, std::max, std::sqrt;
    const Scalar norm = hypot(x[0], x[1]);
    if (x[0] < 1.0) {
      f[0] = exp(-norm) * x[2] + coefficient;
    } else {
      f[0] = cbrt(norm) / x[2] - coefficient;
    }
    f[1] = x[1] < 10.0 ? Scalar(x[0] * x[1] * x[2]) : Scalar(sqrt(x[1]));
    f[2] = 3.0 * x[0] + x[2];  // constant entries
    f[3] = sqrt(norm + f[0] * f[0]) * f[1] + exp(x[2] * 0.125) / norm;
  }

  static constexpr KernelShape shape{3, 4};
  static constexpr std::array<double, 6> samples = {0.5, 2.0, 1.5, 1.5, 2.0, 1.5};
};

/// Dependents that share nothing: pieces of their kernel hand nothing on.
struct Apart {
  static constexpr std::size_t size = 24;

  template <class Scalar>
  void operator()(std::span<const Scalar> x, std::span<Scalar> f) const {
    using std::exp;
    for (std::size_t k = 0; k < size; ++k) f[k] = exp(x[k]);
  }

  static constexpr KernelShape shape{size, size};
  static std::vector<double> sample() { return std::vector<double>(size, 0.5); }
};

/// Hydrogen and oxygen: 10 species and a temperature, of which one sample.
struct Hydrogen {
  examples::NetProductionRates rates{examples::read_mechanism(JACQUARD_HYDROGEN_MECHANISM)};

  std::vector<double> sample() const {
    std::vector<double> x(rates.num_independents());
    for (std::size_t k = 0; k + 1 < x.size(); ++k) x[k] = 1e-6 * static_cast<double>(k + 1);
    x.back() = 1600.0;
    return x;
  }
};

}  // namespace jacquard::test
