// SPDX-License-Identifier: BSD-2-Clause
// The entries of a vector that a residual reads on this process, ghost values included.
#include "local_vector.hpp"

namespace jacquard::petsc {

PetscErrorCode begin_local(DM dm, const LocalLayout& layout, Vec global, LocalEntries* entries) {
  PetscFunctionBegin;
  if (layout.info) {
    PetscCall(DMGetLocalVector(dm, &entries->vector));
    PetscCall(DMGlobalToLocal(dm, global, INSERT_VALUES, entries->vector));
  } else if (layout.is_ghosted) {
    PetscCall(VecGhostUpdateBegin(global, INSERT_VALUES, SCATTER_FORWARD));
    PetscCall(VecGhostUpdateEnd(global, INSERT_VALUES, SCATTER_FORWARD));
    PetscCall(VecGhostGetLocalForm(global, &entries->vector));
    PetscCheck(entries->vector, PetscObjectComm(reinterpret_cast<PetscObject>(global)), PETSC_ERR_ARG_WRONG,
               "Jacquard: the residual was first computed at a vector with ghost values, this one has none");
  } else {
    entries->vector = global;
  }
  PetscInt size;
  const PetscScalar* values;
  PetscCall(VecGetLocalSize(entries->vector, &size));
  PetscCall(VecGetArrayRead(entries->vector, &values));
  entries->values = {values, static_cast<std::size_t>(size)};
  PetscFunctionReturn(0);
}

PetscErrorCode end_local(DM dm, const LocalLayout& layout, Vec global, LocalEntries* entries) {
  PetscFunctionBegin;
  const PetscScalar* values = entries->values.data();
  PetscCall(VecRestoreArrayRead(entries->vector, &values));
  if (layout.info) {
    PetscCall(DMRestoreLocalVector(dm, &entries->vector));
  } else if (layout.is_ghosted) {
    PetscCall(VecGhostRestoreLocalForm(global, &entries->vector));
  }
  entries->values = {};
  PetscFunctionReturn(0);
}

}  // namespace jacquard::petsc
