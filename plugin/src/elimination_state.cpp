// SPDX-License-Identifier: BSD-2-Clause
// Elimination of vertices and edges on sorted adjacency lists.
#include "elimination_state.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace jacquard {
namespace {

/// A known value is a unit edge exactly if it is +1 or -1, however it came about.
EdgeKind kind_of_constant(double value) { return std::abs(value) == 1.0 ? EdgeKind::unit : EdgeKind::constant; }

}  // namespace

EliminationState::EliminationState(const LinearizedGraph& graph)
    : predecessors_(graph.num_vertices()),
      successors_(graph.num_vertices()),
      num_successors_(graph.num_vertices()) {
  for (const Edge& edge : graph.edges()) {
    predecessors_[edge.head.value].push_back({edge.tail, edge.kind, edge.constant});
    successors_[edge.tail.value].push_back(edge.head);
    ++num_successors_[edge.tail.value];
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

/// After an edge that left `tail` is gone.
void EliminationState::forget_successor(VertexId tail) {
  constexpr std::size_t few = 8;
  --num_successors_[tail.value];
  if (successors_[tail.value].size() > 2 * num_successors_[tail.value] + few) settle_successors(tail);
}

/// The heads of the edges that leave `v` now, each once.
std::vector<VertexId>& EliminationState::settle_successors(VertexId v) {
  std::vector<VertexId>& heads = successors_[v.value];
  if (heads.size() == num_successors_[v.value]) return heads;
  std::erase_if(heads, [&](VertexId head) { return !has_edge(v, head); });
  if (heads.size() == num_successors_[v.value]) return heads;
  std::ranges::sort(heads);  // an edge that went came back
  heads.erase(std::unique(heads.begin(), heads.end()), heads.end());
  return heads;
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
      ++num_successors_[partial.tail.value];
    }
  }
  merged_.insert(merged_.end(), present, of_head.end());
  of_head.swap(merged_);
  return count;
}

Multiplications EliminationState::eliminate_vertex(VertexId v) {
  const std::vector<VertexId> heads = std::move(settle_successors(v));
  const std::vector<Partial> inner = std::exchange(predecessors_[v.value], {});
  successors_[v.value] = {};
  num_successors_[v.value] = 0;
  for (const Partial& partial : inner) forget_successor(partial.tail);
  Multiplications count;
  for (const VertexId head : heads) count += add_products(head, inner, extract_edge(v, head));
  return count;
}

Multiplications EliminationState::eliminate_front(VertexId tail, VertexId head) {
  const Partial inner = extract_edge(tail, head);
  forget_successor(tail);
  Multiplications count;
  for (const VertexId beyond : settle_successors(head)) {
    const Partial outer = *std::ranges::lower_bound(predecessors_[beyond.value], head, {}, &Partial::tail);
    count += add_products(beyond, {&inner, 1}, outer);
  }
  return count;
}

Multiplications EliminationState::eliminate_back(VertexId tail, VertexId head) {
  const Partial outer = extract_edge(tail, head);
  forget_successor(tail);
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
