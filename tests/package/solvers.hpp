// SPDX-License-Identifier: BSD-2-Clause
// A user's library: a nonlinear system by SNES and an initial value problem by CVODE.
#pragma once

#include <petscsnes.h>

/// Each also prints what its session says of itself.
PetscErrorCode solve_squares(double& error);
double decay_error();
