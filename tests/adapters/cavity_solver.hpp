// SPDX-License-Identifier: BSD-2-Clause
// The driven cavity on one process behind SNES, with options of its own.
#pragma once

#include <petscdmda.h>
#include <petscsnes.h>

#include <random>
#include <span>
#include <string>
#include <vector>

#include "jacquard/petsc.hpp"
#include "residuals/cavity.hpp"
#include "support/started_petsc.hpp"

namespace jacquard::test {

/// The cavity as a DMDA local function.
template <class Upwind>
struct LocalCavity {
  examples::Cavity<Upwind> equations;

  template <class Scalar>
  PetscErrorCode operator()(DMDALocalInfo* info, const examples::CavityField<Scalar>* const* x,
                            examples::CavityField<Scalar>** f) const {
    equations(*info, x, f);
    return 0;
  }
};

/// A square DMDA of four unknowns a point, its SNES and its solution vector.
class GridSolver {
 public:
  GridSolver(int points, const std::string& options) {
    start_petsc();
    require(DMDACreate2d(PETSC_COMM_SELF, DM_BOUNDARY_NONE, DM_BOUNDARY_NONE, DMDA_STENCIL_STAR, points, points, 1,
                         1, 4, 1, nullptr, nullptr, &dm));
    require(PetscOptionsCreate(&database_));
    require(PetscOptionsInsertString(database_, options.c_str()));
    require(PetscObjectSetOptions(reinterpret_cast<PetscObject>(dm), database_));
    require(DMSetFromOptions(dm));
    require(DMSetUp(dm));
    require(DMCreateGlobalVector(dm, &x));
    require(SNESCreate(PETSC_COMM_SELF, &snes));
    require(PetscObjectSetOptions(reinterpret_cast<PetscObject>(snes), database_));
  }
  ~GridSolver() {
    VecDestroy(&x);
    SNESDestroy(&snes);
    DMDestroy(&dm);
    PetscOptionsDestroy(&database_);
  }
  GridSolver(const GridSolver&) = delete;
  GridSolver& operator=(const GridSolver&) = delete;

  template <class Functor>
  void set_function(Functor functor) {
    require(JacquardSNESSetFunctionDMDA(snes, dm, functor));
    require(SNESSetFromOptions(snes));
  }

  std::vector<double> state() const {
    PetscInt size;
    const PetscScalar* values;
    require(VecGetLocalSize(x, &size));
    require(VecGetArrayRead(x, &values));
    const std::vector<double> copy(values, values + size);
    require(VecRestoreArrayRead(x, &values));
    return copy;
  }

  void set_state(std::span<const double> state) {
    PetscScalar* values;
    require(VecGetArrayWrite(x, &values));
    std::copy(state.begin(), state.end(), values);
    require(VecRestoreArrayWrite(x, &values));
  }

  /// Uniform in [-1, 1]: velocities of both signs, none zero.
  void set_random_state(std::uint32_t seed) {
    std::mt19937 generator(seed);
    std::uniform_real_distribution<double> uniform(-1.0, 1.0);
    std::vector<double> values = state();
    for (double& value : values) value = uniform(generator);
    set_state(values);
  }

  /// [n x n], column fastest, of the matrix that the last solve left.
  std::vector<double> dense_matrix() const {
    Mat matrix;
    PetscInt size;
    require(SNESGetJacobian(snes, nullptr, &matrix, nullptr, nullptr));
    require(MatGetSize(matrix, &size, nullptr));
    std::vector<double> dense(static_cast<std::size_t>(size) * static_cast<std::size_t>(size), 0.0);
    for (PetscInt row = 0; row < size; ++row) {
      PetscInt count;
      const PetscInt* columns;
      const PetscScalar* values;
      require(MatGetRow(matrix, row, &count, &columns, &values));
      for (PetscInt k = 0; k < count; ++k) dense[static_cast<std::size_t>(row * size + columns[k])] = values[k];
      require(MatRestoreRow(matrix, row, &count, &columns, &values));
    }
    return dense;
  }

  const Session& session() const {
    const Session* found;
    require(JacquardSNESGetSession(snes, &found));
    if (!found) throw std::runtime_error("the solver has no session");
    return *found;
  }

  DM dm = nullptr;
  SNES snes = nullptr;
  Vec x = nullptr;

 private:
  PetscOptions database_ = nullptr;
};

/// The cavity behind SNES, at rest.
template <class Upwind = examples::UpwindByParts>
class CavitySolver : public GridSolver {
 public:
  CavitySolver(const examples::Cavity<Upwind>& equations, int points, const std::string& options)
      : GridSolver(points, options), cavity{equations}, points_(points) {
    set_function(std::ref(cavity));
    set_state_at_rest();
  }

  void set_state_at_rest() {
    const examples::GridPatch patch{.xm = points_, .ym = points_, .mx = points_, .my = points_};
    std::vector<double> values = state();
    for (int k = 0; k < points_ * points_; ++k) {
      const auto field = cavity.equations.initial(patch, k % points_);
      const std::size_t first = 4 * static_cast<std::size_t>(k);
      values[first] = field.u;
      values[first + 1] = field.v;
      values[first + 2] = field.vorticity;
      values[first + 3] = field.temperature;
    }
    set_state(values);
  }

  /// The same residual over the whole grid, for the oracle.
  examples::CavityOnGrid<Upwind> on_grid() const {
    return {.cavity = cavity.equations, .mx = points_, .my = points_};
  }

  LocalCavity<Upwind> cavity;  ///< referred to by the solver: it may be changed

 private:
  int points_;
};

}  // namespace jacquard::test
