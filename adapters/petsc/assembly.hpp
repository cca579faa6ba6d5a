// SPDX-License-Identifier: BSD-2-Clause
// From a session's coordinates and values to a PETSc matrix.
#pragma once

#include "solver_state.hpp"

namespace jacquard::petsc {

/// Preallocates `matrix` for the session's pattern, ghost columns numbered globally, and tells the session what it
/// stores if it is one process' own; collective. Its values mean nothing yet.
PetscErrorCode set_pattern(SolverState& state, Mat matrix);

/// Puts the session's values into `matrix`, whose pattern has been set; collective.
PetscErrorCode insert_values(SolverState& state, Mat matrix);

/// Whether `matrix` is the one that values were put into last, and nobody has changed its pattern since then.
PetscErrorCode has_pattern(const SolverState& state, Mat matrix, bool* answer);

}  // namespace jacquard::petsc
