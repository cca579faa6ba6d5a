// SPDX-License-Identifier: BSD-2-Clause
// Stress of a compressible neo-Hookean solid at a quadrature point.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <span>

namespace jacquard::examples {

/// First Piola-Kirchhoff stress P = mu (F - F^-T) + lambda log(det F) F^-T, with F = I + grad u.
///
/// Independents: grad u, [3 x 3], row-major. Dependents: P, [3 x 3], row-major, unit of the moduli.
/// Source: J. Bonet, R. Wood, Nonlinear Continuum Mechanics for Finite Element Analysis, section 6.4.3.
struct NeoHookean {
  static constexpr std::size_t num_independents = 9;
  static constexpr std::size_t num_dependents = 9;

  double lambda = 1.5, mu = 1.0;

  template <class Scalar>
  void operator()(std::span<const Scalar> gradient, std::span<Scalar> stress) const {
    using std::log;
    std::array<Scalar, 9> deformation;
    for (std::size_t k = 0; k < 9; ++k) deformation[k] = gradient[k];
    for (std::size_t k = 0; k < 9; k += 4) deformation[k] = gradient[k] + 1.0;

    std::array<Scalar, 9> cofactor;
    for (std::size_t i = 0; i < 3; ++i) {
      const std::size_t i1 = (i + 1) % 3, i2 = (i + 2) % 3;
      for (std::size_t j = 0; j < 3; ++j) {
        const std::size_t j1 = (j + 1) % 3, j2 = (j + 2) % 3;
        cofactor[3 * i + j] = deformation[3 * i1 + j1] * deformation[3 * i2 + j2] -
                              deformation[3 * i1 + j2] * deformation[3 * i2 + j1];
      }
    }
    const Scalar determinant =
        deformation[0] * cofactor[0] + deformation[1] * cofactor[1] + deformation[2] * cofactor[2];
    const Scalar factor = (lambda * log(determinant) - mu) / determinant;
    for (std::size_t k = 0; k < 9; ++k) stress[k] = mu * deformation[k] + factor * cofactor[k];
  }

  static std::array<double, num_independents> sample() {
    return {0.1, 0.05, -0.02, 0.03, -0.08, 0.01, 0.04, -0.06, 0.12};
  }
};

}  // namespace jacquard::examples
