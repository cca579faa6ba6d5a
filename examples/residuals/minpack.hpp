// SPDX-License-Identifier: BSD-2-Clause
// Two systems of nonlinear equations from the MINPACK-2 collection.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <span>

namespace jacquard::examples {

/// Human heart dipole: moments of a two-dipole model of the heart's electric field (dimensionless).
///
/// Independents: two dipole moments (a, b, c, d) and locations (t, u, v, w).
/// Source: B. Averick, R. Carter, J. More, G.-L. Xue, The MINPACK-2 Test Problem Collection (1992), section 2.4.
struct HumanHeartDipole {
  static constexpr std::size_t num_independents = 8;
  static constexpr std::size_t num_dependents = 8;

  std::array<double, 8> moments{0.485, -0.0019, -0.0581, 0.015, 0.105, 0.0406, 0.167, -0.399};

  template <class Scalar>
  void operator()(std::span<const Scalar> x, std::span<Scalar> f) const {
    const Scalar &a = x[0], &b = x[1], &c = x[2], &d = x[3], &t = x[4], &u = x[5], &v = x[6], &w = x[7];
    const Scalar t2 = t * t, u2 = u * u, v2 = v * v, w2 = w * w;
    const Scalar tv = t2 - v2, uw = u2 - w2, two_tv = 2.0 * t * v, two_uw = 2.0 * u * w;
    const Scalar t3 = t * (t2 - 3.0 * v2), v3 = v * (v2 - 3.0 * t2);
    const Scalar u3 = u * (u2 - 3.0 * w2), w3 = w * (w2 - 3.0 * u2);
    f[0] = a + b - moments[0];
    f[1] = c + d - moments[1];
    f[2] = t * a + u * b - v * c - w * d - moments[2];
    f[3] = v * a + w * b + t * c + u * d - moments[3];
    f[4] = a * tv - c * two_tv + b * uw - d * two_uw - moments[4];
    f[5] = c * tv + a * two_tv + d * uw + b * two_uw - moments[5];
    f[6] = a * t3 + c * v3 + b * u3 + d * w3 - moments[6];
    f[7] = c * t3 - a * v3 + d * u3 - b * w3 - moments[7];
  }

  static std::array<double, num_independents> sample() {
    return {0.299, 0.186, -0.0273, 0.0254, -0.474, 0.474, -0.0892, 0.0892};
  }
};

/// Combustion of propane in air at 40 atmospheres, full formulation: moles of ten products and their total.
///
/// Source: Averick et al. (see HumanHeartDipole), section 2.5; K. Meintjes, A. Morgan, Chemical equilibrium
/// systems as numerical test problems, ACM Trans. Math. Softw. 16 (1990).
struct PropaneCombustion {
  static constexpr std::size_t num_independents = 11;
  static constexpr std::size_t num_dependents = 11;

  double pressure = 40.0;
  double air = 10.0;  ///< air-to-fuel ratio R
  std::array<double, 6> equilibrium{1.930e-1, 2.597e-3, 3.448e-3, 1.799e-5, 2.155e-4, 3.846e-5};

  template <class Scalar>
  void operator()(std::span<const Scalar> x, std::span<Scalar> f) const {
    using std::sqrt;
    const Scalar per_mole = pressure / x[10];
    const Scalar root = sqrt(per_mole);
    f[0] = x[0] + x[3] - 3.0;
    f[1] = 2.0 * x[0] + x[1] + x[3] + x[6] + x[7] + x[8] + 2.0 * x[9] - air;
    f[2] = 2.0 * x[1] + 2.0 * x[4] + x[5] + x[6] - 8.0;
    f[3] = 2.0 * x[2] + x[8] - 4.0 * air;
    f[4] = equilibrium[0] * x[1] * x[3] - x[0] * x[4];
    f[5] = equilibrium[1] * sqrt(x[1] * x[3]) - sqrt(x[0]) * x[5] * root;
    f[6] = equilibrium[2] * sqrt(x[0] * x[1]) - sqrt(x[3]) * x[6] * root;
    f[7] = equilibrium[3] * x[0] - x[3] * x[7] * per_mole;
    f[8] = equilibrium[4] * x[0] * sqrt(x[2]) - x[3] * x[8] * root;
    f[9] = equilibrium[5] * x[0] * x[0] - x[3] * x[3] * x[9] * per_mole;
    f[10] = x[10] - x[0] - x[1] - x[2] - x[3] - x[4] - x[5] - x[6] - x[7] - x[8] - x[9];
  }

  static std::array<double, num_independents> sample() {
    return {5.0, 2.5, 5.0, 0.1, 0.05, 0.5, 0.5, 0.01, 0.01, 0.01, 10.0};
  }
};

}  // namespace jacquard::examples
