// SPDX-License-Identifier: BSD-2-Clause
// What an evaluator refuses at its border.
#include "jacquard/kernels/evaluator_checks.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "jacquard/error.hpp"

namespace jacquard::kernels {
namespace {

const char* name(Quantity quantity) {
  switch (quantity) {
    case Quantity::residual:
      return "F";
    case Quantity::jacobian:
      return "J";
    case Quantity::both:
      return "F and J";
  }
  return "?";
}

bool same_pattern(const JacobianPattern& a, const JacobianPattern& b) {
  return a.rows == b.rows && a.is_constant == b.is_constant;
}

void require_pointer(bool is_needed, const void* pointer, const char* what) {
  if (is_needed && !pointer) {
    throw ShapeError(std::string("evaluator: the program needs the batch's ") + what + ", which is null");
  }
}

}  // namespace

BatchNeeds batch_needs(const Program& program) {
  BatchNeeds needs;
  for (const Instruction& instruction : program.instructions) {
    needs.state |= instruction.elemental == Elemental::independent;
    needs.parameters |= instruction.elemental == Elemental::parameter;
  }
  for (const Store& store : program.stores) {
    needs.result |= store.kind == OutputKind::residual;
    needs.jacobian |= store.kind == OutputKind::jacobian;
  }
  return needs;
}

const JacobianPattern& common_pattern(std::span<const Program> programs) {
  if (programs.empty()) throw ShapeError("evaluator: expected one to three programs, found none");
  std::array<bool, 3> seen{};
  for (const Program& program : programs) {
    bool& is_seen = seen[static_cast<std::size_t>(program.quantity)];
    if (is_seen) throw ShapeError(std::string("evaluator: two programs compute ") + name(program.quantity));
    is_seen = true;
    if (!same_pattern(program.pattern, programs.front().pattern)) {
      throw ShapeError(std::string("evaluator: the pattern of the program for ") + name(program.quantity) +
                       " differs from that for " + name(programs.front().quantity));
    }
  }
  return programs.front().pattern;
}

void require_started(bool is_initialized) {
  if (is_initialized) return;
  throw StateError(
      "evaluator: Kokkos is not initialised; the program that uses Jacquard calls Kokkos::initialize before "
      "it builds an evaluator, and Kokkos::finalize after the last evaluation");
}

void require_program(bool is_program, Quantity quantity) {
  if (!is_program)
    throw StateError(std::string("evaluator: it was built without a program for ") + name(quantity));
}

void require_pointers(const BatchNeeds& needs, const Batch& batch) {
  require_pointer(needs.state, batch.state, "state");
  require_pointer(needs.parameters, batch.parameters, "parameters");
  require_pointer(needs.parameters, batch.parameter_strides, "parameter_strides");
  require_pointer(needs.result, batch.result, "result");
  require_pointer(needs.jacobian, batch.jacobian, "jacobian");
}

}  // namespace jacquard::kernels
