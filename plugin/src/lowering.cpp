// SPDX-License-Identifier: BSD-2-Clause
// From accumulated expressions to a program, and what its arithmetic costs.
#include <algorithm>

#include "straight_line.hpp"

namespace jacquard {
namespace {

/// What is left to compute for `quantity`, products and sums not yet fused; all of it is live.
StraightLine reduced(const AccumulatedJacobian& jacobian, Quantity quantity) {
  StraightLine line = live_part(jacobian, quantity);
  if (quantity != Quantity::residual) drop_zero_products(line, quantity);
  if (quantity != Quantity::residual) share_roots(line);
  share_powers(line);
  if (quantity != Quantity::residual) share_reciprocals(line);
  absorb_negations(line, Repeats::share);
  return line;
}

template <class Operations>
std::uint64_t count_arithmetic(const Operations& operations) {
  return static_cast<std::uint64_t>(std::ranges::count_if(
      operations, [](const auto& operation) { return is_counted_as_emitted(operation.elemental); }));
}

}  // namespace

Program lower(const AccumulatedJacobian& jacobian, Quantity quantity) {
  StraightLine line = reduced(jacobian, quantity);
  fuse_multiply_add(line);
  absorb_negations(line, Repeats::keep);
  fuse_negated_products(line);
  Program program = assign_slots(line, schedule(line));
  program.quantity = quantity;
  program.num_independents = jacobian.graph.num_independents();
  program.num_parameters = jacobian.graph.num_parameters();
  program.num_residuals = jacobian.num_residuals;
  for (const Guard& guard : jacobian.graph.guards()) program.guard_outcomes.push_back(guard.outcome);
  program.pattern = jacobian.pattern;
  return program;
}

bool is_counted_as_emitted(Elemental elemental) {
  return elemental == Elemental::add || elemental == Elemental::sub || elemental == Elemental::mul ||
         elemental == Elemental::square || is_fused(elemental);
}

std::uint64_t emitted_cost(const Program& program) { return count_arithmetic(program.instructions); }

std::uint64_t emitted_cost(const Linearization& linearization, const EliminationOrder& order) {
  StraightLine line = reduced(accumulate(linearization, order), Quantity::jacobian);
  const std::size_t num_contracted = contract_products(line);
  return count_arithmetic(line.vertices) - num_contracted;
}

std::uint64_t emitted_cost(const ComputationalGraph& residual, const EliminationOrder& order) {
  return emitted_cost(linearize(residual), order);
}

}  // namespace jacquard
