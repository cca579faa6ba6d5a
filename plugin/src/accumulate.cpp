// SPDX-License-Identifier: BSD-2-Clause
// Symbolic vertex elimination over sorted rows of signed expressions.
#include <algorithm>
#include <cassert>
#include <utility>

#include "jacquard/elimination.hpp"
#include "signed_expression.hpp"

namespace jacquard {
namespace {

struct IncomingEdge {
  std::uint32_t tail = 0;
  SignedExpression partial;
};

/// The linearized graph while it shrinks. Rows are sorted by tail; lists of heads may hold heads
/// that are gone, because removing them eagerly would cost a search each.
class Elimination {
 public:
  explicit Elimination(Linearization& linearization);

  void eliminate_vertex(VertexId vertex);

  std::span<const IncomingEdge> row(VertexId head) const { return incoming_[head.value]; }

 private:
  void eliminate_edge(std::uint32_t vertex, std::uint32_t head);
  void append_fill_in(std::uint32_t head, const IncomingEdge& edge);

  GraphBuilder& expressions_;
  std::vector<std::vector<IncomingEdge>> incoming_;
  std::vector<std::vector<std::uint32_t>> heads_;
  std::vector<bool> eliminated_;
  std::vector<IncomingEdge> merged_;
};

/// An edge that carries no expression (a graph read from a file) has a known value.
SignedExpression partial_of(GraphBuilder& expressions, const Edge& edge) {
  assert(edge.local_partial.valid() || edge.kind != EdgeKind::variable);
  const VertexId partial = edge.local_partial.valid() ? edge.local_partial : expressions.literal(edge.constant);
  return split_sign(expressions, partial);
}

Elimination::Elimination(Linearization& linearization)
    : expressions_(linearization.expressions),
      incoming_(linearization.graph.num_vertices()),
      heads_(linearization.graph.num_vertices()),
      eliminated_(linearization.graph.num_vertices(), false) {
  for (const Edge& edge : linearization.graph.edges()) {
    incoming_[edge.head.value].push_back({edge.tail.value, partial_of(expressions_, edge)});
    heads_[edge.tail.value].push_back(edge.head.value);
  }
}

void Elimination::append_fill_in(std::uint32_t head, const IncomingEdge& edge) {
  merged_.push_back(edge);
  heads_[edge.tail].push_back(head);
}

/// Replaces the edge (vertex, head) by edges from the predecessors of `vertex`.
void Elimination::eliminate_edge(std::uint32_t vertex, std::uint32_t head) {
  auto& row = incoming_[head];
  const auto& factors = incoming_[vertex];
  const auto position = std::ranges::lower_bound(row, vertex, {}, &IncomingEdge::tail);
  assert(position != row.end() && position->tail == vertex);
  const SignedExpression outer = position->partial;
  row.erase(position);

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

void Elimination::eliminate_vertex(VertexId vertex) {
  auto& heads = heads_[vertex.value];
  std::ranges::sort(heads);
  for (const std::uint32_t head : heads) {
    if (!eliminated_[head]) eliminate_edge(vertex.value, head);
  }
  eliminated_[vertex.value] = true;
  std::vector<IncomingEdge>().swap(incoming_[vertex.value]);
  std::vector<std::uint32_t>().swap(heads);
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

}  // namespace

AccumulatedJacobian accumulate(Linearization linearization, const EliminationOrder& order) {
  check_order(linearization.graph, order);
  Elimination elimination(linearization);
  for (const VertexId vertex : order.vertices) elimination.eliminate_vertex(vertex);

  GraphBuilder& expressions = linearization.expressions;
  for (const VertexId value : linearization.values) expressions.add_dependent(value);
  JacobianPattern pattern;
  pattern.rows.row_offsets.push_back(0);
  for (std::size_t i = 0; i < linearization.graph.num_dependents(); ++i) {
    append_row(elimination.row(linearization.graph.dependent(i)), expressions, pattern);
  }
  for (const Guard& guard : linearization.guards) expressions.add_guard(guard.condition, guard.outcome);
  return {std::move(expressions).seal(), std::move(pattern), linearization.values.size()};
}

}  // namespace jacquard
