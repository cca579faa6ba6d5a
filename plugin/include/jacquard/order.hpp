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

/// What a Markowitz order eliminates as long as there are vertices of degree 2 or less, which leave no more edges
/// than they find: the stages of a computation get their local Jacobians.
/// Cost: O(V log V).
std::vector<VertexId> preaccumulation(const LinearizedGraph& graph, TieBreak tie_break);

/// `first`, and then what else there is in `order`: preaccumulated stages, say, multiplied from one side.
EliminationOrder begun_with(const std::vector<VertexId>& first, const EliminationOrder& order);

}  // namespace jacquard
