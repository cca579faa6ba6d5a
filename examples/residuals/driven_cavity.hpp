// SPDX-License-Identifier: BSD-2-Clause
// The driven cavity as PETSc calls it.
#pragma once

#include <petscdmda.h>

#include "residuals/cavity.hpp"

namespace jacquard::examples {

/// A DMDA local function as for DMDASNESSetFunctionLocal, its scalar a template parameter.
struct DrivenCavity {
  Cavity<> equations;

  template <class Scalar>
  PetscErrorCode operator()(DMDALocalInfo* info, const CavityField<Scalar>* const* x,
                            CavityField<Scalar>** f) const {
    equations(*info, x, f);
    return 0;
  }

  /// Fills `x`, a global vector of `dm`, with Cavity::initial.
  PetscErrorCode set_initial_guess(DM dm, Vec x) const {
    PetscFunctionBegin;
    DMDALocalInfo info;
    CavityField<double>** field;
    PetscCall(DMDAGetLocalInfo(dm, &info));
    PetscCall(DMDAVecGetArrayWrite(dm, x, &field));
    for (int j = info.ys; j < info.ys + info.ym; ++j) {
      for (int i = info.xs; i < info.xs + info.xm; ++i) field[j][i] = equations.initial(info, i);
    }
    PetscCall(DMDAVecRestoreArrayWrite(dm, x, &field));
    PetscFunctionReturn(0);
  }
};

}  // namespace jacquard::examples
