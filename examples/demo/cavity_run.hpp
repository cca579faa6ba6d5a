// SPDX-License-Identifier: BSD-2-Clause
// Solves the driven cavity with SNES.
#pragma once

#include <petscsys.h>

#include <vector>

#include "run_summary.hpp"

namespace jacquard::demo {

struct CavitySettings {
  PetscInt points = 64;  ///< in each direction
  double lid_velocity = 1.0;
  double grashof = 1.0;
};

/// [points x points], x fastest, from the bottom up.
using Temperature = std::vector<double>;

/// Reads -grid, -lid_velocity and -grashof.
PetscErrorCode read_settings(CavitySettings* settings);

/// Solves from fluid at rest; all of SNES's options apply.
PetscErrorCode solve_cavity(const CavitySettings& settings, JacobianSource source, RunSummary* summary,
                            Temperature* temperature);

}  // namespace jacquard::demo
