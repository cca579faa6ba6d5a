// SPDX-License-Identifier: BSD-2-Clause
// The events that -log_view shows.
#include "log_events.hpp"

#include <petscsnes.h>

#include <optional>

namespace jacquard::petsc {

// PETSc forgets its events at PetscFinalize, and a program may initialise it again.
static std::optional<LogEvents> registered;

static PetscErrorCode forget_events() {
  PetscFunctionBegin;
  registered.reset();
  PetscFunctionReturn(0);
}

PetscErrorCode log_events(LogEvents* events) {
  PetscFunctionBegin;
  if (!registered) {
    LogEvents made;
    PetscCall(PetscLogEventRegister("JacquardCapture", SNES_CLASSID, &made.capture));
    PetscCall(PetscLogEventRegister("JacquardValues", SNES_CLASSID, &made.values));
    PetscCall(PetscLogEventRegister("JacquardPattern", SNES_CLASSID, &made.pattern));
    PetscCall(PetscLogEventRegister("JacquardInsert", SNES_CLASSID, &made.insert));
    PetscCall(PetscRegisterFinalize(forget_events));
    registered = made;
  }
  *events = *registered;
  PetscFunctionReturn(0);
}

}  // namespace jacquard::petsc
