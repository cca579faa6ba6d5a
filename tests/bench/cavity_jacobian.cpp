// SPDX-License-Identifier: BSD-2-Clause
// Times one Jacobian of the cavity, exact and by coloured differences: least of many, values and insertion apart.
#include <petscdmda.h>
#include <petscsnes.h>
#include <petsctime.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

#include "../support/cavity_field.hpp"
#include "jacquard/petsc.hpp"
#include "residuals/cavity.hpp"

using jacquard::examples::Cavity;
using jacquard::examples::CavityField;
using jacquard::examples::UpwindByBranch;
using jacquard::examples::UpwindByParts;
using jacquard::test::set_cavity_field;

namespace {

constexpr int num_repeats = 40;

template <class Upwind>
struct LocalCavity {
  template <class Scalar>
  PetscErrorCode operator()(DMDALocalInfo* info, const CavityField<Scalar>* const* x,
                            CavityField<Scalar>** f) const {
    Cavity<Upwind>{.lid_velocity = 50.0, .prandtl = 1.0, .grashof = 1e4}(*info, x, f);
    return 0;
  }
};

template <class Upwind>
PetscErrorCode plain_cavity(DMDALocalInfo* info, void* x, void* f, void*) {
  return LocalCavity<Upwind>{}(info, static_cast<const CavityField<double>* const*>(x),
                               static_cast<CavityField<double>**>(f));
}

template <class Upwind>
PetscErrorCode set_cavity(SNES snes, DM dm, bool is_exact) {
  PetscFunctionBegin;
  if (is_exact) {
    PetscCall(JacquardSNESSetFunctionDMDA(snes, dm, LocalCavity<Upwind>{}));
  } else {
    PetscCall(DMDASNESSetFunctionLocal(dm, INSERT_VALUES, plain_cavity<Upwind>, nullptr));
  }
  PetscFunctionReturn(0);
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
  return set_cavity_field(dm, x, [](const DMDALocalInfo&, int i, int j) -> CavityField<double> {
    const double s = 0.1 * i + 0.37 * j + 0.1;
    return {std::sin(s), std::cos(2.0 * s), std::sin(3.0 * s), std::cos(0.5 * s)};
  });
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
    PetscCall(LocalCavity<UpwindByParts>{}(&info, in, out));
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
    PetscCall(set_cavity<UpwindByParts>(snes, dm, is_exact));
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

/// A state that goes round, so that velocities change their signs at some points from one time to the next.
PetscErrorCode turn(DM dm, Vec x, double angle) {
  return set_cavity_field(dm, x, [angle](const DMDALocalInfo& info, int i, int j) -> CavityField<double> {
    const double s = 6.0 * i / info.mx + angle, t = 6.0 * j / info.my - angle;
    return {std::sin(s + t), std::cos(2.0 * s - t), std::sin(3.0 * s), std::cos(0.5 * t)};
  });
}

/// Seconds of the Jacobians at a sequence of states: those that captured, and the others.
struct Sequence {
  std::vector<double> with_captures, without_captures;
};

double median(std::vector<double> values) {
  if (values.empty()) return 0.0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  return *middle;
}

PetscErrorCode time_sequence(SNES snes, DM dm, Vec x, bool is_exact, Sequence* times) {
  PetscFunctionBegin;
  Mat matrix;
  Vec f;
  PetscCall(SNESGetJacobian(snes, &matrix, nullptr, nullptr, nullptr));
  PetscCall(SNESGetFunction(snes, &f, nullptr, nullptr));
  const jacquard::Session* session = nullptr;
  for (int step = 0; step < num_repeats; ++step) {
    PetscCall(turn(dm, x, 0.01 * step));
    PetscCall(SNESComputeFunction(snes, x, f));
    const auto before = session ? session->statistics().num_captures : 0;
    PetscLogDouble start, end;
    PetscCall(PetscTime(&start));
    PetscCall(SNESComputeJacobian(snes, x, matrix, matrix));
    PetscCall(PetscTime(&end));
    if (is_exact) PetscCall(JacquardSNESGetSession(snes, &session));
    const bool has_captured = step == 0 || (session && session->statistics().num_captures != before);
    (has_captured ? times->with_captures : times->without_captures).push_back(end - start);
  }
  if (session) {
    std::printf("branches: %d captures, %d moves, %d refuted, %d checks at perturbed x\n",
                static_cast<int>(session->statistics().num_captures),
                static_cast<int>(session->statistics().num_moves),
                static_cast<int>(session->statistics().num_refuted_moves),
                static_cast<int>(session->statistics().num_perturbed_checks));
  }
  PetscFunctionReturn(0);
}

/// Upwinding by a branch, at states whose velocities change signs all the time.
PetscErrorCode run_branches(PetscInt points) {
  PetscFunctionBegin;
  Sequence exact, differences;
  for (Sequence* const times : {&exact, &differences}) {
    const bool is_exact = times == &exact;
    DM dm;
    SNES snes;
    Vec x;
    PetscCall(make_grid(points, &dm));
    PetscCall(SNESCreate(PETSC_COMM_SELF, &snes));
    PetscCall(SNESSetDM(snes, dm));
    PetscCall(set_cavity<UpwindByBranch>(snes, dm, is_exact));
    PetscCall(prepare(snes, dm, &x));
    PetscCall(time_sequence(snes, dm, x, is_exact, times));
    PetscCall(VecDestroy(&x));
    PetscCall(SNESDestroy(&snes));
    PetscCall(DMDestroy(&dm));
  }
  const double moved = median(exact.without_captures), coloured = median(differences.without_captures);
  std::printf("upwinding by a branch, %d states with changing signs, milliseconds, medians\n", num_repeats);
  std::printf("exact Jacobian with moves          %8.3f\n", 1e3 * moved);
  std::printf("exact Jacobian with a capture      %8.3f  in %zu of them\n", 1e3 * median(exact.with_captures),
              exact.with_captures.size());
  std::printf("coloured differences               %8.3f\n", 1e3 * coloured);
  std::printf("with moves, exact over differences %8.3f\n", moved / coloured);
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
  PetscCall(run_branches(points));
  PetscCall(PetscFinalize());
  return 0;
}
