// SPDX-License-Identifier: BSD-2-Clause
// Symbolic elimination of vertices and edges over sorted rows of signed expressions.
#include <algorithm>
#include <cassert>
#include <utility>

#include "jacquard/elimination.hpp"
#include "signed_expression.hpp"
#include "straight_line.hpp"

namespace jacquard {
namespace {

struct IncomingEdge {
  std::uint32_t tail = 0;
  SignedExpression partial;
};

/// The linearized graph while it shrinks. Rows are sorted by tail; lists of heads may hold heads
/// that are gone, or twice, because removing them eagerly would cost a search each.
class Elimination {
 public:
  explicit Elimination(Linearization& linearization);

  void eliminate(const EliminationStep& step);

  std::span<const IncomingEdge> row(VertexId head) const { return incoming_[head.value]; }

 private:
  void eliminate_vertex(std::uint32_t vertex);
  void eliminate_front(std::uint32_t tail, std::uint32_t head);
  void eliminate_back(std::uint32_t tail, std::uint32_t head);
  SignedExpression extract_edge(std::uint32_t tail, std::uint32_t head);
  std::vector<std::uint32_t>& settle_heads(std::uint32_t vertex);
  void add_products(std::uint32_t head, const SignedExpression& outer, std::span<const IncomingEdge> factors);
  void append_fill_in(std::uint32_t head, const IncomingEdge& edge);

  GraphBuilder& expressions_;
  std::vector<std::vector<IncomingEdge>> incoming_;
  std::vector<std::vector<std::uint32_t>> heads_;
  std::vector<IncomingEdge> merged_;
};

/// An edge that carries no expression (a graph read from a file) has a known value.
SignedExpression partial_of(GraphBuilder& expressions, const Edge& edge) {
  assert(edge.local_partial.valid() || edge.kind != EdgeKind::variable);
  const VertexId partial = edge.local_partial.valid() ? edge.local_partial : expressions.literal(edge.constant);
  SignedExpression result = split_sign(expressions, partial);
  result.support = edge.support;
  return result;
}

Elimination::Elimination(Linearization& linearization)
    : expressions_(linearization.expressions),
      incoming_(linearization.graph.num_vertices()),
      heads_(linearization.graph.num_vertices()) {
  for (const Edge& edge : linearization.graph.edges()) {
    incoming_[edge.head.value].push_back({edge.tail.value, partial_of(expressions_, edge)});
    heads_[edge.tail.value].push_back(edge.head.value);
  }
}

void Elimination::append_fill_in(std::uint32_t head, const IncomingEdge& edge) {
  merged_.push_back(edge);
  heads_[edge.tail].push_back(head);
}

SignedExpression Elimination::extract_edge(std::uint32_t tail, std::uint32_t head) {
  auto& row = incoming_[head];
  const auto position = std::ranges::lower_bound(row, tail, {}, &IncomingEdge::tail);
  assert(position != row.end() && position->tail == tail);
  const SignedExpression partial = position->partial;
  row.erase(position);
  return partial;
}

/// The heads of the edges that leave `vertex` now, ascending.
std::vector<std::uint32_t>& Elimination::settle_heads(std::uint32_t vertex) {
  auto& heads = heads_[vertex];
  std::ranges::sort(heads);
  heads.erase(std::unique(heads.begin(), heads.end()), heads.end());
  std::erase_if(heads, [&](std::uint32_t head) {
    return !std::ranges::binary_search(incoming_[head], vertex, {}, &IncomingEdge::tail);
  });
  return heads;
}

/// Adds the products of `outer` and `factors` to the edges that enter `head`.
void Elimination::add_products(std::uint32_t head, const SignedExpression& outer,
                               std::span<const IncomingEdge> factors) {
  auto& row = incoming_[head];
  merged_.clear();
  auto old = row.begin();
  for (const IncomingEdge& inner : factors) {
    while (old != row.end() && old->tail < inner.tail) merged_.push_back(*old++);
    const SignedExpression path = product(expressions_, outer, inner.partial);
    if (old != row.end() && old->tail == inner.tail) {
      merged_.push_back({inner.tail, sum(expressions_, old->partial, path)});
      ++old;
    } else {
      append_fill_in(head, {inner.tail, path});
    }
  }
  merged_.insert(merged_.end(), old, row.end());
  std::swap(row, merged_);
}

void Elimination::eliminate_vertex(std::uint32_t vertex) {
  for (const std::uint32_t head : settle_heads(vertex)) eliminate_back(vertex, head);
  std::vector<IncomingEdge>().swap(incoming_[vertex]);
  std::vector<std::uint32_t>().swap(heads_[vertex]);
}

void Elimination::eliminate_front(std::uint32_t tail, std::uint32_t head) {
  const IncomingEdge inner{tail, extract_edge(tail, head)};
  for (const std::uint32_t beyond : settle_heads(head)) {
    const auto edge = std::ranges::lower_bound(incoming_[beyond], head, {}, &IncomingEdge::tail);
    const SignedExpression outer = edge->partial;
    add_products(beyond, outer, {&inner, 1});
  }
}

/// Replaces the edge by edges from the predecessors of `tail`.
void Elimination::eliminate_back(std::uint32_t tail, std::uint32_t head) {
  const SignedExpression outer = extract_edge(tail, head);
  add_products(head, outer, incoming_[tail]);
}

void Elimination::eliminate(const EliminationStep& step) {
  switch (step.kind) {
    case StepKind::vertex:
      return eliminate_vertex(step.head.value);
    case StepKind::front_edge:
      return eliminate_front(step.tail.value, step.head.value);
    case StepKind::back_edge:
      return eliminate_back(step.tail.value, step.head.value);
  }
}

/// Appends the entries of row `head` to pattern and dependents.
void append_row(std::span<const IncomingEdge> row, GraphBuilder& expressions, JacobianPattern& pattern) {
  for (const auto& [column, partial] : row) {
    const VertexId entry = joined(expressions, partial);
    const bool constant = expressions.is_literal(entry);
    pattern.rows.columns.push_back(column);
    pattern.is_constant.push_back(constant);
    pattern.constants.push_back(constant ? expressions.literal_value(entry) : 0.0);
    expressions.add_dependent(entry);
  }
  pattern.rows.row_offsets.push_back(static_cast<std::uint32_t>(pattern.rows.columns.size()));
}

/// Along checked steps.
AccumulatedJacobian accumulate_checked(Linearization linearization, const EliminationSteps& steps) {
  Elimination elimination(linearization);
  for (const EliminationStep& step : steps.steps) elimination.eliminate(step);

  GraphBuilder& expressions = linearization.expressions;
  for (const VertexId value : linearization.values) expressions.add_dependent(value);
  JacobianPattern pattern;
  pattern.rows.row_offsets.push_back(0);
  for (std::size_t i = 0; i < linearization.graph.num_dependents(); ++i) {
    append_row(elimination.row(linearization.graph.dependent(i)), expressions, pattern);
  }
  for (const Guard& guard : linearization.guards) expressions.add_guard(guard.condition, guard.outcome);
  AccumulatedJacobian jacobian{std::move(expressions).seal(), std::move(pattern), linearization.values.size()};
  mark_constant_entries(jacobian);
  return jacobian;
}

}  // namespace

AccumulatedJacobian accumulate(Linearization linearization, const EliminationOrder& order) {
  check_order(linearization.graph, order);
  return accumulate_checked(std::move(linearization), steps_of(order));
}

AccumulatedJacobian accumulate(Linearization linearization, const EliminationSteps& steps) {
  check_steps(linearization.graph, steps);
  return accumulate_checked(std::move(linearization), steps);
}

}  // namespace jacquard
