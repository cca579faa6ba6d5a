// SPDX-License-Identifier: BSD-2-Clause
// Keeps exceptions out of PETSc's C frames, and PETSc's error codes intact on their way through a session.
#pragma once

#include <petscsys.h>

#include <exception>
#include <string>

#include "jacquard/session.hpp"

namespace jacquard::petsc {

/// Carries an error code that PETSc has reported already through frames that know only exceptions.
class ReportedError : public Error {
 public:
  explicit ReportedError(PetscErrorCode code)
      : Error("the user's function failed with PETSc error " + std::to_string(static_cast<int>(code))),
        code_(code) {}
  PetscErrorCode code() const { return code_; }

 private:
  PetscErrorCode code_;
};

/// @throws ReportedError unless `code` is zero.
inline void throw_if_failed(PetscErrorCode code) {
  if (PetscUnlikely(code != 0)) throw ReportedError(code);
}

/// Which of PETSc's codes says best what `error` is.
inline PetscErrorCode code_of(const std::exception& error) {
  if (const auto* reported = dynamic_cast<const ReportedError*>(&error)) return reported->code();
  if (dynamic_cast<const ShapeError*>(&error)) return PETSC_ERR_ARG_SIZ;
  if (dynamic_cast<const DomainError*>(&error)) return PETSC_ERR_FP;
  if (dynamic_cast<const StateError*>(&error)) return PETSC_ERR_ARG_WRONGSTATE;
  if (dynamic_cast<const std::bad_alloc*>(&error)) return PETSC_ERR_MEM;
  return PETSC_ERR_LIB;
}

/// Runs `body`, which returns an error code; an exception becomes one, with its message.
template <class Body>
PetscErrorCode guarded(Body&& body) noexcept {
  try {
    return body();
  } catch (const std::exception& error) {
    SETERRQ(PETSC_COMM_SELF, code_of(error), "Jacquard: %s", error.what());
  } catch (...) {
    SETERRQ(PETSC_COMM_SELF, PETSC_ERR_LIB,
            "Jacquard: the user's function threw something that is no std::exception");
  }
}

}  // namespace jacquard::petsc
