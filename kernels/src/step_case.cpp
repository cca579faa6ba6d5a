// SPDX-License-Identifier: BSD-2-Clause
// What a step's operands are, as its case has to know.
#include "step_case.hpp"

#include <string>
#include <utility>

#include "jacquard/error.hpp"

namespace jacquard::kernels {
namespace {

using Kind = TileOperand::Kind;

/// The first argument for the second, and the reverse.
void exchange(std::uint8_t& argument) {
  if (argument <= 1) argument ^= 1u;
}

Shape shape_of(const TileStep& step, Forwarding forwarding) {
  if (forwarding.kept != Forwarding::nothing)
    return static_cast<Shape>(static_cast<int>(Shape::kept_first) + forwarding.kept);
  const auto is_literal = [&](int k) {
    return k != forwarding.argument && step.arguments[k].kind == Kind::literal;
  };
  const int last = last_argument_in_memory(num_arguments(step), forwarding.argument);
  const bool ends_in_literal = last >= 0 && is_literal(last);
  bool has_others = false;
  for (int k = 0; k < last; ++k) has_others |= is_literal(k);
  if (!has_others) return ends_in_literal ? Shape::literal : has_entry(step) ? Shape::entry : Shape::slots;
  if (!is_fused(step.elemental) || is_literal(0)) return Shape::general;
  return ends_in_literal ? Shape::line : Shape::factor;
}

StepCode checked_code(Elemental elemental, Forwarding forwarding, Shape shape) {
  if (!has_case(elemental, forwarding, shape)) {
    throw Error("steps of " + std::string(name(elemental)) + ": no case has argument " +
                std::to_string(forwarding.argument) + " in registers and shape " +
                std::to_string(static_cast<int>(shape)));
  }
  return step_code(elemental, forwarding, shape);
}

}  // namespace

void exchange_arguments(TileStep& step, Forwarding& forwarding) {
  if (!is_commutative(step.elemental) || forwarding.argument == 0) return;
  const bool is_second = forwarding.argument == 1 || forwarding.kept == 1;
  if (!is_second && step.arguments[0].kind != Kind::literal) return;
  std::swap(step.arguments[0], step.arguments[1]);
  exchange(forwarding.argument);
  exchange(forwarding.kept);
}

bool has_entry(const TileStep& step) {
  return step.operation == TileOperation::store_entry ||
         (step.operation == TileOperation::compute && step.result.kind == Kind::entry);
}

StepCode case_of(const TileStep& step, Forwarding forwarding) {
  if (!works_on_registers(step)) return handler_code;
  switch (step.operation) {
    case TileOperation::load_independent:
      return checked_code(Elemental::independent, forwarding, Shape::general);
    case TileOperation::load_parameter:
      return checked_code(Elemental::parameter, forwarding, Shape::general);
    case TileOperation::store_residual:
      return checked_code(unchanged, forwarding, Shape::slots);
    case TileOperation::store_entry:
      return checked_code(unchanged, forwarding, shape_of(step, forwarding));
    case TileOperation::compute:
    case TileOperation::check_guard:
      break;
  }
  return checked_code(step.elemental, forwarding, shape_of(step, forwarding));
}

}  // namespace jacquard::kernels
