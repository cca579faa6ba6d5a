// SPDX-License-Identifier: BSD-2-Clause
// Checks and indexes the edges of a linearized graph.
#include "jacquard/linearized_graph.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "jacquard/error.hpp"

namespace jacquard {
namespace {

bool enters_earlier(const Edge& a, const Edge& b) { return std::pair(a.head, a.tail) < std::pair(b.head, b.tail); }

std::string name_of(const Edge& edge) {
  return "linearized graph: edge " + std::to_string(edge.tail.value) + " -> " + std::to_string(edge.head.value);
}

void check_edge(const LinearizedGraph& graph, const Edge& edge) {
  if (!edge.tail.valid() || !edge.head.valid() || edge.head.value >= graph.num_vertices()) {
    throw CaptureError(name_of(edge) + ": expected vertices below " + std::to_string(graph.num_vertices()));
  }
  if (edge.tail >= edge.head) throw CaptureError(name_of(edge) + ": expected the tail before the head");
  if (edge.tail.value >= graph.dependent(0).value) throw CaptureError(name_of(edge) + " leaves a dependent");
  if (edge.head.value < graph.num_independents()) throw CaptureError(name_of(edge) + " enters an independent");
}

}  // namespace

LinearizedGraph::LinearizedGraph(std::size_t num_independents, std::size_t num_intermediates,
                                 std::size_t num_dependents, std::vector<Edge> edges)
    : num_independents_(num_independents),
      num_intermediates_(num_intermediates),
      num_dependents_(num_dependents),
      edges_(std::move(edges)) {
  for (const Edge& edge : edges_) check_edge(*this, edge);
  if (!std::is_sorted(edges_.begin(), edges_.end(), enters_earlier)) {
    std::sort(edges_.begin(), edges_.end(), enters_earlier);
  }
  const auto same_ends = [](const Edge& a, const Edge& b) { return a.head == b.head && a.tail == b.tail; };
  const auto repeated = std::adjacent_find(edges_.begin(), edges_.end(), same_ends);
  if (repeated != edges_.end()) throw CaptureError(name_of(*repeated) + " appears twice");

  predecessor_offsets_.assign(num_vertices() + 1, 0);
  successor_offsets_.assign(num_vertices() + 1, 0);
  for (const Edge& edge : edges_) {
    ++predecessor_offsets_[edge.head.value + 1];
    ++successor_offsets_[edge.tail.value + 1];
  }
  for (std::size_t v = 0; v < num_vertices(); ++v) {
    predecessor_offsets_[v + 1] += predecessor_offsets_[v];
    successor_offsets_[v + 1] += successor_offsets_[v];
  }
  successor_edges_.resize(edges_.size());
  std::vector<std::uint32_t> next(successor_offsets_.begin(), successor_offsets_.end() - 1);
  for (std::size_t e = 0; e < edges_.size(); ++e) successor_edges_[next[edges_[e].tail.value]++] = EdgeId(e);
}

std::span<const Edge> LinearizedGraph::predecessors(VertexId v) const {
  const std::uint32_t first = predecessor_offsets_[v.value];
  return std::span(edges_).subspan(first, predecessor_offsets_[v.value + 1] - first);
}

std::span<const EdgeId> LinearizedGraph::successors(VertexId v) const {
  const std::uint32_t first = successor_offsets_[v.value];
  return std::span(successor_edges_).subspan(first, successor_offsets_[v.value + 1] - first);
}

}  // namespace jacquard
