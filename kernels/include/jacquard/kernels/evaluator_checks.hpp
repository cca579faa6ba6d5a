// SPDX-License-Identifier: BSD-2-Clause
// What an evaluator refuses at its border, with the message it gives.
#pragma once

#include <span>

#include "jacquard/batch.hpp"
#include "jacquard/program.hpp"

namespace jacquard::kernels {

/// Which of a batch's pointers a program reads or writes.
struct BatchNeeds {
  bool state = false;
  bool parameters = false;
  bool result = false;
  bool jacobian = false;
};

/// Instructions and stores of `program` decide.
BatchNeeds batch_needs(const Program& program);

/// The pattern that all `programs` have.
/// @throws ShapeError if there is none, two compute the same quantity, or patterns differ.
const JacobianPattern& common_pattern(std::span<const Program> programs);

/// @throws StateError unless `is_initialized`: Kokkos belongs to the host program, nothing here starts it.
void require_started(bool is_initialized);

/// @throws StateError unless there `is_program` for `quantity`.
void require_program(bool is_program, Quantity quantity);

/// @throws ShapeError naming the first pointer that is needed and null.
void require_pointers(const BatchNeeds& needs, const Batch& batch);

}  // namespace jacquard::kernels
