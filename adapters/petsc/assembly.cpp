// SPDX-License-Identifier: BSD-2-Clause
// From a session's coordinates and values to a PETSc matrix.
#include "assembly.hpp"

#include <algorithm>
#include <limits>
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

/// Where each number that `matrix` stores comes from among the values at `rows` and `columns`. Empty where it does
/// not stand on this process' host alone, or stores the sum of several. PETSc tells by storing the values' own
/// numbers.
PetscErrorCode find_sources(Mat matrix, const std::vector<PetscInt>& rows, const std::vector<PetscInt>& columns,
                            std::vector<std::int32_t>* sources) {
  PetscFunctionBegin;
  sources->clear();
  PetscBool is_plain;
  PetscCall(PetscObjectTypeCompare(reinterpret_cast<PetscObject>(matrix), MATSEQAIJ, &is_plain));
  if (!is_plain || rows.size() > std::numeric_limits<std::int32_t>::max()) PetscFunctionReturn(0);
  std::vector<PetscScalar> numbers(rows.size());
  std::iota(numbers.begin(), numbers.end(), 1.0);
  PetscCall(MatSetValuesCOO(matrix, numbers.data(), INSERT_VALUES));
  std::vector<bool> is_left(rows.size());  // entries that no number has been found of
  for (std::size_t k = 0; k < rows.size(); ++k) is_left[k] = rows[k] >= 0 && columns[k] >= 0;
  MatInfo info;
  PetscCall(MatGetInfo(matrix, MAT_LOCAL, &info));
  bool is_each_once = info.nz_used == static_cast<double>(std::ranges::count(is_left, true));
  const PetscScalar* stored;
  PetscCall(MatSeqAIJGetArrayRead(matrix, &stored));
  for (std::size_t i = 0; is_each_once && i < static_cast<std::size_t>(info.nz_used); ++i) {
    const double number = stored[i] - 1.0;
    is_each_once =
        number >= 0.0 && number < static_cast<double>(rows.size()) && is_left[static_cast<std::size_t>(number)];
    if (!is_each_once) break;
    is_left[static_cast<std::size_t>(number)] = false;
    sources->push_back(static_cast<std::int32_t>(number));
  }
  PetscCall(MatSeqAIJRestoreArrayRead(matrix, &stored));
  PetscCall(MatZeroEntries(matrix));
  if (!is_each_once) sources->clear();
  PetscFunctionReturn(0);
}

}  // namespace

PetscErrorCode set_pattern(SolverState& state, Mat matrix) {
  PetscFunctionBegin;
  LogEvents events;
  PetscCall(log_events(&events));
  PetscCall(PetscLogEventBegin(events.pattern, matrix, 0, 0, 0));
  const auto rows = global_numbers(state.session->rows(), state.layout.global_rows);
  const auto columns = global_numbers(state.session->columns(), state.layout.global_columns);
  auto own_rows = rows, own_columns = columns;  // which PETSc may reorder
  PetscCall(
      MatSetPreallocationCOO(matrix, static_cast<PetscCount>(rows.size()), own_rows.data(), own_columns.data()));
  std::vector<std::int32_t> sources;
  PetscCall(find_sources(matrix, rows, columns, &sources));
  state.num_stored = sources.size();
  PetscCall(guarded([&]() -> PetscErrorCode { return state.session->set_sources(std::move(sources)), 0; }));
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
