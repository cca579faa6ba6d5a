// SPDX-License-Identifier: BSD-2-Clause
// How the unknowns of a solver lie on this process.
#pragma once

#include <petscsnes.h>

#include <cstdint>
#include <optional>
#include <vector>

#include "jacquard/session.hpp"

namespace jacquard::petsc {

/// Extents of a residual on this process, and the global numbers of what it reads and writes.
struct LocalLayout {
  std::optional<DMDALocalInfo> info;  ///< of the DMDA; nothing for plain vectors
  bool is_ghosted = false;            ///< a plain vector with ghost values (VecCreateGhost)
  ResidualShape shape;
  std::vector<PetscInt> global_rows;     ///< [num_dependents]
  std::vector<PetscInt> global_columns;  ///< [num_independents]; negative for ghost points outside the domain
};

/// Independents are the ghosted local points, dependents the points of this process.
PetscErrorCode layout_of_dmda(DM dm, LocalLayout* layout);

/// Independents are the entries of `x` and its ghost values, if it has any; dependents are its own entries.
PetscErrorCode layout_of_vector(Vec x, LocalLayout* layout);

}  // namespace jacquard::petsc
