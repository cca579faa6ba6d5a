// SPDX-License-Identifier: BSD-2-Clause
// Search for eliminations of single edges that make a vertex order cheaper.
#pragma once

#include <cstdint>

#include "jacquard/elimination_steps.hpp"
#include "jacquard/policies/search.hpp"

namespace jacquard::policies {

/// Steps and what they cost.
struct EdgeRefinement {
  EliminationSteps steps;
  std::uint64_t cost = 0;  ///< counted anew by elimination_cost; never above that of the order
  std::uint64_t moves = 0;
  double milliseconds = 0.0;
};

/// Searches for steps that are cheaper than `order` under the plain or the effective model.
///
/// Anneals the order over three moves: an edge step is put in, one is taken out, any step goes elsewhere. Of
/// `options`, seed, budget, stop and progress count; with a budget in moves the result follows from the seed.
/// Cost: one elimination per move.
/// Source: U. Naumann, Optimal accumulation of Jacobian matrices by elimination methods on the dual computational
/// graph, Mathematical Programming 99(3), 2004, pages 399 to 421 (compares vertex, edge and face elimination).
/// @throws OrderError if `model` is emitted, or if `order` is no permutation of the intermediates.
EdgeRefinement refine_by_edges(const LinearizedGraph& graph, const EliminationOrder& order, CostModel model,
                               const SearchOptions& options);

}  // namespace jacquard::policies
