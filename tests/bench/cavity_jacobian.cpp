// SPDX-License-Identifier: BSD-2-Clause
// Times one Jacobian of the cavity, exact and by coloured differences, in turn; values and insertion apart.
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

/// Seconds of one Jacobian, and of its parts. Exact values are written to the matrix as they come.
struct Parts {
  double all = 0.0, values = 0.0, checks = 0.0, insertion = 0.0;
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
PetscErrorCode read_clocks(SNES snes, bool is_exact, Parts* now) {
  PetscFunctionBegin;
  PetscCall(PetscTime(&now->all));
  if (is_exact) {
    const jacquard::Session* session;
    PetscCall(JacquardSNESGetSession(snes, &session));
    now->values = session ? session->statistics().evaluation_seconds : 0.0;
    now->checks = session ? session->statistics().check_seconds : 0.0;
    PetscCall(event_seconds("JacquardInsert", &now->insertion));  // of the first one
  } else {
    PetscCall(event_seconds("MatFDColorFunc", &now->values));
    now->checks = 0.0;
    PetscCall(event_seconds("MatFDColorApply", &now->insertion));
    now->insertion -= now->values;
  }
  PetscFunctionReturn(0);
}

double median(std::vector<double> values) {
  if (values.empty()) return 0.0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  return *middle;
}

PetscErrorCode fill(DM dm, Vec x) {
  return set_cavity_field(dm, x, [](const DMDALocalInfo&, int i, int j) -> CavityField<double> {
    const double s = 0.1 * i + 0.37 * j + 0.1;
    return {std::sin(s), std::cos(2.0 * s), std::sin(3.0 * s), std::cos(0.5 * s)};
  });
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

/// One way to the Jacobian, and what it took each time.
struct Subject {
  bool is_exact;
  const char* prefix;  // of its options
  DM dm = nullptr;
  SNES snes = nullptr;
  Vec x = nullptr;
  Mat matrix = nullptr;
  std::vector<Parts> samples;

  double median_of(double Parts::*part) const {
    std::vector<double> values;
    for (const Parts& sample : samples) values.push_back(sample.*part);
    return 1e3 * median(values);  // milliseconds
  }
};

template <class Upwind>
PetscErrorCode create(PetscInt points, Subject* subject) {
  PetscFunctionBegin;
  PetscCall(make_grid(points, &subject->dm));
  PetscCall(SNESCreate(PETSC_COMM_SELF, &subject->snes));
  PetscCall(SNESSetDM(subject->snes, subject->dm));
  PetscCall(SNESSetOptionsPrefix(subject->snes, subject->prefix));
  PetscCall(set_cavity<Upwind>(subject->snes, subject->dm, subject->is_exact));
  PetscCall(prepare(subject->snes, subject->dm, &subject->x));
  PetscCall(SNESGetJacobian(subject->snes, &subject->matrix, nullptr, nullptr, nullptr));
  PetscFunctionReturn(0);
}

PetscErrorCode destroy(Subject* subject) {
  PetscFunctionBegin;
  PetscCall(VecDestroy(&subject->x));
  PetscCall(SNESDestroy(&subject->snes));
  PetscCall(DMDestroy(&subject->dm));
  PetscFunctionReturn(0);
}

PetscErrorCode sample_jacobian(Subject* subject) {
  PetscFunctionBegin;
  Parts before, after;
  PetscCall(read_clocks(subject->snes, subject->is_exact, &before));
  PetscCall(SNESComputeJacobian(subject->snes, subject->x, subject->matrix, subject->matrix));
  PetscCall(read_clocks(subject->snes, subject->is_exact, &after));
  subject->samples.push_back({after.all - before.all, after.values - before.values, after.checks - before.checks,
                              after.insertion - before.insertion});
  PetscFunctionReturn(0);
}

PetscErrorCode sample_residual(const Subject& subject, double* seconds) {
  PetscFunctionBegin;
  DMDALocalInfo info;
  Vec local, f;
  const CavityField<double>* const* in;
  CavityField<double>** out;
  PetscLogDouble start, end;
  PetscCall(DMDAGetLocalInfo(subject.dm, &info));
  PetscCall(DMGetLocalVector(subject.dm, &local));
  PetscCall(DMGlobalToLocal(subject.dm, subject.x, INSERT_VALUES, local));
  PetscCall(DMGetGlobalVector(subject.dm, &f));
  PetscCall(DMDAVecGetArrayRead(subject.dm, local, &in));
  PetscCall(DMDAVecGetArrayWrite(subject.dm, f, &out));
  PetscCall(PetscTime(&start));
  PetscCall(LocalCavity<UpwindByParts>{}(&info, in, out));
  PetscCall(PetscTime(&end));
  *seconds = end - start;
  PetscCall(DMDAVecRestoreArrayRead(subject.dm, local, &in));
  PetscCall(DMDAVecRestoreArrayWrite(subject.dm, f, &out));
  PetscCall(DMRestoreLocalVector(subject.dm, &local));
  PetscCall(DMRestoreGlobalVector(subject.dm, &f));
  PetscFunctionReturn(0);
}

void print(PetscInt points, double residual, const Subject& exact, const Subject& unchecked,
           const Subject& differences) {
  std::vector<double> ratios, checked_ratios;
  for (std::size_t k = 0; k < exact.samples.size(); ++k) {
    const Parts &ours = exact.samples[k], &other = differences.samples[k];
    ratios.push_back((ours.values + ours.insertion) / (other.values + other.insertion));
    checked_ratios.push_back((ours.values + ours.checks + ours.insertion) / (other.values + other.insertion));
  }
  std::printf("cavity %d x %d, milliseconds, medians of %zu taken in turn\n", points, points, ratios.size());
  std::printf("one residual on plain doubles      %8.3f\n", residual);
  std::printf("exact Jacobian                     %8.3f  values into the matrix %.3f, checks %.3f\n",
              exact.median_of(&Parts::all), exact.median_of(&Parts::values), exact.median_of(&Parts::checks));
  std::printf("exact Jacobian, -jacquard_check no %8.3f  values into the matrix %.3f\n",
              unchecked.median_of(&Parts::all), unchecked.median_of(&Parts::values));
  std::printf("coloured differences               %8.3f  residuals %.3f, insertion %.3f\n",
              differences.median_of(&Parts::all), differences.median_of(&Parts::values),
              differences.median_of(&Parts::insertion));
  std::printf("values and insertion, exact over differences       %.3f\n", median(ratios));
  std::printf("values, checks, insertion, exact over differences  %.3f\n", median(checked_ratios));
  std::printf("values into the matrix, F for the check, over one residual  %.3f\n",
              exact.median_of(&Parts::values) / residual);
  std::printf("values into the matrix over one residual                    %.3f\n",
              unchecked.median_of(&Parts::values) / residual);
}

PetscErrorCode run(PetscInt points) {
  PetscFunctionBegin;
  Subject exact{true, nullptr}, unchecked{true, "unchecked_"}, differences{false, nullptr};
  std::vector<double> residuals;
  for (Subject* const subject : {&exact, &unchecked, &differences})
    PetscCall(create<UpwindByParts>(points, subject));
  for (int repeat = 0; repeat < num_repeats; ++repeat) {
    for (Subject* const subject : {&exact, &differences}) PetscCall(sample_jacobian(subject));
    residuals.emplace_back();
    PetscCall(sample_residual(differences, &residuals.back()));
  }
  for (int repeat = 0; repeat < num_repeats; ++repeat) PetscCall(sample_jacobian(&unchecked));
  for (Subject* const subject : {&exact, &unchecked, &differences})
    subject->samples.erase(subject->samples.begin());  // it sets up
  print(points, 1e3 * median(residuals), exact, unchecked, differences);
  for (Subject* const subject : {&exact, &unchecked, &differences}) PetscCall(destroy(subject));
  PetscFunctionReturn(0);
}

/// A state that goes round, so that velocities change their signs at some points from one time to the next.
PetscErrorCode turn(DM dm, Vec x, double angle) {
  return set_cavity_field(dm, x, [angle](const DMDALocalInfo& info, int i, int j) -> CavityField<double> {
    const double s = 6.0 * i / info.mx + angle, t = 6.0 * j / info.my - angle;
    return {std::sin(s + t), std::cos(2.0 * s - t), std::sin(3.0 * s), std::cos(0.5 * t)};
  });
}

/// The Jacobian at one of a sequence of states, and whether it has captured.
PetscErrorCode sample_turned(Subject* subject, int step, bool* has_captured) {
  PetscFunctionBegin;
  Vec f;
  const jacquard::Session* session = nullptr;
  PetscCall(SNESGetFunction(subject->snes, &f, nullptr, nullptr));
  PetscCall(turn(subject->dm, subject->x, 0.01 * step));
  PetscCall(SNESComputeFunction(subject->snes, subject->x, f));
  if (subject->is_exact) PetscCall(JacquardSNESGetSession(subject->snes, &session));
  const auto before = session ? session->statistics().num_captures : 0;
  PetscCall(sample_jacobian(subject));
  if (subject->is_exact) PetscCall(JacquardSNESGetSession(subject->snes, &session));
  *has_captured = session && session->statistics().num_captures != before;
  PetscFunctionReturn(0);
}

/// Upwinding by a branch, at states whose velocities change signs all the time.
PetscErrorCode run_branches(PetscInt points) {
  PetscFunctionBegin;
  Subject exact{true, nullptr}, differences{false, nullptr};
  for (Subject* const subject : {&exact, &differences}) PetscCall(create<UpwindByBranch>(points, subject));
  std::vector<double> moved, captured, coloured, ratios;
  for (int step = 0; step < num_repeats; ++step) {
    bool has_captured, never;
    PetscCall(sample_turned(&exact, step, &has_captured));
    PetscCall(sample_turned(&differences, step, &never));
    const double seconds = exact.samples.back().all, other = differences.samples.back().all;
    (has_captured ? captured : moved).push_back(seconds);
    if (step > 0) coloured.push_back(other);  // the first one colours
    if (!has_captured) ratios.push_back(seconds / other);
  }
  const jacquard::Session* session;
  PetscCall(JacquardSNESGetSession(exact.snes, &session));
  const jacquard::SessionStatistics& statistics = session->statistics();
  std::printf("branches: %d captures, %d moves, %d refuted, %d checks at perturbed x\n",
              static_cast<int>(statistics.num_captures), static_cast<int>(statistics.num_moves),
              static_cast<int>(statistics.num_refuted_moves), static_cast<int>(statistics.num_perturbed_checks));
  std::printf("upwinding by a branch, %d states with changing signs, milliseconds, medians\n", num_repeats);
  std::printf("exact Jacobian with moves          %8.3f\n", 1e3 * median(moved));
  std::printf("exact Jacobian with a capture      %8.3f  in %zu of them\n", 1e3 * median(captured),
              captured.size());
  std::printf("coloured differences               %8.3f\n", 1e3 * median(coloured));
  std::printf("with moves, exact over differences %8.3f\n", median(ratios));
  for (Subject* const subject : {&exact, &differences}) PetscCall(destroy(subject));
  PetscFunctionReturn(0);
}

}  // namespace

int main(int argc, char** argv) {
  PetscCall(PetscInitialize(&argc, &argv, nullptr, "Times one Jacobian of the cavity: -grid <128>\n"));
  PetscCall(PetscLogDefaultBegin());
  PetscCall(PetscOptionsSetValue(nullptr, "-unchecked_jacquard_check", "no"));
  PetscCall(PetscOptionsSetValue(nullptr, "-unchecked_jacquard_check_period", "0"));
  for (const char* option : {"-jacquard_evaluator", "-unchecked_jacquard_evaluator"}) {
    PetscBool is_given;
    PetscCall(PetscOptionsHasName(nullptr, nullptr, option, &is_given));
    if (!is_given) PetscCall(PetscOptionsSetValue(nullptr, option, "compiled"));
  }
  PetscInt points = 128;
  PetscCall(PetscOptionsGetInt(nullptr, nullptr, "-grid", &points, nullptr));
  PetscCall(run(points));
  PetscCall(run_branches(points));
  PetscCall(PetscFinalize());
  return 0;
}
