// SPDX-License-Identifier: BSD-2-Clause
// Elimination of vertices and edges on sorted adjacency lists.
#include "elimination_state.hpp"

#include <algorithm>
#include <cmath>

namespace jacquard {
namespace {

/// A known value is a unit edge exactly if it is +1 or -1, however it came about.
EdgeKind kind_of_constant(double value) { return std::abs(value) == 1.0 ? EdgeKind::unit : EdgeKind::constant; }

}  // namespace

EliminationState::EliminationState(const LinearizedGraph& graph)
    : predecessors_(graph.num_vertices()), successors_(graph.num_vertices()) {
  for (const Edge& edge : graph.edges()) {
    predecessors_[edge.head.value].push_back({edge.tail, edge.kind, edge.constant});
    successors_[edge.tail.value].push_back(edge.head);
  }
}

std::vector<VertexId> EliminationState::predecessors(VertexId v) const {
  std::vector<VertexId> tails;
  for (const Partial& partial : predecessors_[v.value]) tails.push_back(partial.tail);
  return tails;
}

EliminationState::Partial EliminationState::product(const Partial& inner, const Partial& outer) {
  if (inner.kind == EdgeKind::variable || outer.kind == EdgeKind::variable) {
    return {inner.tail, EdgeKind::variable, 0.0};
  }
  const double value = inner.constant * outer.constant;
  return {inner.tail, kind_of_constant(value), value};
}

EliminationState::Partial EliminationState::absorb(const Partial& present, const Partial& added) {
  if (present.kind == EdgeKind::variable || added.kind == EdgeKind::variable) {
    return {present.tail, EdgeKind::variable, 0.0};
  }
  const double value = present.constant + added.constant;
  return {present.tail, kind_of_constant(value), value};
}

bool EliminationState::has_edge(VertexId tail, VertexId head) const {
  return std::ranges::binary_search(predecessors_[head.value], tail, {}, &Partial::tail);
}

EliminationState::Partial EliminationState::extract_edge(VertexId tail, VertexId head) {
  std::vector<Partial>& of_head = predecessors_[head.value];
  const auto edge = std::ranges::lower_bound(of_head, tail, {}, &Partial::tail);
  const Partial partial = *edge;
  of_head.erase(edge);
  return partial;
}

void EliminationState::forget_successor(VertexId tail, VertexId head) {
  std::vector<VertexId>& of_tail = successors_[tail.value];
  *std::ranges::find(of_tail, head) = of_tail.back();
  of_tail.pop_back();
}

/// Adds the products of `outer` and `inner` to the edges that enter `head`.
Multiplications EliminationState::add_products(VertexId head, std::span<const Partial> inner,
                                               const Partial& outer) {
  std::vector<Partial>& of_head = predecessors_[head.value];
  Multiplications count{inner.size(), 0};
  merged_.clear();
  auto present = of_head.begin();
  for (const Partial& partial : inner) {
    const bool multiplies = partial.kind != EdgeKind::unit && outer.kind != EdgeKind::unit &&
                            (partial.kind == EdgeKind::variable || outer.kind == EdgeKind::variable);
    count.effective += multiplies ? 1 : 0;
    while (present != of_head.end() && present->tail < partial.tail) merged_.push_back(*present++);
    const Partial added = product(partial, outer);
    if (present != of_head.end() && present->tail == partial.tail) {
      merged_.push_back(absorb(*present++, added));
    } else {
      merged_.push_back(added);
      successors_[partial.tail.value].push_back(head);
    }
  }
  merged_.insert(merged_.end(), present, of_head.end());
  of_head.swap(merged_);
  return count;
}

Multiplications EliminationState::eliminate_vertex(VertexId v) {
  std::vector<Partial>& inner = predecessors_[v.value];
  std::vector<VertexId>& heads = successors_[v.value];
  for (const Partial& partial : inner) forget_successor(partial.tail, v);
  Multiplications count;
  for (const VertexId head : heads) count += add_products(head, inner, extract_edge(v, head));
  inner = {};
  heads = {};
  return count;
}

Multiplications EliminationState::eliminate_front(VertexId tail, VertexId head) {
  const Partial inner = extract_edge(tail, head);
  forget_successor(tail, head);
  Multiplications count;
  for (const VertexId beyond : successors_[head.value]) {
    const Partial outer = *std::ranges::lower_bound(predecessors_[beyond.value], head, {}, &Partial::tail);
    count += add_products(beyond, {&inner, 1}, outer);
  }
  return count;
}

Multiplications EliminationState::eliminate_back(VertexId tail, VertexId head) {
  const Partial outer = extract_edge(tail, head);
  forget_successor(tail, head);
  return add_products(head, predecessors_[tail.value], outer);
}

Multiplications EliminationState::eliminate(const EliminationStep& step) {
  switch (step.kind) {
    case StepKind::front_edge:
      return eliminate_front(step.tail, step.head);
    case StepKind::back_edge:
      return eliminate_back(step.tail, step.head);
    default:
      return eliminate_vertex(step.head);
  }
}

}  // namespace jacquard
