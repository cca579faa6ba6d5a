// SPDX-License-Identifier: BSD-2-Clause
// A user's library: a nonlinear system by SNES and an initial value problem by CVODE.
#include "solvers.hpp"

#include <nvector/nvector_serial.h>

#include <cmath>
#include <iostream>
#include <jacquard/petsc.hpp>
#include <jacquard/sundials.hpp>

#include "residuals.hpp"

PetscErrorCode solve_squares(double& error) {
  constexpr PetscInt size = 4;
  SNES snes = nullptr;
  Vec x = nullptr, r = nullptr;
  PetscFunctionBeginUser;
  PetscCall(VecCreateSeq(PETSC_COMM_SELF, size, &x));
  PetscCall(VecDuplicate(x, &r));
  PetscCall(VecSet(x, 2.0));
  PetscCall(SNESCreate(PETSC_COMM_SELF, &snes));
  PetscCall(JacquardSNESSetFunction(snes, r, Squares{}));
  PetscCall(SNESSetFromOptions(snes));
  PetscCall(SNESSolve(snes, nullptr, x));
  const PetscScalar* values = nullptr;
  PetscCall(VecGetArrayRead(x, &values));
  error = 0.0;
  for (PetscInt k = 0; k < size; ++k) error = std::fmax(error, std::abs(values[k] - std::sqrt(k + 1.0)));
  PetscCall(VecRestoreArrayRead(x, &values));
  const jacquard::Session* session = nullptr;
  PetscCall(JacquardSNESGetSession(snes, &session));
  std::cout << session->report();
  PetscCall(SNESDestroy(&snes));
  PetscCall(VecDestroy(&x));
  PetscCall(VecDestroy(&r));
  PetscFunctionReturn(0);
}

double decay_error() {
  SUNContext context = nullptr;
  SUNContext_Create(nullptr, &context);
  N_Vector y = N_VNew_Serial(1, context);
  NV_Ith_S(y, 0) = 1.0;
  void* cvode = CVodeCreate(CV_BDF, context);
  double t = 0.0;
  {
    auto attachment = jacquard::sundials::attach(cvode, Decay{}, t, y);
    attachment.check(CVodeSStolerances(cvode, 1e-9, 1e-12));
    attachment.check(CVode(cvode, 1.0, y, &t, CV_NORMAL));
    std::cout << attachment.session().report();
    CVodeFree(&cvode);
  }
  const double error = std::abs(NV_Ith_S(y, 0) - std::exp(-1.0));
  N_VDestroy(y);
  SUNContext_Free(&context);
  return error;
}
