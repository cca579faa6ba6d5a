// SPDX-License-Identifier: BSD-2-Clause
// From a session's coordinates and values to a PETSc matrix.
#include "assembly.hpp"

#include <algorithm>
#include <numeric>

#include "callback_errors.hpp"
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

/// Where each number that `matrix` stores comes from among the values at `rows`. Empty where it is none of one
/// process' host in compressed rows, stores sums of values, or lacks some (columns outside of the domain). PETSc
/// tells by storing the values' own numbers.
PetscErrorCode find_sources(Mat matrix, std::span<const std::int32_t> rows, std::vector<std::int32_t>* sources) {
  PetscFunctionBegin;
  PetscBool is_plain;
  MatInfo info;
  PetscCall(PetscObjectTypeCompare(reinterpret_cast<PetscObject>(matrix), MATSEQAIJ, &is_plain));
  if (!is_plain) PetscFunctionReturn(0);
  PetscCall(MatGetInfo(matrix, MAT_LOCAL, &info));
  const auto num_entries = std::ranges::count_if(rows, [](std::int32_t row) { return row >= 0; });
  if (info.nz_used != static_cast<double>(num_entries)) PetscFunctionReturn(0);
  sources->reserve(static_cast<std::size_t>(num_entries));
  std::vector<PetscScalar> numbers(rows.size());
  std::iota(numbers.begin(), numbers.end(), 0.0);
  PetscCall(MatSetValuesCOO(matrix, numbers.data(), INSERT_VALUES));
  const PetscScalar* stored;
  PetscCall(MatSeqAIJGetArrayRead(matrix, &stored));
  for (std::ptrdiff_t i = 0; i < num_entries; ++i) sources->push_back(static_cast<std::int32_t>(stored[i]));
  PetscCall(MatSeqAIJRestoreArrayRead(matrix, &stored));
  PetscFunctionReturn(0);
}

}  // namespace

PetscErrorCode set_pattern(SolverState& state, Mat matrix) {
  PetscFunctionBegin;
  LogEvents events;
  PetscCall(log_events(&events));
  PetscCall(PetscLogEventBegin(events.pattern, matrix, 0, 0, 0));
  auto rows = global_numbers(state.session->rows(), state.layout.global_rows);
  auto columns = global_numbers(state.session->columns(), state.layout.global_columns);
  PetscCall(MatSetPreallocationCOO(matrix, static_cast<PetscCount>(rows.size()), rows.data(), columns.data()));
  std::vector<std::int32_t> sources;
  PetscCall(guarded([&] { return find_sources(matrix, state.session->rows(), &sources); }));
  PetscCall(guarded([&]() -> PetscErrorCode { return state.session->set_sources(std::move(sources)), 0; }));
  PetscCall(PetscLogEventEnd(events.pattern, matrix, 0, 0, 0));
  PetscFunctionReturn(0);
}

PetscErrorCode insert_values(SolverState& state, Mat matrix) {
  PetscFunctionBegin;
  LogEvents events;
  PetscCall(log_events(&events));
  PetscCall(PetscLogEventBegin(events.insert, matrix, 0, 0, 0));
  PetscCall(MatSetValuesCOO(matrix, state.session->values().data(), INSERT_VALUES));
  PetscCall(PetscObjectGetId(reinterpret_cast<PetscObject>(matrix), &state.patterned_matrix));
  PetscCall(MatGetNonzeroState(matrix, &state.nonzero_state));
  PetscCall(PetscLogEventEnd(events.insert, matrix, 0, 0, 0));
  PetscFunctionReturn(0);
}

PetscErrorCode has_pattern(const SolverState& state, Mat matrix, bool* answer) {
  PetscFunctionBegin;
  PetscObjectId id;
  PetscObjectState nonzero_state;
  PetscCall(PetscObjectGetId(reinterpret_cast<PetscObject>(matrix), &id));
  PetscCall(MatGetNonzeroState(matrix, &nonzero_state));
  *answer = id == state.patterned_matrix && nonzero_state == state.nonzero_state;
  PetscFunctionReturn(0);
}

}  // namespace jacquard::petsc
