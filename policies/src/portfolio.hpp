// SPDX-License-Identifier: BSD-2-Clause
// The orders a search starts from.
#pragma once

#include <string>
#include <vector>

#include "jacquard/cost.hpp"
#include "search_clock.hpp"

namespace jacquard::policies {

struct Candidate {
  EliminationOrder order;
  std::uint64_t cost = 0;
  std::string method;
  double milliseconds = 0.0;  ///< that counting its cost took
};

/// The cheapest of `starts` and of the heuristic orders: forward, reverse, both on what preaccumulation leaves, and
/// Markowitz; on ties an earlier start, then Markowitz, and preaccumulation last.
///
/// The first start, else a preaccumulated forward order, is always an answer. Others are left out once the clock is
/// at `end`, a fraction of the budget, and given up on as soon as they cost more than the best so far; those that
/// take little time to build are looked at first.
/// @throws OrderError if a start is no permutation of the intermediates.
Candidate best_of_portfolio(const LinearizedGraph& graph, CostModel model,
                            const std::vector<EliminationOrder>& starts, SearchClock& clock, double end);

}  // namespace jacquard::policies
