// SPDX-License-Identifier: BSD-2-Clause
// Elimination of vertices and edges on sorted adjacency lists.
#include "elimination_state.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

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
  return std::ranges::binary_search(successors_[tail.value], head);
}

EliminationState::Partial EliminationState::extract_edge(VertexId tail, VertexId head) {
  std::vector<Partial>& of_head = predecessors_[head.value];
  const auto edge = std::ranges::find(of_head, tail, &Partial::tail);
  const Partial partial = *edge;
  of_head.erase(edge);
  return partial;
}

/// Adds the products of `outer` and `inner` to the edges that enter a vertex.
void EliminationState::merge_predecessors(std::vector<Partial>& of_head, std::span<const Partial> inner,
                                          const Partial& outer, Multiplications& count) {
  merged_.clear();
  auto present = of_head.begin();
  for (const Partial& partial : inner) {
    const bool multiplies = partial.kind != EdgeKind::unit && outer.kind != EdgeKind::unit &&
                            (partial.kind == EdgeKind::variable || outer.kind == EdgeKind::variable);
    count.effective += multiplies ? 1 : 0;
    while (present != of_head.end() && present->tail < partial.tail) merged_.push_back(*present++);
    const Partial added = product(partial, outer);
    const bool parallel = present != of_head.end() && present->tail == partial.tail;
    merged_.push_back(parallel ? absorb(*present++, added) : added);
  }
  count.plain += inner.size();
  merged_.insert(merged_.end(), present, of_head.end());
  of_head.swap(merged_);
}

void EliminationState::merge_successors(VertexId tail, std::span<const VertexId> heads) {
  std::vector<VertexId>& of_tail = successors_[tail.value];
  merged_heads_.clear();
  std::ranges::set_union(of_tail, heads, std::back_inserter(merged_heads_));
  of_tail.swap(merged_heads_);
}

Multiplications EliminationState::eliminate_vertex(VertexId v) {
  std::vector<Partial>& inner = predecessors_[v.value];
  std::vector<VertexId>& heads = successors_[v.value];
  Multiplications count;
  for (const VertexId head : heads) {
    const Partial outer = extract_edge(v, head);
    merge_predecessors(predecessors_[head.value], inner, outer, count);
  }
  for (const Partial& partial : inner) {
    merge_successors(partial.tail, heads);
    std::vector<VertexId>& of_tail = successors_[partial.tail.value];
    of_tail.erase(std::ranges::lower_bound(of_tail, v));
  }
  inner = {};
  heads = {};
  return count;
}

Multiplications EliminationState::eliminate_front(VertexId tail, VertexId head) {
  const Partial inner = extract_edge(tail, head);
  Multiplications count;
  for (const VertexId beyond : successors_[head.value]) {
    const Partial outer = *std::ranges::find(predecessors_[beyond.value], head, &Partial::tail);
    merge_predecessors(predecessors_[beyond.value], {&inner, 1}, outer, count);
  }
  merge_successors(tail, successors_[head.value]);
  std::erase(successors_[tail.value], head);
  return count;
}

Multiplications EliminationState::eliminate_back(VertexId tail, VertexId head) {
  const Partial outer = extract_edge(tail, head);
  Multiplications count;
  merge_predecessors(predecessors_[head.value], predecessors_[tail.value], outer, count);
  for (const Partial& inner : predecessors_[tail.value]) merge_successors(inner.tail, {&head, 1});
  std::erase(successors_[tail.value], head);
  return count;
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
