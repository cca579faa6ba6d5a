// SPDX-License-Identifier: BSD-2-Clause
// Times one Jacobian of the cavity, exact and by coloured differences: least of many, values and insertion apart.
#include <petscdmda.h>
#include <petscsnes.h>
#include <petsctime.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "jacquard/petsc.hpp"
#include "residuals/cavity.hpp"

using jacquard::examples::Cavity;
using jacquard::examples::CavityField;

namespace {

constexpr int num_repeats = 40;

struct LocalCavity {
  template <class Scalar>
  PetscErrorCode operator()(DMDALocalInfo* info, const CavityField<Scalar>* const* x,
                            CavityField<Scalar>** f) const {
    Cavity<>{.lid_velocity = 50.0, .prandtl = 1.0, .grashof = 1e4}(*info, x, f);
    return 0;
  }
};

PetscErrorCode plain_cavity(DMDALocalInfo* info, void* x, void* f, void*) {
  return LocalCavity{}(info, static_cast<const CavityField<double>* const*>(x),
                       static_cast<CavityField<double>**>(f));
}

/// Least seconds of one Jacobian, and of its parts.
struct Least {
  double all = 1e9, values = 1e9, checks = 1e9, insertion = 1e9;

  void update(const Least& before, const Least& after) {
    all = std::min(all, after.all - before.all);
    values = std::min(values, after.values - before.values);
    checks = std::min(checks, after.checks - before.checks);
    insertion = std::min(insertion, after.insertion - before.insertion);
  }
};

PetscErrorCode event_seconds(const char* name, double* seconds) {
  PetscFunctionBegin;
  PetscLogEvent event;
  PetscEventPerfInfo info;
  *seconds = 0.0;
  PetscCall(PetscLogEventGetId(name, &event));
  if (event >= 0) {
    PetscCall(PetscLogEventGetPerfInfo(0, event, &info));
    *seconds = info.time;
  }
  PetscFunctionReturn(0);
}

/// Seconds spent up to now.
PetscErrorCode read_clocks(SNES snes, bool is_exact, Least* now) {
  PetscFunctionBegin;
  PetscCall(PetscTime(&now->all));
  if (is_exact) {
    const jacquard::Session* session;
    PetscCall(JacquardSNESGetSession(snes, &session));
    now->values = session ? session->statistics().evaluation_seconds : 0.0;
    now->checks = session ? session->statistics().check_seconds : 0.0;
    PetscCall(event_seconds("JacquardInsert", &now->insertion));
  } else {
    PetscCall(event_seconds("MatFDColorFunc", &now->values));
    now->checks = 0.0;
    PetscCall(event_seconds("MatFDColorApply", &now->insertion));
    now->insertion -= now->values;
  }
  PetscFunctionReturn(0);
}

PetscErrorCode time_jacobian(SNES snes, Vec x, bool is_exact, Least* least) {
  PetscFunctionBegin;
  Mat matrix;
  PetscCall(SNESGetJacobian(snes, &matrix, nullptr, nullptr, nullptr));
  for (int repeat = 0; repeat < num_repeats; ++repeat) {
    Least before, after;
    PetscCall(read_clocks(snes, is_exact, &before));
    PetscCall(SNESComputeJacobian(snes, x, matrix, matrix));
    PetscCall(read_clocks(snes, is_exact, &after));
    if (repeat > 0) least->update(before, after);  // the first one sets up
  }
  PetscFunctionReturn(0);
}

PetscErrorCode fill(DM dm, Vec x) {
  PetscFunctionBegin;
  DMDALocalInfo info;
  CavityField<double>** field;
  PetscCall(DMDAGetLocalInfo(dm, &info));
  PetscCall(DMDAVecGetArray(dm, x, &field));
  for (int j = 0; j < info.my; ++j) {
    for (int i = 0; i < info.mx; ++i) {
      const double s = 0.1 * i + 0.37 * j + 0.1;
      field[j][i] = {std::sin(s), std::cos(2.0 * s), std::sin(3.0 * s), std::cos(0.5 * s)};
    }
  }
  PetscCall(DMDAVecRestoreArray(dm, x, &field));
  PetscFunctionReturn(0);
}

PetscErrorCode time_residual(DM dm, Vec x, double* least) {
  PetscFunctionBegin;
  DMDALocalInfo info;
  Vec local, f;
  const CavityField<double>* const* in;
  CavityField<double>** out;
  PetscCall(DMDAGetLocalInfo(dm, &info));
  PetscCall(DMGetLocalVector(dm, &local));
  PetscCall(DMGlobalToLocal(dm, x, INSERT_VALUES, local));
  PetscCall(DMGetGlobalVector(dm, &f));
  PetscCall(DMDAVecGetArrayRead(dm, local, &in));
  PetscCall(DMDAVecGetArrayWrite(dm, f, &out));
  *least = 1e9;
  for (int repeat = 0; repeat < num_repeats; ++repeat) {
    PetscLogDouble start, end;
    PetscCall(PetscTime(&start));
    PetscCall(LocalCavity{}(&info, in, out));
    PetscCall(PetscTime(&end));
    *least = std::min(*least, end - start);
  }
  PetscCall(DMDAVecRestoreArrayRead(dm, local, &in));
  PetscCall(DMDAVecRestoreArrayWrite(dm, f, &out));
  PetscCall(DMRestoreLocalVector(dm, &local));
  PetscCall(DMRestoreGlobalVector(dm, &f));
  PetscFunctionReturn(0);
}

/// What SNES has in place when it asks for a Jacobian: solution and residual.
PetscErrorCode prepare(SNES snes, DM dm, Vec* x) {
  PetscFunctionBegin;
  Vec f;
  PetscCall(SNESSetFromOptions(snes));
  PetscCall(DMCreateGlobalVector(dm, x));
  PetscCall(fill(dm, *x));
  PetscCall(SNESSetSolution(snes, *x));
  PetscCall(SNESSetUp(snes));
  PetscCall(SNESGetFunction(snes, &f, nullptr, nullptr));
  PetscCall(SNESComputeFunction(snes, *x, f));
  PetscFunctionReturn(0);
}

PetscErrorCode make_grid(PetscInt points, DM* dm) {
  PetscFunctionBegin;
  PetscCall(DMDACreate2d(PETSC_COMM_SELF, DM_BOUNDARY_NONE, DM_BOUNDARY_NONE, DMDA_STENCIL_STAR, points, points, 1,
                         1, 4, 1, nullptr, nullptr, dm));
  PetscCall(DMSetUp(*dm));
  PetscFunctionReturn(0);
}

void print(PetscInt points, double residual, const Least& exact, const Least& unchecked, const Least& differences) {
  std::printf("cavity %d x %d, milliseconds, least of %d\n", points, points, num_repeats);
  std::printf("one residual on plain doubles      %8.3f\n", 1e3 * residual);
  std::printf("exact Jacobian                     %8.3f  values %.3f, checks %.3f, insertion %.3f\n",
              1e3 * exact.all, 1e3 * exact.values, 1e3 * exact.checks, 1e3 * exact.insertion);
  std::printf("exact Jacobian, -jacquard_check no %8.3f  values %.3f, insertion %.3f\n", 1e3 * unchecked.all,
              1e3 * unchecked.values, 1e3 * unchecked.insertion);
  std::printf("coloured differences               %8.3f  residuals %.3f, insertion %.3f\n", 1e3 * differences.all,
              1e3 * differences.values, 1e3 * differences.insertion);
  std::printf("values, checks, insertion, exact over differences  %.3f\n",
              (exact.values + exact.checks + exact.insertion) / (differences.values + differences.insertion));
  std::printf("values with F for the check, over one residual     %.3f\n", exact.values / residual);
  std::printf("values alone over one residual                     %.3f\n", unchecked.values / residual);
}

PetscErrorCode run(PetscInt points) {
  PetscFunctionBegin;
  Least exact, unchecked, differences;
  double residual;
  for (Least* const least : {&exact, &unchecked, &differences}) {
    const bool is_exact = least != &differences;
    DM dm;
    SNES snes;
    Vec x;
    PetscCall(make_grid(points, &dm));
    PetscCall(SNESCreate(PETSC_COMM_SELF, &snes));
    PetscCall(SNESSetDM(snes, dm));
    if (least == &unchecked) PetscCall(SNESSetOptionsPrefix(snes, "unchecked_"));
    if (is_exact) {
      PetscCall(JacquardSNESSetFunctionDMDA(snes, dm, LocalCavity{}));
    } else {
      PetscCall(DMDASNESSetFunctionLocal(dm, INSERT_VALUES, plain_cavity, nullptr));
    }
    PetscCall(prepare(snes, dm, &x));
    PetscCall(time_jacobian(snes, x, is_exact, least));
    PetscCall(time_residual(dm, x, &residual));
    PetscCall(VecDestroy(&x));
    PetscCall(SNESDestroy(&snes));
    PetscCall(DMDestroy(&dm));
  }
  print(points, residual, exact, unchecked, differences);
  PetscFunctionReturn(0);
}

}  // namespace

int main(int argc, char** argv) {
  PetscCall(PetscInitialize(&argc, &argv, nullptr, "Times one Jacobian of the cavity: -grid <128>\n"));
  PetscCall(PetscLogDefaultBegin());
  PetscCall(PetscOptionsSetValue(nullptr, "-unchecked_jacquard_check", "no"));
  PetscCall(PetscOptionsSetValue(nullptr, "-unchecked_jacquard_check_period", "0"));
  PetscInt points = 128;
  PetscCall(PetscOptionsGetInt(nullptr, nullptr, "-grid", &points, nullptr));
  PetscCall(run(points));
  PetscCall(PetscFinalize());
  return 0;
}
