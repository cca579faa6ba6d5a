// SPDX-License-Identifier: BSD-2-Clause
// The orders that need no search, and the check of any order.
#include "jacquard/order.hpp"

#include <algorithm>
#include <limits>
#include <set>
#include <string>
#include <utility>

#include "elimination_state.hpp"
#include "jacquard/error.hpp"

namespace jacquard {

void check_order(const LinearizedGraph& graph, const EliminationOrder& order) {
  constexpr auto unseen = std::numeric_limits<std::size_t>::max();
  std::vector<std::size_t> position(graph.num_intermediates(), unseen);
  for (std::size_t k = 0; k < order.vertices.size(); ++k) {
    const VertexId v = order.vertices[k];
    const auto name = [v] { return v.valid() ? std::to_string(v.value) : "without id"; };
    if (!v.valid() || !graph.is_intermediate(v)) {
      throw OrderError("order: vertex " + name() + " (position " + std::to_string(k) +
                       ") is no intermediate; expected " + std::to_string(graph.num_independents()) + " to below " +
                       std::to_string(graph.num_independents() + graph.num_intermediates()));
    }
    std::size_t& earlier = position[v.value - graph.num_independents()];
    if (earlier != unseen) {
      throw OrderError("order: vertex " + name() + " appears twice (positions " + std::to_string(earlier) + " and " +
                       std::to_string(k) + ")");
    }
    earlier = k;
  }
  const auto missing = std::find(position.begin(), position.end(), unseen);
  if (missing != position.end()) {
    const auto k = static_cast<std::size_t>(missing - position.begin());
    throw OrderError("order: expected " + std::to_string(graph.num_intermediates()) + " vertices, found " +
                     std::to_string(order.vertices.size()) + "; vertex " +
                     std::to_string(graph.intermediate(k).value) + " is missing");
  }
}

EliminationOrder forward_order(const LinearizedGraph& graph) {
  EliminationOrder order;
  for (std::size_t k = 0; k < graph.num_intermediates(); ++k) order.vertices.push_back(graph.intermediate(k));
  return order;
}

EliminationOrder reverse_order(const LinearizedGraph& graph) {
  EliminationOrder order = forward_order(graph);
  std::reverse(order.vertices.begin(), order.vertices.end());
  return order;
}

EliminationOrder markowitz_order(const LinearizedGraph& graph, TieBreak tie_break) {
  return *markowitz_order(graph, tie_break, [] { return true; });
}

std::optional<EliminationOrder> markowitz_order(const LinearizedGraph& graph, TieBreak tie_break,
                                                const KeepGoing& keep_going) {
  // Keys are (degree, rank); a rank is the id or its mirror image, so the first key is always the one to take.
  const auto rank = [&](VertexId v) {
    return tie_break == TieBreak::lowest_id ? v.value : std::numeric_limits<std::uint32_t>::max() - v.value;
  };
  EliminationState state(graph);
  std::set<std::pair<std::uint64_t, std::uint32_t>> queue;
  for (VertexId v : forward_order(graph).vertices) queue.emplace(state.markowitz_degree(v), rank(v));

  EliminationOrder order;
  while (!queue.empty()) {
    const VertexId v(tie_break == TieBreak::lowest_id
                         ? queue.begin()->second
                         : std::numeric_limits<std::uint32_t>::max() - queue.begin()->second);
    queue.erase(queue.begin());
    std::vector<VertexId> neighbours = state.predecessors(v);
    neighbours.insert(neighbours.end(), state.successors(v).begin(), state.successors(v).end());
    std::erase_if(neighbours, [&](VertexId u) { return !graph.is_intermediate(u); });
    for (VertexId u : neighbours) queue.erase({state.markowitz_degree(u), rank(u)});
    state.eliminate_vertex(v);
    for (VertexId u : neighbours) queue.emplace(state.markowitz_degree(u), rank(u));
    order.vertices.push_back(v);
    if (!keep_going()) return std::nullopt;
  }
  return order;
}

}  // namespace jacquard
