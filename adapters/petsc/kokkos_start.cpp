// SPDX-License-Identifier: BSD-2-Clause
// Starts Kokkos where nobody else has.
#include "kokkos_start.hpp"

#include <Kokkos_Core.hpp>

#include "callback_errors.hpp"

namespace jacquard::petsc {

static PetscErrorCode end_kokkos() {
  PetscFunctionBegin;
  if (Kokkos::is_initialized()) PetscCall(guarded([]() -> PetscErrorCode { return Kokkos::finalize(), 0; }));
  PetscFunctionReturn(0);
}

PetscErrorCode start_kokkos() {
  PetscFunctionBegin;
  if (Kokkos::is_initialized()) PetscFunctionReturn(0);
  PetscCall(guarded([]() -> PetscErrorCode { return Kokkos::initialize(), 0; }));
  PetscCall(PetscRegisterFinalize(end_kokkos));
  PetscFunctionReturn(0);
}

}  // namespace jacquard::petsc
