// SPDX-License-Identifier: BSD-2-Clause
// PETSc for tests that need it, until the program ends; its errors as exceptions, its output as text.
#pragma once

#include <petscsys.h>

#include <cstdarg>
#include <stdexcept>
#include <string>

#include "support/started_kokkos.hpp"

namespace jacquard::test {

/// Message of PETSc's last error.
inline std::string& petsc_message() {
  static std::string message;
  return message;
}

inline PetscErrorCode keep_message(MPI_Comm, int, const char*, const char*, PetscErrorCode code,
                                   PetscErrorType type, const char* message, void*) {
  if (type == PETSC_ERROR_INITIAL && message) petsc_message() = message;
  return code;
}

/// Starts PETSc at the first call; Kokkos before it, so that it ends last.
inline void start_petsc() {
  struct Petsc {
    Petsc() {
      PetscInitializeNoArguments();
      PetscPushErrorHandler(keep_message, nullptr);
    }
    ~Petsc() { PetscFinalize(); }
  };
  start_kokkos();
  static const Petsc petsc;
}

/// @throws std::runtime_error with PETSc's message.
inline void require(PetscErrorCode code) {
  if (code != 0)
    throw std::runtime_error("PETSc error " + std::to_string(static_cast<int>(code)) + ": " + petsc_message());
}

/// Collects what PETSc prints during its lifetime.
class PetscOutput {
 public:
  PetscOutput() : before_(PetscVFPrintf) {
    text().clear();
    PetscVFPrintf = append;
  }
  ~PetscOutput() { PetscVFPrintf = before_; }
  PetscOutput(const PetscOutput&) = delete;
  PetscOutput& operator=(const PetscOutput&) = delete;

  const std::string& str() const { return text(); }

 private:
  static std::string& text() {
    static std::string collected;
    return collected;
  }
  static PetscErrorCode append(FILE*, const char* format, va_list arguments) {
    char line[4096];
    std::size_t length;
    PetscFunctionBegin;
    PetscCall(PetscVSNPrintf(line, sizeof line, format, &length, arguments));
    text() += line;
    PetscFunctionReturn(0);
  }

  PetscErrorCode (*before_)(FILE*, const char*, va_list);
};

}  // namespace jacquard::test
