// SPDX-License-Identifier: BSD-2-Clause
// From a session's coordinates and values to a PETSc matrix.
#include "assembly.hpp"

#include "log_events.hpp"

namespace jacquard::petsc {
namespace {

/// Negative numbers, which mark what is no entry to sessions and PETSc alike, stay.
std::vector<PetscInt> global_numbers(std::span<const std::int32_t> local, const std::vector<PetscInt>& global_of) {
  std::vector<PetscInt> numbers(local.size());
  for (std::size_t k = 0; k < local.size(); ++k) {
    numbers[k] = local[k] < 0 ? -1 : global_of[static_cast<std::size_t>(local[k])];
  }
  return numbers;
}

}  // namespace

PetscErrorCode set_pattern(SolverState& state, Mat matrix) {
  PetscFunctionBegin;
  LogEvents events;
  PetscCall(log_events(&events));
  PetscCall(PetscLogEventBegin(events.pattern, matrix, 0, 0, 0));
  // Copies, as PETSc may reorder them.
  auto rows = global_numbers(state.session->rows(), state.layout.global_rows);
  auto columns = global_numbers(state.session->columns(), state.layout.global_columns);
  PetscCall(MatSetPreallocationCOO(matrix, static_cast<PetscCount>(rows.size()), rows.data(), columns.data()));
  PetscCall(PetscObjectGetId(reinterpret_cast<PetscObject>(matrix), &state.patterned_matrix));
  PetscCall(PetscLogEventEnd(events.pattern, matrix, 0, 0, 0));
  PetscFunctionReturn(0);
}

PetscErrorCode insert_values(const SolverState& state, Mat matrix) {
  PetscFunctionBegin;
  LogEvents events;
  PetscCall(log_events(&events));
  PetscCall(PetscLogEventBegin(events.insert, matrix, 0, 0, 0));
  PetscCall(MatSetValuesCOO(matrix, state.session->values().data(), INSERT_VALUES));
  PetscCall(PetscLogEventEnd(events.insert, matrix, 0, 0, 0));
  PetscFunctionReturn(0);
}

PetscErrorCode has_pattern(const SolverState& state, Mat matrix, bool* answer) {
  PetscFunctionBegin;
  PetscObjectId id;
  PetscCall(PetscObjectGetId(reinterpret_cast<PetscObject>(matrix), &id));
  *answer = id == state.patterned_matrix;
  PetscFunctionReturn(0);
}

}  // namespace jacquard::petsc
