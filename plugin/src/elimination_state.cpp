// SPDX-License-Identifier: BSD-2-Clause
// Vertex elimination on sorted adjacency lists.
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

void EliminationState::merge_predecessors(std::vector<Partial>& of_head, const std::vector<Partial>& inner,
                                          VertexId v, Multiplications& count) {
  const auto outer = std::find_if(of_head.begin(), of_head.end(), [v](const Partial& p) { return p.tail == v; });
  const Partial outer_partial = *outer;
  of_head.erase(outer);
  merged_.clear();
  auto present = of_head.begin();
  for (const Partial& partial : inner) {
    const bool multiplies = partial.kind != EdgeKind::unit && outer_partial.kind != EdgeKind::unit &&
                            (partial.kind == EdgeKind::variable || outer_partial.kind == EdgeKind::variable);
    count.effective += multiplies ? 1 : 0;
    while (present != of_head.end() && present->tail < partial.tail) merged_.push_back(*present++);
    const Partial added = product(partial, outer_partial);
    const bool parallel = present != of_head.end() && present->tail == partial.tail;
    merged_.push_back(parallel ? absorb(*present++, added) : added);
  }
  merged_.insert(merged_.end(), present, of_head.end());
  of_head.swap(merged_);
}

Multiplications EliminationState::eliminate_vertex(VertexId v) {
  std::vector<Partial>& inner = predecessors_[v.value];
  std::vector<VertexId>& heads = successors_[v.value];
  Multiplications count;
  count.plain = markowitz_degree(v);
  for (VertexId head : heads) merge_predecessors(predecessors_[head.value], inner, v, count);
  for (const Partial& partial : inner) {
    std::vector<VertexId>& of_tail = successors_[partial.tail.value];
    merged_heads_.clear();
    std::set_union(of_tail.begin(), of_tail.end(), heads.begin(), heads.end(), std::back_inserter(merged_heads_));
    merged_heads_.erase(std::lower_bound(merged_heads_.begin(), merged_heads_.end(), v));
    of_tail.swap(merged_heads_);
  }
  inner = {};
  heads = {};
  return count;
}

}  // namespace jacquard
