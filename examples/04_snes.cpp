// SPDX-License-Identifier: BSD-2-Clause
// Solves the driven cavity with PETSc's SNES and its exact Jacobian; takes all of PETSc's options.
// Its kernels are built in: 04_snes_kernels.cpp.
#include <petscdmda.h>
#include <petscsnes.h>

#include "jacquard/petsc.hpp"
#include "residuals/driven_cavity.hpp"

using jacquard::examples::DrivenCavity;

static PetscErrorCode solve(DM dm) {
  PetscFunctionBegin;
  const DrivenCavity cavity;
  SNES snes;
  Vec x;
  PetscCall(SNESCreate(PETSC_COMM_WORLD, &snes));
  PetscCall(JacquardSNESSetFunctionDMDA(snes, dm, cavity));  // residual and exact Jacobian
  PetscCall(SNESSetFromOptions(snes));
  PetscCall(DMCreateGlobalVector(dm, &x));
  PetscCall(cavity.set_initial_guess(dm, x));
  PetscCall(SNESSolve(snes, nullptr, x));

  PetscInt steps;
  PetscReal norm;
  SNESConvergedReason reason;
  PetscCall(SNESGetIterationNumber(snes, &steps));
  PetscCall(SNESGetFunctionNorm(snes, &norm));
  PetscCall(SNESGetConvergedReason(snes, &reason));
  PetscCall(PetscPrintf(PETSC_COMM_WORLD, "%s after %" PetscInt_FMT " Newton steps, |F| = %.1e\n",
                        SNESConvergedReasons[reason], steps, norm));
  PetscCall(VecDestroy(&x));
  PetscCall(SNESDestroy(&snes));
  PetscFunctionReturn(0);
}

int main(int argc, char** argv) {
  PetscCall(PetscInitialize(&argc, &argv, nullptr, nullptr));
  DM dm;
  PetscCall(DMDACreate2d(PETSC_COMM_WORLD, DM_BOUNDARY_NONE, DM_BOUNDARY_NONE, DMDA_STENCIL_STAR, 16, 16,
                         PETSC_DECIDE, PETSC_DECIDE, 4, 1, nullptr, nullptr, &dm));
  PetscCall(DMSetFromOptions(dm));
  PetscCall(DMSetUp(dm));
  PetscCall(solve(dm));
  PetscCall(DMDestroy(&dm));
  PetscCall(PetscFinalize());
  return 0;
}
