// SPDX-License-Identifier: BSD-2-Clause
// Safe eliminations, repeated until none is left.
#include "reduction.hpp"

#include <algorithm>

#include "vertex_cut.hpp"

namespace jacquard::policies {
namespace {

using Row = std::vector<std::uint32_t>;

/// Whether all of `part` but `v` itself is in `whole`.
bool is_within(const Row& part, const Row& whole, std::uint32_t v) {
  return std::ranges::all_of(part, [&](std::uint32_t u) { return u == v || std::ranges::binary_search(whole, u); });
}

/// Whether eliminating `v` now adds no neighbour to anything but independents and dependents.
bool adds_nothing(const Adjacency& graph, std::uint32_t v) {
  const Row& before = graph.predecessors(v);
  const Row& after = graph.successors(v);
  if (before.size() == 1) {
    const std::uint32_t u = before.front();
    if (graph.is_independent(u) || is_within(after, graph.successors(u), v)) return true;
  }
  if (after.size() != 1) return false;
  const std::uint32_t w = after.front();
  return graph.is_dependent(w) || is_within(before, graph.predecessors(w), v);
}

bool is_dead(const Adjacency& graph, std::uint32_t v) {
  return graph.predecessors(v).empty() || graph.successors(v).empty();
}

bool meets_its_bound(const Adjacency& graph, VertexCut& cut, std::uint32_t v) {
  return cut.to_dependents(v) == graph.successors(v).size() && cut.from_independents(v) == graph.predecessors(v).size();
}

/// What is left of `graph`, with the kinds that edges had; fill-in is variable.
LinearizedGraph rest(const LinearizedGraph& graph, const Adjacency& adjacency, const std::vector<VertexId>& vertices,
                     std::size_t num_eliminated) {
  std::vector<VertexId> numbers(graph.num_vertices());
  for (std::size_t k = 0; k < vertices.size(); ++k) numbers[vertices[k].value] = VertexId(k);
  std::vector<Edge> edges;
  for (const VertexId head : vertices) {
    const auto known = graph.predecessors(head);
    for (const std::uint32_t tail : adjacency.predecessors(head.value)) {
      const auto edge = std::ranges::find(known, VertexId(tail), &Edge::tail);
      edges.push_back(edge != known.end() ? *edge : Edge{});
      edges.back().tail = numbers[tail];
      edges.back().head = numbers[head.value];
    }
  }
  return LinearizedGraph(graph.num_independents(), graph.num_intermediates() - num_eliminated, graph.num_dependents(),
                         std::move(edges));
}

}  // namespace

EliminationOrder Reduction::complete(const EliminationOrder& order) const {
  EliminationOrder result = eliminated;
  for (const VertexId v : order.vertices) result.vertices.push_back(vertices[v.value]);
  return result;
}

Reduction reduce(const LinearizedGraph& graph, CostModel model) {
  Adjacency adjacency(graph);
  VertexCut cut(adjacency);
  Reduction result;
  std::vector<bool> is_eliminated(graph.num_vertices(), false);
  const auto is_safe = [&](std::uint32_t v) {
    if (is_dead(adjacency, v)) return true;
    return model == CostModel::plain && adds_nothing(adjacency, v) && meets_its_bound(adjacency, cut, v);
  };
  Row left;
  for (const VertexId v : forward_order(graph).vertices) left.push_back(v.value);
  for (std::size_t before = left.size() + 1; left.size() < before;) {
    before = left.size();
    std::erase_if(left, [&](std::uint32_t v) {
      if (!is_safe(v)) return false;
      adjacency.eliminate(v);
      is_eliminated[v] = true;
      result.eliminated.vertices.push_back(VertexId(v));
      return true;
    });
  }
  for (std::size_t v = 0; v < graph.num_vertices(); ++v) {
    if (!is_eliminated[v]) result.vertices.push_back(VertexId(v));
  }
  result.graph = rest(graph, adjacency, result.vertices, result.eliminated.vertices.size());
  return result;
}

}  // namespace jacquard::policies
