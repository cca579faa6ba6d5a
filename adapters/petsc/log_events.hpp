// SPDX-License-Identifier: BSD-2-Clause
// The events that -log_view shows.
#pragma once

#include <petscsys.h>

namespace jacquard::petsc {

struct LogEvents {
  PetscLogEvent capture;  ///< JacquardCapture: capture, orders, programs; first Jacobian on a DM
  PetscLogEvent values;   ///< JacquardValues: entries, written to the matrix where that can be; the cross-check
  PetscLogEvent pattern;  ///< JacquardPattern: preallocation; where the pattern is new
  PetscLogEvent insert;   ///< JacquardInsert: values into other matrices, and those whose pattern is new
};

/// Registered on first use after PetscInitialize.
PetscErrorCode log_events(LogEvents* events);

}  // namespace jacquard::petsc
