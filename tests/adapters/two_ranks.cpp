// SPDX-License-Identifier: BSD-2-Clause
// Run on two processes: their Jacobians are one process's, and an error on one is an error on both.
#include <petscdmda.h>
#include <petscsnes.h>

#include <cmath>
#include <stdexcept>

#include "../support/cavity_field.hpp"
#include "jacquard/petsc.hpp"
#include "residuals/cavity.hpp"

using jacquard::examples::Cavity;
using jacquard::examples::CavityField;
using jacquard::examples::UpwindByBranch;
using jacquard::examples::UpwindByParts;

namespace {

constexpr PetscInt points = 12;

template <class Upwind = UpwindByParts>
struct LocalCavity {
  template <class Scalar>
  PetscErrorCode operator()(DMDALocalInfo* info, const CavityField<Scalar>* const* x,
                            CavityField<Scalar>** f) const {
    Cavity<Upwind>{.lid_velocity = 3.0, .prandtl = 0.7, .grashof = 20.0}(*info, x, f);
    return 0;
  }
};

struct FailsOnTheSecond {
  template <class Scalar>
  PetscErrorCode operator()(DMDALocalInfo* info, const CavityField<Scalar>* const* x,
                            CavityField<Scalar>** f) const {
    if (std::is_same_v<Scalar, jacquard::Active> && info->ys > 0) throw std::runtime_error("only the second fails");
    return LocalCavity<>{}(info, x, f);
  }
};

/// -u'' = exp(u) / 2 on a line, over this process's entries and two ghost values; one value where a line ends.
struct Line {
  PetscInt first, size, total;

  template <class Scalar>
  void operator()(std::span<const Scalar> x, std::span<Scalar> f) const {
    using std::exp;
    const double h = 1.0 / static_cast<double>(total - 1);
    std::size_t ghost = static_cast<std::size_t>(size);
    const std::size_t left = first > 0 ? ghost++ : 0, right = ghost;
    for (PetscInt k = 0; k < size; ++k) {
      const auto i = static_cast<std::size_t>(k);
      f[i] = x[i];
      if (first + k == 0 || first + k == total - 1) continue;
      const Scalar& before = k > 0 ? x[i - 1] : x[left];
      const Scalar& after = k + 1 < size ? x[i + 1] : x[right];
      f[i] = 2.0 * x[i] - before - after - 0.5 * h * h * exp(x[i]);
    }
  }
};

PetscErrorCode make_grid(MPI_Comm comm, DM* dm) {
  PetscFunctionBegin;
  PetscCall(DMDACreate2d(comm, DM_BOUNDARY_NONE, DM_BOUNDARY_NONE, DMDA_STENCIL_STAR, points, points, 1,
                         PETSC_DECIDE, 4, 1, nullptr, nullptr, dm));
  PetscCall(DMSetUp(*dm));
  PetscFunctionReturn(0);
}

/// Values that depend on the place and on `angle` only: velocities of both signs.
PetscErrorCode fill(DM dm, Vec x, double angle) {
  return jacquard::test::set_cavity_field(
      dm, x, [angle](const DMDALocalInfo&, int i, int j) -> CavityField<double> {
        const double s = i + 0.37 * j + 0.1 + angle;
        return {std::sin(s), std::cos(2.0 * s), std::sin(3.0 * s), std::cos(0.5 * s)};
      });
}

struct Assembled {
  DM dm;
  SNES snes;
  Mat matrix;
};

template <class Functor>
PetscErrorCode create(MPI_Comm comm, Functor functor, Assembled* result) {
  PetscFunctionBegin;
  PetscCall(make_grid(comm, &result->dm));
  PetscCall(SNESCreate(comm, &result->snes));
  PetscCall(JacquardSNESSetFunctionDMDA(result->snes, result->dm, functor));
  PetscCall(SNESSetUp(result->snes));
  PetscCall(SNESGetJacobian(result->snes, &result->matrix, nullptr, nullptr, nullptr));
  PetscFunctionReturn(0);
}

PetscErrorCode assemble(const Assembled& assembled, double angle) {
  PetscFunctionBegin;
  Vec x;
  PetscCall(DMCreateGlobalVector(assembled.dm, &x));
  PetscCall(fill(assembled.dm, x, angle));
  PetscCall(SNESComputeJacobian(assembled.snes, x, assembled.matrix, assembled.matrix));
  PetscCall(VecDestroy(&x));
  PetscFunctionReturn(0);
}

PetscErrorCode destroy(Assembled* assembled) {
  PetscFunctionBegin;
  PetscCall(SNESDestroy(&assembled->snes));
  PetscCall(DMDestroy(&assembled->dm));
  PetscFunctionReturn(0);
}

/// One row of `spread`, in the numbering of one process, against `whole`'s. Zeros may be stored or not.
PetscErrorCode compare_row(const Assembled& spread, const Assembled& whole, PetscInt row) {
  PetscFunctionBegin;
  AO order;
  PetscInt count, natural_row = row;
  const PetscInt* columns;
  const PetscScalar* values;
  PetscCall(DMDAGetAO(spread.dm, &order));
  PetscCall(AOPetscToApplication(order, 1, &natural_row));
  PetscCall(MatGetRow(spread.matrix, row, &count, &columns, &values));
  std::vector<PetscInt> natural(columns, columns + count);
  std::vector<double> differences(values, values + count);
  PetscCall(AOPetscToApplication(order, count, natural.data()));
  double sum = 0.0, scale = 0.0;
  for (PetscInt k = 0; k < count; ++k) {
    PetscScalar expected;
    PetscCall(MatGetValue(whole.matrix, natural_row, natural[k], &expected));
    scale = std::max(scale, std::abs(expected));
    sum += std::abs(expected);
    differences[k] = std::abs(differences[k] - expected);
  }
  PetscCall(MatRestoreRow(spread.matrix, row, &count, &columns, &values));
  // The same program ran at the same numbers; entries that are sums may be added up in another order.
  for (const double difference : differences) {
    PetscCheck(difference <= 4e-16 * scale, PETSC_COMM_SELF, PETSC_ERR_PLIB, "row %" PetscInt_FMT " is off by %g",
               row, difference);
  }
  PetscInt whole_count;
  double whole_sum = 0.0;
  PetscCall(MatGetRow(whole.matrix, natural_row, &whole_count, nullptr, &values));
  for (PetscInt k = 0; k < whole_count; ++k) whole_sum += std::abs(values[k]);
  PetscCall(MatRestoreRow(whole.matrix, natural_row, &whole_count, nullptr, &values));
  PetscCheck(std::abs(whole_sum - sum) <= 1e-14 * whole_sum, PETSC_COMM_SELF, PETSC_ERR_PLIB,
             "row %" PetscInt_FMT " lacks entries", row);
  PetscFunctionReturn(0);
}

/// At states between which velocities change their signs, and somebody the matrix's pattern.
template <class Functor>
PetscErrorCode compare_jacobians(Functor functor) {
  PetscFunctionBegin;
  Assembled spread, whole;
  PetscInt first, end;
  PetscCall(create(PETSC_COMM_WORLD, functor, &spread));
  PetscCall(create(PETSC_COMM_SELF, functor, &whole));
  for (const double angle : {0.0, 0.9, 1.1, 0.2}) {
    PetscCall(assemble(spread, angle));
    PetscCall(assemble(whole, angle));
    PetscCall(MatGetOwnershipRange(spread.matrix, &first, &end));
    for (PetscInt row = first; row < end; ++row) PetscCall(compare_row(spread, whole, row));
    PetscCall(MatZeroRows(spread.matrix, 1, &first, 1.0, nullptr, nullptr));  // changes the pattern
  }
  PetscCall(destroy(&spread));
  PetscCall(destroy(&whole));
  PetscFunctionReturn(0);
}

/// Points move between branches on each process by itself.
PetscErrorCode expect_moves() {
  PetscFunctionBegin;
  Assembled spread;
  const jacquard::Session* session;
  PetscCall(create(PETSC_COMM_WORLD, LocalCavity<UpwindByBranch>{}, &spread));
  for (int step = 0; step < 6; ++step) PetscCall(assemble(spread, 0.1 * step));
  PetscCall(JacquardSNESGetSession(spread.snes, &session));
  const jacquard::SessionStatistics& statistics = session->statistics();
  PetscCheck(statistics.num_moves > 0 && statistics.num_captures <= 4 && statistics.num_refuted_moves == 0,
             PETSC_COMM_SELF, PETSC_ERR_PLIB, "%d moves, %d captures, %d refuted",
             static_cast<int>(statistics.num_moves), static_cast<int>(statistics.num_captures),
             static_cast<int>(statistics.num_refuted_moves));
  PetscCall(destroy(&spread));
  PetscFunctionReturn(0);
}

PetscErrorCode ignore(MPI_Comm, int, const char*, const char*, PetscErrorCode code, PetscErrorType, const char*,
                      void*) {
  return code;
}

PetscErrorCode expect_failure_everywhere() {
  PetscFunctionBegin;
  Assembled failed;
  PetscCall(create(PETSC_COMM_WORLD, FailsOnTheSecond{}, &failed));
  PetscCall(PetscPushErrorHandler(ignore, nullptr));
  const PetscErrorCode code = assemble(failed, 0.0);
  PetscCall(PetscPopErrorHandler());
  PetscCheck(code != 0, PETSC_COMM_SELF, PETSC_ERR_PLIB, "an error on the second process went unnoticed");
  PetscFunctionReturn(0);
}

/// Newton on ghosted vectors: few steps only if the Jacobian is right, ghost columns too.
PetscErrorCode solve_line() {
  PetscFunctionBegin;
  constexpr PetscInt total = 21;
  PetscMPIInt rank, num_ranks;
  PetscCallMPI(MPI_Comm_rank(PETSC_COMM_WORLD, &rank));
  PetscCallMPI(MPI_Comm_size(PETSC_COMM_WORLD, &num_ranks));
  const PetscInt first = total * rank / num_ranks, size = total * (rank + 1) / num_ranks - first;
  std::vector<PetscInt> ghosts;
  if (first > 0) ghosts.push_back(first - 1);
  if (first + size < total) ghosts.push_back(first + size);
  SNES snes;
  Vec x, r;
  PetscReal norm;
  PetscInt steps;
  PetscCall(VecCreateGhost(PETSC_COMM_WORLD, size, total, static_cast<PetscInt>(ghosts.size()), ghosts.data(), &x));
  PetscCall(VecDuplicate(x, &r));
  PetscCall(SNESCreate(PETSC_COMM_WORLD, &snes));
  PetscCall(JacquardSNESSetFunction(snes, r, Line{first, size, total}));
  PetscCall(SNESSetTolerances(snes, 1e-12, 1e-14, 0.0, PETSC_DEFAULT, PETSC_DEFAULT));
  PetscCall(SNESSolve(snes, nullptr, x));
  PetscCall(SNESGetFunctionNorm(snes, &norm));
  PetscCall(SNESGetIterationNumber(snes, &steps));
  PetscCheck(norm < 1e-12 && steps <= 5, PETSC_COMM_WORLD, PETSC_ERR_PLIB,
             "the line took %" PetscInt_FMT " steps to %g", steps, norm);
  PetscCall(VecDestroy(&x));
  PetscCall(VecDestroy(&r));
  PetscCall(SNESDestroy(&snes));
  PetscFunctionReturn(0);
}

}  // namespace

int main(int argc, char** argv) {
  PetscCall(PetscInitialize(&argc, &argv, nullptr, nullptr));
  PetscCall(compare_jacobians(LocalCavity<>{}));
  PetscCall(compare_jacobians(LocalCavity<UpwindByBranch>{}));
  PetscCall(expect_moves());
  PetscMPIInt num_ranks;
  PetscCallMPI(MPI_Comm_size(PETSC_COMM_WORLD, &num_ranks));
  if (num_ranks > 1) PetscCall(expect_failure_everywhere());
  PetscCall(solve_line());
  PetscCall(PetscPrintf(PETSC_COMM_WORLD, "all as on one process\n"));
  PetscCall(PetscFinalize());
  return 0;
}
