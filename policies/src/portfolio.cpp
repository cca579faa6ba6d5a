// SPDX-License-Identifier: BSD-2-Clause
// Compares starting orders.
#include "portfolio.hpp"

#include <utility>

namespace jacquard::policies {

Candidate best_of_portfolio(const LinearizedGraph& graph, CostModel model,
                            const std::vector<EliminationOrder>& starts) {
  std::vector<Candidate> candidates;
  for (std::size_t k = 0; k < starts.size(); ++k) candidates.push_back({starts[k], 0, "start " + std::to_string(k)});
  candidates.push_back({markowitz_order(graph, TieBreak::highest_id), 0, "markowitz-high"});
  candidates.push_back({markowitz_order(graph, TieBreak::lowest_id), 0, "markowitz-low"});
  candidates.push_back({reverse_order(graph), 0, "reverse"});
  candidates.push_back({forward_order(graph), 0, "forward"});
  Candidate* best = nullptr;
  for (Candidate& candidate : candidates) {
    candidate.cost = elimination_cost(graph, candidate.order, model);
    if (best == nullptr || candidate.cost < best->cost) best = &candidate;
  }
  return std::move(*best);
}

}  // namespace jacquard::policies
