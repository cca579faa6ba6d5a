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
};

}  // namespace jacquard::examples
