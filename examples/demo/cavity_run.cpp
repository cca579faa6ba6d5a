// SPDX-License-Identifier: BSD-2-Clause
// Solves the driven cavity with SNES.
#include "cavity_run.hpp"

#include <petscdmda.h>
#include <petscsnes.h>
#include <petsctime.h>

#include <type_traits>

#include "class_orders.hpp"
#include "jacquard/petsc.hpp"
#include "residuals/driven_cavity.hpp"

namespace jacquard::demo {
namespace {

using examples::CavityField;
using examples::DrivenCavity;

/// The user's function; calls on plain doubles are counted.
struct CountedCavity {
  DrivenCavity driven;
  long* num_calls;

  template <class Scalar>
  PetscErrorCode operator()(DMDALocalInfo* info, const CavityField<Scalar>* const* x,
                            CavityField<Scalar>** f) const {
    if constexpr (std::is_same_v<Scalar, double>) ++*num_calls;
    return driven(info, x, f);
  }
};

PetscErrorCode plain_cavity(DMDALocalInfo* info, void* x, void* f, void* context) {
  const auto& cavity = *static_cast<const CountedCavity*>(context);
  return cavity(info, static_cast<const CavityField<double>* const*>(x), static_cast<CavityField<double>**>(f));
}

PetscErrorCode make_grid(PetscInt points, DM* dm) {
  PetscFunctionBegin;
  PetscCall(DMDACreate2d(PETSC_COMM_SELF, DM_BOUNDARY_NONE, DM_BOUNDARY_NONE, DMDA_STENCIL_STAR, points, points, 1,
                         1, 4, 1, nullptr, nullptr, dm));
  PetscCall(DMSetUp(*dm));
  PetscFunctionReturn(0);
}

PetscErrorCode set_functions(SNES snes, DM dm, JacobianSource source, CountedCavity* cavity) {
  PetscFunctionBegin;
  if (source == JacobianSource::exact) {
    PetscCall(JacquardSNESSetFunctionDMDA(snes, dm, *cavity));
  } else {
    PetscCall(SNESSetDM(snes, dm));
    PetscCall(DMDASNESSetFunctionLocal(dm, INSERT_VALUES, plain_cavity, cavity));  // PETSc colours by itself
  }
  PetscFunctionReturn(0);
}

/// The same for both, unless options say otherwise; ILU without levels fails on some grids.
PetscErrorCode choose_linear_solver(SNES snes) {
  PetscFunctionBegin;
  KSP ksp;
  PC pc;
  PetscCall(SNESGetKSP(snes, &ksp));
  PetscCall(KSPSetType(ksp, KSPGMRES));
  PetscCall(KSPGMRESSetRestart(ksp, 100));
  PetscCall(KSPGetPC(ksp, &pc));
  PetscCall(PCSetType(pc, PCILU));
  PetscCall(PCFactorSetLevels(pc, 2));
  PetscFunctionReturn(0);
}

PetscErrorCode read_temperature(DM dm, Vec x, Temperature* temperature) {
  PetscFunctionBegin;
  DMDALocalInfo info;
  const CavityField<double>* const* field;
  PetscCall(DMDAGetLocalInfo(dm, &info));
  PetscCall(DMDAVecGetArrayRead(dm, x, &field));
  temperature->clear();
  for (int j = 0; j < info.my; ++j) {
    for (int i = 0; i < info.mx; ++i) temperature->push_back(field[j][i].temperature);
  }
  PetscCall(DMDAVecRestoreArrayRead(dm, x, &field));
  PetscFunctionReturn(0);
}

/// Seconds in, and number of, an event of the current stage.
PetscErrorCode event_info(PetscLogStage stage, const char* name, PetscEventPerfInfo* info) {
  PetscFunctionBegin;
  PetscLogEvent event;
  PetscCall(PetscLogEventGetId(name, &event));
  *info = {};
  if (event >= 0) PetscCall(PetscLogEventGetPerfInfo(stage, event, info));
  PetscFunctionReturn(0);
}

PetscErrorCode read_times(PetscLogStage stage, JacobianSource source, RunSummary* summary) {
  PetscFunctionBegin;
  PetscEventPerfInfo all, capture, pattern, values, insert, apply, function;
  PetscCall(event_info(stage, "SNESJacobianEval", &all));
  PetscCall(event_info(stage, "JacquardCapture", &capture));
  PetscCall(event_info(stage, "JacquardPattern", &pattern));
  PetscCall(event_info(stage, "JacquardValues", &values));
  PetscCall(event_info(stage, "JacquardInsert", &insert));
  PetscCall(event_info(stage, "MatFDColorApply", &apply));
  PetscCall(event_info(stage, "MatFDColorFunc", &function));
  summary->jacobian_evaluations = all.count;
  const bool is_exact = source == JacobianSource::exact;
  summary->set_up = is_exact ? capture.time + pattern.time : all.time - apply.time;
  summary->values = is_exact ? values.time : function.time;
  summary->insertion = is_exact ? insert.time : apply.time - function.time;
  PetscFunctionReturn(0);
}

PetscErrorCode solve(SNES snes, Vec x, JacobianSource source, RunSummary* summary) {
  PetscFunctionBegin;
  PetscLogStage stage;
  PetscInt steps;
  PetscLogDouble start, end;
  SNESConvergedReason reason;
  PetscCall(PetscLogStageRegister(summary->method.c_str(), &stage));
  PetscCall(PetscLogStagePush(stage));
  PetscCall(PetscTime(&start));
  PetscCall(SNESSolve(snes, nullptr, x));
  PetscCall(PetscTime(&end));
  PetscCall(PetscLogStagePop());
  PetscCall(SNESGetIterationNumber(snes, &steps));
  PetscCall(SNESGetFunctionNorm(snes, &summary->norm));
  PetscCall(SNESGetConvergedReason(snes, &reason));
  PetscCheck(reason > 0, PETSC_COMM_SELF, PETSC_ERR_NOT_CONVERGED, "the cavity did not converge: %s",
             SNESConvergedReasons[reason]);
  summary->steps = steps;
  summary->total = end - start;
  PetscCall(read_times(stage, source, summary));
  if (source == JacobianSource::exact) {
    const Session* session;
    PetscCall(JacquardSNESGetSession(snes, &session));
    summary->checks = session->statistics().check_seconds;
    summary->values -= summary->checks;  // PETSc's event has both
    describe_orders(*session, summary);
  }
  PetscFunctionReturn(0);
}

}  // namespace

PetscErrorCode read_settings(CavitySettings* settings) {
  PetscFunctionBegin;
  PetscCall(PetscOptionsGetInt(nullptr, nullptr, "-grid", &settings->points, nullptr));
  PetscCall(PetscOptionsGetReal(nullptr, nullptr, "-lid_velocity", &settings->lid_velocity, nullptr));
  PetscCall(PetscOptionsGetReal(nullptr, nullptr, "-grashof", &settings->grashof, nullptr));
  PetscCheck(settings->points >= 4, PETSC_COMM_SELF, PETSC_ERR_ARG_OUTOFRANGE,
             "-grid must be at least 4, it is %" PetscInt_FMT, settings->points);
  PetscFunctionReturn(0);
}

PetscErrorCode solve_cavity(const CavitySettings& settings, JacobianSource source, RunSummary* summary,
                            Temperature* temperature) {
  PetscFunctionBegin;
  DM dm;
  SNES snes;
  Vec x;
  CountedCavity cavity{{{.lid_velocity = settings.lid_velocity, .prandtl = 1.0, .grashof = settings.grashof}},
                       &summary->residual_evaluations};
  summary->problem = "cavity " + std::to_string(settings.points) + " x " + std::to_string(settings.points);
  summary->method = source == JacobianSource::exact ? "exact" : "coloured FD";
  PetscCall(make_grid(settings.points, &dm));
  PetscCall(SNESCreate(PETSC_COMM_SELF, &snes));
  PetscCall(set_functions(snes, dm, source, &cavity));
  PetscCall(choose_linear_solver(snes));
  PetscCall(SNESSetFromOptions(snes));
  PetscCall(DMCreateGlobalVector(dm, &x));
  PetscCall(cavity.driven.set_initial_guess(dm, x));
  PetscCall(solve(snes, x, source, summary));
  PetscCall(read_temperature(dm, x, temperature));
  PetscCall(VecDestroy(&x));
  PetscCall(SNESDestroy(&snes));
  PetscCall(DMDestroy(&dm));
  PetscFunctionReturn(0);
}

}  // namespace jacquard::demo
