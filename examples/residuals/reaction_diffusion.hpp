// SPDX-License-Identifier: BSD-2-Clause
// Reaction-diffusion residuals on regular grids: Bratu, Gray-Scott, Brusselator.
#pragma once

#include <cmath>
#include <cstddef>
#include <span>

namespace jacquard::examples {

/// -Laplace(u) = lambda exp(u) on the unit square, u = 0 on its border, scaled by the cell area.
///
/// Independents and dependents: u, [num_y x num_x], x fastest, border included.
/// Source: Averick et al., The MINPACK-2 Test Problem Collection (1992), solid fuel ignition.
struct Bratu {
  std::size_t num_x = 8, num_y = 8;
  double lambda = 6.0;

  template <class Scalar>
  void operator()(std::span<const Scalar> u, std::span<Scalar> f) const {
    using std::exp;
    const double hx = 1.0 / static_cast<double>(num_x - 1), hy = 1.0 / static_cast<double>(num_y - 1);
    for (std::size_t j = 0; j < num_y; ++j) {
      for (std::size_t i = 0; i < num_x; ++i) {
        const std::size_t k = j * num_x + i;
        if (i == 0 || j == 0 || i == num_x - 1 || j == num_y - 1) {
          f[k] = 2.0 * (hy / hx + hx / hy) * u[k];
          continue;
        }
        const Scalar along = (2.0 * u[k] - u[k - 1] - u[k + 1]) * (hy / hx);
        const Scalar across = (2.0 * u[k] - u[k - num_x] - u[k + num_x]) * (hx / hy);
        f[k] = along + across - hx * hy * lambda * exp(u[k]);
      }
    }
  }
};

/// Gray-Scott pattern formation, right-hand side on a periodic square grid of spacing `spacing`.
///
/// Independents and dependents: (u, v) a point, [num_y x num_x x 2].
/// Source: J. E. Pearson, Complex Patterns in a Simple System, Science 261 (1993).
struct GrayScott {
  std::size_t num_x = 8, num_y = 8;
  double diffusion_u = 8e-5, diffusion_v = 4e-5, feed = 0.024, kill = 0.06, spacing = 2.5 / 64.0;

  template <class Scalar>
  void operator()(std::span<const Scalar> state, std::span<Scalar> rate) const {
    const double scale = 1.0 / (spacing * spacing);
    for (std::size_t j = 0; j < num_y; ++j) {
      const std::size_t south = (j + num_y - 1) % num_y, north = (j + 1) % num_y;
      for (std::size_t i = 0; i < num_x; ++i) {
        const std::size_t west = (i + num_x - 1) % num_x, east = (i + 1) % num_x;
        const auto laplacian = [&](std::size_t component) {
          const auto at = [&](std::size_t jj, std::size_t ii) { return state[2 * (jj * num_x + ii) + component]; };
          return Scalar(scale * (at(j, west) + at(j, east) + at(south, i) + at(north, i) - 4.0 * at(j, i)));
        };
        const std::size_t k = 2 * (j * num_x + i);
        const Scalar& u = state[k];
        const Scalar& v = state[k + 1];
        const Scalar reaction = u * v * v;
        rate[k] = diffusion_u * laplacian(0) - reaction + feed * (1.0 - u);
        rate[k + 1] = diffusion_v * laplacian(1) + reaction - (feed + kill) * v;
      }
    }
  }
};

/// Brusselator in one dimension with fixed ends: du/dt = a + u^2 v - (b + 1) u + alpha u_xx, dv/dt = b u - u^2 v + alpha v_xx.
///
/// Independents and dependents: (u, v) a point, [num_points x 2].
/// Source: E. Hairer, G. Wanner, Solving Ordinary Differential Equations II, section IV.10 (BRUSS).
struct Brusselator {
  std::size_t num_points = 8;
  double a = 1.0, b = 3.0, alpha = 0.02;

  template <class Scalar>
  void operator()(std::span<const Scalar> state, std::span<Scalar> rate) const {
    const double inverse_spacing = static_cast<double>(num_points + 1);
    const double diffusion = alpha * inverse_spacing * inverse_spacing;
    for (std::size_t i = 0; i < num_points; ++i) {
      const Scalar& u = state[2 * i];
      const Scalar& v = state[2 * i + 1];
      const Scalar u_west = i > 0 ? state[2 * i - 2] : Scalar(a);
      const Scalar v_west = i > 0 ? state[2 * i - 1] : Scalar(b / a);
      const Scalar u_east = i + 1 < num_points ? state[2 * i + 2] : Scalar(a);
      const Scalar v_east = i + 1 < num_points ? state[2 * i + 3] : Scalar(b / a);
      const Scalar autocatalysis = u * u * v;
      rate[2 * i] = a + autocatalysis - (b + 1.0) * u + diffusion * (u_west - 2.0 * u + u_east);
      rate[2 * i + 1] = b * u - autocatalysis + diffusion * (v_west - 2.0 * v + v_east);
    }
  }
};

}  // namespace jacquard::examples
