// SPDX-License-Identifier: BSD-2-Clause
// -jacquard_view.
#include "report_view.hpp"

#include <sstream>
#include <string>

#include "callback_errors.hpp"
#include "solver_state.hpp"

namespace jacquard::petsc {
namespace {

PetscErrorCode print_lines(PetscViewer viewer, const std::string& text) {
  PetscFunctionBegin;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);)
    PetscCall(PetscViewerASCIIPrintf(viewer, "%s\n", line.c_str()));
  PetscFunctionReturn(0);
}

PetscErrorCode view_if_asked(SNES snes, void*) {
  PetscFunctionBegin;
  const auto object = reinterpret_cast<PetscObject>(snes);
  PetscOptions database;
  const char* prefix;
  PetscViewer viewer;
  PetscBool is_asked;
  PetscCall(PetscObjectGetOptions(object, &database));
  PetscCall(SNESGetOptionsPrefix(snes, &prefix));
  PetscCall(PetscOptionsGetViewer(PetscObjectComm(object), database, prefix, "-jacquard_view", &viewer, nullptr,
                                  &is_asked));
  if (is_asked) PetscCall(JacquardSNESView(snes, viewer));
  PetscCall(PetscViewerDestroy(&viewer));
  PetscFunctionReturn(0);
}

}  // namespace

PetscErrorCode view_after_solve(SNES snes) {
  PetscFunctionBegin;
  PetscCall(SNESConvergedReasonViewSet(snes, view_if_asked, nullptr, nullptr));  // the hook after a solve
  PetscFunctionReturn(0);
}

}  // namespace jacquard::petsc

PetscErrorCode JacquardSNESGetSession(SNES snes, const jacquard::Session** session) {
  PetscFunctionBegin;
  jacquard::petsc::SolverState* state;
  PetscCall(jacquard::petsc::existing_state(snes, &state));
  *session = state ? state->session.get() : nullptr;
  PetscFunctionReturn(0);
}

PetscErrorCode JacquardSNESView(SNES snes, PetscViewer viewer) {
  PetscFunctionBegin;
  PetscBool is_text;
  PetscCall(PetscObjectTypeCompare(reinterpret_cast<PetscObject>(viewer), PETSCVIEWERASCII, &is_text));
  if (!is_text) PetscFunctionReturn(0);
  const jacquard::Session* session;
  PetscMPIInt size;
  PetscCall(JacquardSNESGetSession(snes, &session));
  PetscCallMPI(MPI_Comm_size(PetscObjectComm(reinterpret_cast<PetscObject>(snes)), &size));
  if (size > 1) PetscCall(PetscViewerASCIIPrintf(viewer, "Jacquard on the first of %d processes:\n", size));
  PetscCall(jacquard::petsc::guarded([&]() -> PetscErrorCode {
    const std::string text = session ? session->report() : "Jacquard: no residual has been computed yet\n";
    return jacquard::petsc::print_lines(viewer, text);
  }));
  PetscFunctionReturn(0);
}
