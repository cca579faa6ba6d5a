// SPDX-License-Identifier: BSD-2-Clause
// Residuals over meshes, written in the ways in which people write their loops.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "jacquard/active.hpp"
#include "residuals/hyperelastic.hpp"
#include "residuals/roe_flux.hpp"

namespace jacquard::test {

/// How a finite-volume residual gets the flux through a face to the two cells it is for.
enum class FluxUse { carried, stored, scattered, scattered_and_scaled };

/// Gas in a closed row of cells with Roe's flux in between, [num_cells x 3]; `widths` of the cells are literals.
struct GasRow {
  FluxUse use = FluxUse::carried;
  std::vector<double> widths;

  static constexpr std::size_t size = 3;
  std::size_t num_cells() const { return widths.size(); }

  template <class Scalar>
  using Flux = std::array<Scalar, size>;

  /// Through the west face of cell `face`; walls at both ends let pressure through and nothing else.
  template <class Scalar>
  Flux<Scalar> flux(std::span<const Scalar> x, std::size_t face) const {
    Flux<Scalar> result;
    if (face == 0 || face == num_cells()) {
      const auto cell = x.subspan(face == 0 ? 0 : size * (face - 1), size);
      result[0] = 0.0;
      result[1] = 0.4 * (cell[2] - 0.5 * cell[1] * cell[1] / cell[0]);
      result[2] = 0.0;
    } else {
      examples::RoeFlux<1>{}(x.subspan(size * (face - 1), 2 * size), std::span<Scalar>(result));
    }
    return result;
  }

  template <class Scalar>
  void operator()(std::span<const Scalar> x, std::span<Scalar> f) const {
    if (use == FluxUse::carried) return carry(x, f);
    if (use == FluxUse::stored) return store(x, f);
    scatter(x, f);
    if (use == FluxUse::scattered_and_scaled)
      for (std::size_t k = 0; k < f.size(); ++k) f[k] /= widths[k / size];
  }

 private:
  template <class Scalar>
  void carry(std::span<const Scalar> x, std::span<Scalar> f) const {
    Flux<Scalar> west = flux(x, 0);
    for (std::size_t cell = 0; cell < num_cells(); ++cell) {
      const Flux<Scalar> east = flux(x, cell + 1);
      for (std::size_t k = 0; k < size; ++k) f[size * cell + k] = (east[k] - west[k]) / widths[cell];
      west = east;
    }
  }

  template <class Scalar>
  void store(std::span<const Scalar> x, std::span<Scalar> f) const {
    std::vector<Flux<Scalar>> faces;
    for (std::size_t face = 0; face <= num_cells(); ++face) faces.push_back(flux(x, face));
    for (std::size_t cell = 0; cell < num_cells(); ++cell)
      for (std::size_t k = 0; k < size; ++k)
        f[size * cell + k] = (faces[cell + 1][k] - faces[cell][k]) / widths[cell];
  }

  template <class Scalar>
  void scatter(std::span<const Scalar> x, std::span<Scalar> f) const {
    for (Scalar& entry : f) entry = 0.0;
    for (std::size_t face = 0; face <= num_cells(); ++face) {
      const Flux<Scalar> through = flux(x, face);
      for (std::size_t k = 0; k < size; ++k) {
        if (face > 0) f[size * (face - 1) + k] += through[k];
        if (face < num_cells()) f[size * face + k] -= through[k];
      }
    }
  }
};

/// What holds the left end of a bar.
enum class Support { none, clamped };

/// A bar of bricks under neo-Hookean stress, one quadrature point each, [num_nodes x 3 displacements].
///
/// Brick e has nodes 4e..4e+3 on its left face and 4e+4..4e+7 on its right; lengths differ.
struct ElasticBar {
  std::vector<double> lengths;
  Support support = Support::none;

  std::size_t num_nodes() const { return 4 * (lengths.size() + 1); }

  /// Derivatives of the eight trilinear shape functions at the centre of a brick of cross section one.
  static std::array<double, 3> shape_gradient(std::size_t node, double length) {
    const double along = (node / 4 == 0 ? -0.25 : 0.25) / length;
    return {along, node % 2 == 0 ? -0.25 : 0.25, (node / 2) % 2 == 0 ? -0.25 : 0.25};
  }

  template <class Scalar>
  void operator()(std::span<const Scalar> u, std::span<Scalar> f) const {
    for (Scalar& entry : f) entry = 0.0;
    for (std::size_t brick = 0; brick < lengths.size(); ++brick)
      add_brick(u.subspan(12 * brick, 24), f.subspan(12 * brick, 24), lengths[brick]);
    if (support == Support::clamped)
      for (std::size_t k = 0; k < 12; ++k) f[k] = u[k];
  }

 private:
  template <class Scalar>
  void add_brick(std::span<const Scalar> u, std::span<Scalar> f, double length) const {
    std::array<Scalar, 9> gradient, stress;
    for (Scalar& entry : gradient) entry = 0.0;
    for (std::size_t node = 0; node < 8; ++node)
      for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t j = 0; j < 3; ++j)
          gradient[3 * i + j] += u[3 * node + i] * shape_gradient(node, length)[j];
    examples::NeoHookean{}(std::span<const Scalar>(gradient), std::span<Scalar>(stress));
    for (std::size_t node = 0; node < 8; ++node)
      for (std::size_t i = 0; i < 3; ++i) {
        Scalar force = 0.0;
        for (std::size_t j = 0; j < 3; ++j) force += stress[3 * i + j] * shape_gradient(node, length)[j];
        f[3 * node + i] += length * force;
      }
  }
};

/// Heat through a row of cells of different conductivity, which the user may change between evaluations.
struct HeatRow {
  std::vector<double> conductivity;
  double source = 0.1;

  template <class Scalar>
  void operator()(std::span<const Scalar> x, std::span<Scalar> f) const {
    const std::size_t n = conductivity.size();
    for (std::size_t i = 0; i < n; ++i) {
      f[i] = parameter<Scalar>(source) * x[i] * x[i];
      if (i > 0) f[i] += mean<Scalar>(i - 1, i) * (x[i - 1] - x[i]);
      if (i + 1 < n) f[i] += mean<Scalar>(i, i + 1) * (x[i + 1] - x[i]);
    }
  }

 private:
  template <class Scalar>
  Scalar mean(std::size_t left, std::size_t right) const {
    return 0.5 * (parameter<Scalar>(conductivity[left]) + parameter<Scalar>(conductivity[right]));
  }
};

/// The order in which a loop goes through its points.
enum class LoopOrder { plain, red_black, by_component };

/// u'' = u v, v'' = u - v on a ring, [num_points x 2].
struct CoupledRing {
  std::size_t num_points = 8;
  LoopOrder order = LoopOrder::plain;

  template <class Scalar>
  void operator()(std::span<const Scalar> x, std::span<Scalar> f) const {
    if (order == LoopOrder::by_component) {
      for (std::size_t i = 0; i < num_points; ++i) f[2 * i] = first(x, i);
      for (std::size_t i = 0; i < num_points; ++i) f[2 * i + 1] = second(x, i);
      return;
    }
    const std::size_t stride = order == LoopOrder::red_black ? 2 : 1;
    for (std::size_t start = 0; start < stride; ++start)
      for (std::size_t i = start; i < num_points; i += stride) {
        f[2 * i] = first(x, i);
        f[2 * i + 1] = second(x, i);
      }
  }

 private:
  template <class Scalar>
  Scalar laplacian(std::span<const Scalar> x, std::size_t i, std::size_t component) const {
    const std::size_t west = (i + num_points - 1) % num_points, east = (i + 1) % num_points;
    return x[2 * west + component] - 2.0 * x[2 * i + component] + x[2 * east + component];
  }
  template <class Scalar>
  Scalar first(std::span<const Scalar> x, std::size_t i) const {
    return laplacian(x, i, 0) - x[2 * i] * x[2 * i + 1];
  }
  template <class Scalar>
  Scalar second(std::span<const Scalar> x, std::size_t i) const {
    return laplacian(x, i, 1) - (x[2 * i] - x[2 * i + 1]);
  }
};

}  // namespace jacquard::test
