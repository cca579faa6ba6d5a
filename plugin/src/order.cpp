// SPDX-License-Identifier: BSD-2-Clause
// The orders that need no search, and the check of any order.
#include "jacquard/order.hpp"

#include <algorithm>
#include <iterator>
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
      throw OrderError("order: vertex " + name() + " appears twice (positions " + std::to_string(earlier) +
                       " and " + std::to_string(k) + ")");
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

namespace {

/// Takes a vertex of least Markowitz degree at each step while that is at most `most_degree`; nothing once
/// `keep_going` says no.
std::optional<std::vector<VertexId>> eliminate_by_degree(const LinearizedGraph& graph, TieBreak tie_break,
                                                         std::uint64_t most_degree, const KeepGoing& keep_going) {
  // Keys are (degree, rank); a rank is the id or its mirror image, so the first key is always the one to take.
  constexpr auto last = std::numeric_limits<std::uint32_t>::max();
  const auto rank = [&](VertexId v) { return tie_break == TieBreak::lowest_id ? v.value : last - v.value; };
  EliminationState state(graph);
  std::set<std::pair<std::uint64_t, std::uint32_t>> queue;
  const auto enqueue = [&](VertexId v) {
    if (state.markowitz_degree(v) <= most_degree) queue.emplace(state.markowitz_degree(v), rank(v));
  };
  std::ranges::for_each(forward_order(graph).vertices, enqueue);

  std::vector<VertexId> taken;
  while (!queue.empty()) {
    const std::uint32_t first = queue.begin()->second;
    const VertexId v(tie_break == TieBreak::lowest_id ? first : last - first);
    queue.erase(queue.begin());
    std::vector<VertexId> neighbours = state.predecessors(v);
    neighbours.insert(neighbours.end(), state.successors(v).begin(), state.successors(v).end());
    std::erase_if(neighbours, [&](VertexId u) { return !graph.is_intermediate(u); });
    for (const VertexId u : neighbours) queue.erase({state.markowitz_degree(u), rank(u)});
    state.eliminate_vertex(v);
    std::ranges::for_each(neighbours, enqueue);
    taken.push_back(v);
    if (!keep_going()) return std::nullopt;
  }
  return taken;
}

}  // namespace

EliminationOrder markowitz_order(const LinearizedGraph& graph, TieBreak tie_break) {
  return *markowitz_order(graph, tie_break, [] { return true; });
}

std::optional<EliminationOrder> markowitz_order(const LinearizedGraph& graph, TieBreak tie_break,
                                                const KeepGoing& keep_going) {
  constexpr auto any = std::numeric_limits<std::uint64_t>::max();
  auto vertices = eliminate_by_degree(graph, tie_break, any, keep_going);
  if (!vertices) return std::nullopt;
  return EliminationOrder{std::move(*vertices)};
}

std::vector<VertexId> preaccumulation(const LinearizedGraph& graph, TieBreak tie_break) {
  constexpr std::uint64_t most_degree = 2;  // p predecessors and s successors: p s <= p + s
  return *eliminate_by_degree(graph, tie_break, most_degree, [] { return true; });
}

EliminationOrder begun_with(const std::vector<VertexId>& first, const EliminationOrder& order) {
  std::uint32_t end = 0;
  for (const VertexId v : order.vertices) end = std::max(end, v.value + 1);
  std::vector<bool> is_first(end, false);
  for (const VertexId v : first) is_first[v.value] = true;
  EliminationOrder result{first};
  std::ranges::copy_if(order.vertices, std::back_inserter(result.vertices),
                       [&](VertexId v) { return !is_first[v.value]; });
  return result;
}

}  // namespace jacquard
