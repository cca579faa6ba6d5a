// SPDX-License-Identifier: BSD-2-Clause
// The orders a search starts from.
#pragma once

#include <string>
#include <vector>

#include "jacquard/cost.hpp"

namespace jacquard::policies {

struct Candidate {
  EliminationOrder order;
  std::uint64_t cost = 0;
  std::string method;
};

/// The cheapest of the four heuristic orders and of `starts`; the earlier one on ties.
/// @throws OrderError if a start is no permutation of the intermediates.
Candidate best_of_portfolio(const LinearizedGraph& graph, CostModel model, const std::vector<EliminationOrder>& starts);

}  // namespace jacquard::policies
