// SPDX-License-Identifier: BSD-2-Clause
// Roe's approximate Riemann flux for the compressible Euler equations, in one and three dimensions.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <span>

namespace jacquard::examples {

/// Flux through a face between two states (density, momentum, energy per volume).
///
/// Independents: left state, right state. Dependents: flux. Ideal gas; any consistent unit system.
/// Source: P. L. Roe, Approximate Riemann solvers, J. Comput. Phys. 43 (1981); wave strengths as in
/// E. F. Toro, Riemann Solvers and Numerical Methods for Fluid Dynamics, section 11.2.
template <std::size_t dimension>
struct RoeFlux {
  static constexpr std::size_t num_components = dimension + 2;
  static constexpr std::size_t num_independents = 2 * num_components;
  static constexpr std::size_t num_dependents = num_components;

  double gamma = 1.4;

  template <class Scalar>
  struct Primitive {
    std::array<Scalar, dimension> velocity;
    Scalar pressure, enthalpy;
  };

  template <class Scalar>
  Primitive<Scalar> primitive(std::span<const Scalar> state) const {
    const Scalar energy = state[num_components - 1];
    const Scalar specific_volume = 1.0 / state[0];
    Primitive<Scalar> result;
    Scalar kinetic = 0.0;
    for (std::size_t d = 0; d < dimension; ++d) {
      result.velocity[d] = state[1 + d] * specific_volume;
      kinetic += 0.5 * state[1 + d] * result.velocity[d];
    }
    result.pressure = (gamma - 1.0) * (energy - kinetic);
    result.enthalpy = (energy + result.pressure) * specific_volume;
    return result;
  }

  template <class Scalar>
  void add_physical_flux(std::span<const Scalar> state, const Primitive<Scalar>& q, std::span<Scalar> flux) const {
    const Scalar normal = q.velocity[0];
    flux[0] += 0.5 * state[1];
    for (std::size_t d = 0; d < dimension; ++d) flux[1 + d] += 0.5 * state[1 + d] * normal;
    flux[1] += 0.5 * q.pressure;
    flux[num_components - 1] += 0.5 * normal * (state[num_components - 1] + q.pressure);
  }

  template <class Scalar>
  void operator()(std::span<const Scalar> x, std::span<Scalar> f) const {
    using std::abs;
    using std::sqrt;
    const auto left = x.first(num_components);
    const auto right = x.last(num_components);
    const auto ql = primitive<Scalar>(left);
    const auto qr = primitive<Scalar>(right);

    const Scalar root_left = sqrt(left[0]);
    const Scalar root_right = sqrt(right[0]);
    const Scalar weight = 1.0 / (root_left + root_right);
    std::array<Scalar, dimension> velocity;
    Scalar kinetic = 0.0;
    for (std::size_t d = 0; d < dimension; ++d) {
      velocity[d] = (root_left * ql.velocity[d] + root_right * qr.velocity[d]) * weight;
      kinetic += 0.5 * velocity[d] * velocity[d];
    }
    const Scalar enthalpy = (root_left * ql.enthalpy + root_right * qr.enthalpy) * weight;
    const Scalar sound_squared = (gamma - 1.0) * (enthalpy - kinetic);
    const Scalar sound = sqrt(sound_squared);
    const Scalar density = root_left * root_right;

    const Scalar jump_pressure = qr.pressure - ql.pressure;
    const Scalar jump_normal = qr.velocity[0] - ql.velocity[0];
    const Scalar scaled_pressure = jump_pressure / sound_squared;
    const Scalar scaled_normal = density * jump_normal / sound;
    const Scalar slow = abs(velocity[0] - sound) * 0.5 * (scaled_pressure - scaled_normal);
    const Scalar fast = abs(velocity[0] + sound) * 0.5 * (scaled_pressure + scaled_normal);
    const Scalar contact_speed = abs(velocity[0]);
    const Scalar entropy = contact_speed * ((right[0] - left[0]) - scaled_pressure);

    std::array<Scalar, num_components> dissipation;
    dissipation[0] = slow + fast + entropy;
    dissipation[1] = slow * (velocity[0] - sound) + fast * (velocity[0] + sound) + entropy * velocity[0];
    dissipation[num_components - 1] = slow * (enthalpy - velocity[0] * sound) +
                                      fast * (enthalpy + velocity[0] * sound) + entropy * kinetic;
    for (std::size_t d = 1; d < dimension; ++d) {
      const Scalar shear = contact_speed * density * (qr.velocity[d] - ql.velocity[d]);
      dissipation[1 + d] = (slow + fast + entropy) * velocity[d] + shear;
      dissipation[num_components - 1] += shear * velocity[d];
    }

    std::array<Scalar, num_components> central;
    for (auto& entry : central) entry = 0.0;
    add_physical_flux<Scalar>(left, ql, central);
    add_physical_flux<Scalar>(right, qr, central);
    for (std::size_t k = 0; k < num_components; ++k) f[k] = central[k] - 0.5 * dissipation[k];
  }

  /// A shock-tube-like pair of states with motion across the face.
  static std::array<double, num_independents> sample() {
    std::array<double, num_independents> x{};
    x[0] = 1.0;
    x[num_components] = 0.6;
    for (std::size_t d = 0; d < dimension; ++d) {
      x[1 + d] = 0.3 + 0.1 * static_cast<double>(d);
      x[num_components + 1 + d] = -0.1 + 0.2 * static_cast<double>(d);
    }
    x[num_components - 1] = 2.6;
    x[2 * num_components - 1] = 1.5;
    return x;
  }
};

}  // namespace jacquard::examples
