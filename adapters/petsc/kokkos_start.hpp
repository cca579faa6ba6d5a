// SPDX-License-Identifier: BSD-2-Clause
// Starts Kokkos where nobody else has.
#pragma once

#include <petscsys.h>

namespace jacquard::petsc {

/// Starts Kokkos unless it runs; PetscFinalize then ends it. What others started is left alone.
PetscErrorCode start_kokkos();

}  // namespace jacquard::petsc
