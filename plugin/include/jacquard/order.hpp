// SPDX-License-Identifier: BSD-2-Clause
// Vertex elimination orders and their check.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "jacquard/linearized_graph.hpp"

namespace jacquard {

/// A permutation of the intermediates of one LinearizedGraph.
struct EliminationOrder {
  std::vector<VertexId> vertices;

  friend bool operator==(const EliminationOrder&, const EliminationOrder&) = default;
};

/// @throws OrderError unless `order` is a permutation of the intermediates, naming vertex and positions.
void check_order(const LinearizedGraph& graph, const EliminationOrder& order);

/// Which of several vertices of equal Markowitz degree goes first.
enum class TieBreak : std::uint8_t { lowest_id, highest_id };

EliminationOrder forward_order(const LinearizedGraph& graph);
EliminationOrder reverse_order(const LinearizedGraph& graph);

/// Eliminates a vertex of least |predecessors| x |successors| at each step.
/// Cost: O(V log V + fill). Source: Griewank & Walther, section 10.2 (Markowitz rule).
EliminationOrder markowitz_order(const LinearizedGraph& graph, TieBreak tie_break);

/// Asked now and then; false ends the work.
using KeepGoing = std::function<bool()>;

/// The same; nothing once `keep_going`, asked after every elimination, says no.
std::optional<EliminationOrder> markowitz_order(const LinearizedGraph& graph, TieBreak tie_break,
                                                const KeepGoing& keep_going);

}  // namespace jacquard
