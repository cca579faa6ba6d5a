// SPDX-License-Identifier: BSD-2-Clause
// Safe eliminations, repeated until none is left.
#include "reduction.hpp"

#include <algorithm>
#include <utility>

#include "safe_elimination.hpp"
#include "vertex_cut.hpp"

namespace jacquard::policies {
namespace {

/// What is left of `graph`. Fill-in is of the dearest kind: safe eliminations make no other.
template <class Value>
LinearizedGraph rest(const LinearizedGraph& graph, const PathRows<Value>& rows,
                     const std::vector<VertexId>& vertices) {
  std::vector<VertexId> numbers(graph.num_vertices());
  for (std::size_t k = 0; k < vertices.size(); ++k) numbers[vertices[k].value] = VertexId(k);
  std::vector<Edge> edges;
  for (const VertexId head : vertices) {
    const auto known = graph.predecessors(head);
    for (const auto& entry : rows(Side::entering, head.value)) {
      const auto edge = std::ranges::find(known, VertexId(entry.id), &Edge::tail);
      edges.push_back(edge != known.end() && !entry.value.is_dearest() ? *edge : Edge{});
      edges.back().tail = numbers[entry.id];
      edges.back().head = numbers[head.value];
    }
  }
  const std::size_t num_others = graph.num_independents() + graph.num_dependents();
  return LinearizedGraph(graph.num_independents(), vertices.size() - num_others, graph.num_dependents(),
                         std::move(edges));
}

template <class Value>
Reduction reduce(const LinearizedGraph& graph, const KeepGoing& keep_going) {
  PathRows<Value> rows(graph);
  VertexCut<Value> cut(rows);
  Reduction result;
  std::vector<bool> is_eliminated(graph.num_vertices(), false);
  std::vector<std::uint32_t> left;
  for (const VertexId v : forward_order(graph).vertices) left.push_back(v.value);
  bool is_over = false;
  for (std::size_t before = left.size() + 1; left.size() < before && !is_over;) {
    before = left.size();
    std::erase_if(left, [&](std::uint32_t v) {
      is_over = is_over || !keep_going();
      if (is_over) return false;
      if (!is_dead(rows, v) && !(harms_nothing(rows, v) && rows.cost(v) == cut.bound(v))) return false;
      rows.eliminate(v);
      is_eliminated[v] = true;
      result.eliminated.vertices.push_back(VertexId(v));
      return true;
    });
  }
  for (std::size_t v = 0; v < graph.num_vertices(); ++v) {
    if (!is_eliminated[v]) result.vertices.push_back(VertexId(v));
  }
  result.graph = rest(graph, rows, result.vertices);
  return result;
}

}  // namespace

EliminationOrder Reduction::complete(const EliminationOrder& order) const {
  EliminationOrder result = eliminated;
  for (const VertexId v : order.vertices) result.vertices.push_back(vertices[v.value]);
  return result;
}

Reduction reduce(const LinearizedGraph& graph, CostModel model, const KeepGoing& keep_going) {
  Reduction result =
      model == CostModel::plain ? reduce<PlainValue>(graph, keep_going) : reduce<EffectiveValue>(graph, keep_going);
  result.cost = *partial_cost(graph, result.eliminated.vertices, model);
  return result;
}

}  // namespace jacquard::policies
