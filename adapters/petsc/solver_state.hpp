// SPDX-License-Identifier: BSD-2-Clause
// What the adapter keeps of one residual on one DM.
#pragma once

#include <petscsnes.h>

#include <memory>

#include "jacquard/petsc.hpp"
#include "local_layout.hpp"

namespace jacquard::petsc {

/// The context of SNES's callbacks. PETSc copies the pointer to coarse DMs, so it outlives later functions.
struct FunctionContext {
  std::shared_ptr<const LocalFunction> function;
};

/// One residual on one DM: its extents, its session, and the matrix that has its pattern.
struct SolverState {
  std::shared_ptr<const LocalFunction> function;
  LocalLayout layout;
  std::unique_ptr<Session> session;
  PetscObjectId patterned_matrix = 0;  ///< the matrix that was preallocated for the session's pattern
  PetscObjectState nonzero_state = 0;  ///< of that matrix: PETSc counts changes of its pattern

  DMDALocalInfo* info() { return layout.info ? &*layout.info : nullptr; }
};

/// The context that lives with `dm`, made on first use.
PetscErrorCode function_context(DM dm, FunctionContext** context);

/// The state for the solver's current DM, made on first use from `context`; `x` tells the extents where the DM does
/// not.
PetscErrorCode solver_state(SNES snes, Vec x, const FunctionContext& context, SolverState** state);

/// The same, but null where none was made.
PetscErrorCode existing_state(SNES snes, SolverState** state);

}  // namespace jacquard::petsc
