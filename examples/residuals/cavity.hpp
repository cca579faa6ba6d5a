// SPDX-License-Identifier: BSD-2-Clause
// The driven cavity with buoyancy, in velocity-vorticity form: a whole-domain loop, four unknowns a point.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace jacquard::examples {

/// Unknowns of one grid point, or their residuals.
template <class Scalar>
struct CavityField {
  Scalar u, v, vorticity, temperature;
};

/// The points of a grid that one process owns, named as in PETSc's DMDALocalInfo, which serves as well.
struct GridPatch {
  int xs = 0, ys = 0;  ///< first owned point
  int xm = 0, ym = 0;  ///< number of owned points
  int mx = 0, my = 0;  ///< points of the whole grid
};

/// Upwinding by the positive and the negative part of the velocity.
///
/// At rest both take the derivative of a flow in positive direction, since ties go to the first argument.
struct UpwindByParts {
  template <class Scalar>
  static Scalar transport(const Scalar& velocity, const Scalar& behind, const Scalar& ahead) {
    using std::max;
    using std::min;
    return max(velocity, Scalar(0.0)) * behind + min(Scalar(0.0), velocity) * ahead;
  }
};

/// The same parts out of an absolute value, as ex19 has them.
struct UpwindByMagnitude {
  template <class Scalar>
  static Scalar transport(const Scalar& velocity, const Scalar& behind, const Scalar& ahead) {
    using std::abs;
    const Scalar speed = abs(velocity);
    return 0.5 * (velocity + speed) * behind + 0.5 * (velocity - speed) * ahead;
  }
};

/// Upwinding by a branch on the sign of the velocity.
struct UpwindByBranch {
  template <class Scalar>
  static Scalar transport(const Scalar& velocity, const Scalar& behind, const Scalar& ahead) {
    if (velocity > 0.0) return velocity * behind;
    return velocity * ahead;
  }
};

/// Flow in the unit square, driven by a moving lid and by a temperature difference between the side walls:
///
///     -Laplace(u) - d(vorticity)/dy                                     = 0
///     -Laplace(v) + d(vorticity)/dx                                     = 0
///     -Laplace(vorticity) + (u, v) . grad(vorticity) - grashof dT/dx    = 0
///     -Laplace(T) + prandtl (u, v) . grad(T)                            = 0
///
/// with vorticity = dv/dx - du/dy on the walls, T given left and right, no heat flux below and above.
/// Five-point differences, upwinded where the flow carries; every equation is scaled by the cell's area.
/// Source: PETSc, SNES tutorial ex19 (discretization by D. E. Keyes).
template <class Upwind = UpwindByParts>
struct Cavity {
  double lid_velocity = 1.0;
  double prandtl = 1.0;
  double grashof = 1.0;

  /// @param patch  GridPatch or DMDALocalInfo.
  /// @param x      x[j][i], j and i of the whole grid, one layer of ghost points around the patch.
  /// @param f      f[j][i] on the patch.
  template <class Patch, class Scalar>
  void operator()(const Patch& patch, const CavityField<Scalar>* const* x, CavityField<Scalar>* const* f) const {
    for (int j = patch.ys; j < patch.ys + patch.ym; ++j) {
      for (int i = patch.xs; i < patch.xs + patch.xm; ++i) {
        const bool is_wall = i == 0 || j == 0 || i == patch.mx - 1 || j == patch.my - 1;
        if (is_wall) {
          wall(patch, x, i, j, f[j][i]);
        } else {
          interior(patch, x, i, j, f[j][i]);
        }
      }
    }
  }

  /// A linear temperature in fluid at rest.
  template <class Patch>
  CavityField<double> initial(const Patch& patch, int i) const {
    return {0.0, 0.0, 0.0, grashof > 0.0 ? static_cast<double>(i) / (patch.mx - 1) : 0.0};
  }

 private:
  template <class Patch, class Scalar>
  void wall(const Patch& patch, const CavityField<Scalar>* const* x, int i, int j, CavityField<Scalar>& f) const {
    const double per_hx = patch.mx - 1, per_hy = patch.my - 1;
    const CavityField<Scalar>& here = x[j][i];
    f.v = here.v;
    if (i == 0) {
      f.u = here.u;
      f.vorticity = here.vorticity - (x[j][i + 1].v - here.v) * per_hx;
      f.temperature = here.temperature;
    } else if (i == patch.mx - 1) {
      f.u = here.u;
      f.vorticity = here.vorticity - (here.v - x[j][i - 1].v) * per_hx;
      f.temperature = here.temperature - (grashof > 0.0 ? 1.0 : 0.0);
    } else if (j == 0) {
      f.u = here.u;
      f.vorticity = here.vorticity + (x[j + 1][i].u - here.u) * per_hy;
      f.temperature = here.temperature - x[j + 1][i].temperature;
    } else {
      f.u = here.u - lid_velocity;
      f.vorticity = here.vorticity + (here.u - x[j - 1][i].u) * per_hy;
      f.temperature = here.temperature - x[j - 1][i].temperature;
    }
  }

  template <class Patch, class Scalar>
  void interior(const Patch& patch, const CavityField<Scalar>* const* x, int i, int j, CavityField<Scalar>& f) const {
    const double hx = 1.0 / (patch.mx - 1), hy = 1.0 / (patch.my - 1);
    const auto& here = x[j][i];
    const auto &west = x[j][i - 1], &east = x[j][i + 1], &south = x[j - 1][i], &north = x[j + 1][i];

    const auto diffusion = [&](Scalar CavityField<Scalar>::* q) -> Scalar {
      return (2.0 * (here.*q) - west.*q - east.*q) * (hy / hx) + (2.0 * (here.*q) - south.*q - north.*q) * (hx / hy);
    };
    const auto convection = [&](Scalar CavityField<Scalar>::* q) -> Scalar {
      return Upwind::transport(here.u, Scalar(here.*q - west.*q), Scalar(east.*q - here.*q)) * hy +
             Upwind::transport(here.v, Scalar(here.*q - south.*q), Scalar(north.*q - here.*q)) * hx;
    };
    using Field = CavityField<Scalar>;
    f.u = diffusion(&Field::u) - 0.5 * (north.vorticity - south.vorticity) * hx;
    f.v = diffusion(&Field::v) + 0.5 * (east.vorticity - west.vorticity) * hy;
    f.vorticity = diffusion(&Field::vorticity) + convection(&Field::vorticity) -
                  0.5 * grashof * (east.temperature - west.temperature) * hy;
    f.temperature = diffusion(&Field::temperature) + prandtl * convection(&Field::temperature);
  }
};

/// The cavity on its whole grid, over flat arrays [my x mx x 4], x fastest but for the components.
template <class Upwind = UpwindByParts>
struct CavityOnGrid {
  Cavity<Upwind> cavity;
  int mx = 16, my = 16;

  static constexpr std::size_t num_components = 4;
  std::size_t size() const { return num_components * static_cast<std::size_t>(mx) * static_cast<std::size_t>(my); }

  template <class Scalar>
  void operator()(std::span<const Scalar> x, std::span<Scalar> f) const {
    using Field = CavityField<Scalar>;
    std::vector<const Field*> x_rows;
    std::vector<Field*> f_rows;
    for (int j = 0; j < my; ++j) {
      x_rows.push_back(reinterpret_cast<const Field*>(x.data()) + j * mx);
      f_rows.push_back(reinterpret_cast<Field*>(f.data()) + j * mx);
    }
    const GridPatch patch{.xs = 0, .ys = 0, .xm = mx, .ym = my, .mx = mx, .my = my};
    cavity(patch, x_rows.data(), f_rows.data());
  }
};

}  // namespace jacquard::examples
