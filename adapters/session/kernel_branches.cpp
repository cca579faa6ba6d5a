// SPDX-License-Identifier: BSD-2-Clause
// The programs of one small residual, one for each branch met so far, all of one Jacobian pattern.
#include "kernel_branches.hpp"

#include <algorithm>
#include <iterator>

#include "jacquard/graph_builder.hpp"

namespace jacquard {
namespace {

std::span<const std::uint32_t> row(const CompressedRows& pattern, std::size_t i) {
  return std::span(pattern.columns)
      .subspan(pattern.row_offsets[i], pattern.row_offsets[i + 1] - pattern.row_offsets[i]);
}

/// Writes the entries of one Jacobian in another pattern.
AccumulatedJacobian widened(const AccumulatedJacobian& jacobian, const CompressedRows& pattern) {
  AccumulatedJacobian wide{{}, {pattern, {}, {}}, jacobian.num_residuals};
  GraphBuilder builder(jacobian.graph);
  for (std::size_t m = 0; m < jacobian.num_residuals; ++m) builder.add_dependent(jacobian.graph.dependents()[m]);
  const CompressedRows& own = jacobian.pattern.rows;
  std::uint32_t k = 0;
  for (std::size_t i = 0; i < pattern.num_rows(); ++i) {
    for (const std::uint32_t column : row(pattern, i)) {
      const bool is_own = k < own.row_offsets[i + 1] && own.columns[k] == column;
      builder.add_dependent(is_own ? jacobian.graph.dependents()[jacobian.num_residuals + k]
                                   : builder.literal(0.0));
      wide.pattern.is_constant.push_back(is_own ? jacobian.pattern.is_constant[k] : true);
      wide.pattern.constants.push_back(is_own ? jacobian.pattern.constants[k] : 0.0);
      k += is_own ? 1 : 0;
    }
  }
  for (const Guard& guard : jacobian.graph.guards()) builder.add_guard(guard.condition, guard.outcome);
  wide.graph = std::move(builder).seal();
  return wide;
}

}  // namespace

DraftBranch draft_branch(CapturedGraph captured, std::span<const std::unique_ptr<OrderSource>> sources) {
  Linearization linearization = linearize(simplify(captured.graph));
  OrderReport order = order_of(linearization, sources);
  std::vector<std::string> provenance = provenance_of(order, linearization.graph);
  AccumulatedJacobian jacobian = accumulate(std::move(linearization), order.choice.proposal.order);
  return {std::move(captured.parameters), std::move(order), std::move(provenance), std::move(jacobian)};
}

CompressedRows united(const CompressedRows& pattern, const CompressedRows& other) {
  if (pattern.num_rows() == 0) return other;
  CompressedRows both{{0}, {}};
  for (std::size_t i = 0; i < pattern.num_rows(); ++i) {
    std::ranges::set_union(row(pattern, i), row(other, i), std::back_inserter(both.columns));
    both.row_offsets.push_back(static_cast<std::uint32_t>(both.columns.size()));
  }
  return both;
}

bool contains(const CompressedRows& pattern, const CompressedRows& part) {
  return united(pattern, part) == pattern;
}

KernelBranch build_branch(DraftBranch draft, const CompressedRows& pattern, const EvaluatorFactory& factory) {
  std::vector<std::uint8_t> strides(draft.parameters.size(), 0);
  KernelPrograms programs = build_programs(widened(draft.jacobian, pattern), draft.provenance, factory);
  return {std::move(draft.parameters), std::move(strides), draft.jacobian.graph.guards().size(),
          std::move(draft.order), std::move(programs)};
}

}  // namespace jacquard
