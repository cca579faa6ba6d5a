// SPDX-License-Identifier: BSD-2-Clause
// -jacquard_view.
#pragma once

#include <petscsnes.h>

namespace jacquard::petsc {

/// Looks for -jacquard_view at the end of each of the solver's solves.
PetscErrorCode view_after_solve(SNES snes);

}  // namespace jacquard::petsc
