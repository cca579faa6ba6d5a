// SPDX-License-Identifier: BSD-2-Clause
// The entries of a vector that a residual reads on this process, ghost values included.
#pragma once

#include <petscdm.h>

#include <span>

#include "local_layout.hpp"

namespace jacquard::petsc {

/// A vector's local form, current between begin_local and end_local.
struct LocalEntries {
  Vec vector = nullptr;
  std::span<const double> values;  ///< [num_independents], host
};

/// Fetches ghost values, from the DMDA or for a ghosted vector; collective.
PetscErrorCode begin_local(DM dm, const LocalLayout& layout, Vec global, LocalEntries* entries);
PetscErrorCode end_local(DM dm, const LocalLayout& layout, Vec global, LocalEntries* entries);

}  // namespace jacquard::petsc
