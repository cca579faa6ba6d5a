// SPDX-License-Identifier: BSD-2-Clause
// Search under the plain and the effective model: portfolio, reduction, annealing, far moves.
#include "jacquard/policies/search.hpp"

#include <limits>
#include <utility>

#include "jacquard/error.hpp"
#include "jacquard/policies/bounds.hpp"
#include "local_search.hpp"
#include "portfolio.hpp"
#include "reduction.hpp"
#include "search_clock.hpp"

namespace jacquard::policies {
namespace {

constexpr double annealed_fraction = 0.2;  // of the budget; the rest goes to far moves
constexpr double hot = 2.0;                // multiplications
constexpr double cold = 0.3;

template <class Value>
EliminationOrder improve(const Reduction& reduction, const EliminationOrder& start, std::uint64_t fixed_cost,
                         const SearchOptions& options, SearchClock& clock) {
  LocalSearch<Value> search(reduction.graph, start, fixed_cost, options.seed, clock);
  search.anneal(hot, cold, annealed_fraction);
  search.hop();
  return search.best();
}

/// Searches what the safe eliminations leave; an order of the whole graph.
EliminationOrder search_rest(const LinearizedGraph& graph, CostModel model, const SearchOptions& options,
                             SearchClock& clock) {
  const Reduction reduction = reduce(graph, model);
  const Candidate start = best_of_portfolio(reduction.graph, model, {});
  const EliminationOrder whole = reduction.complete(start.order);
  if (reduction.graph.num_intermediates() < 2) return whole;
  const std::uint64_t fixed_cost = elimination_cost(graph, whole, model) - start.cost;
  const EliminationOrder improved =
      model == CostModel::plain ? improve<PlainValue>(reduction, start.order, fixed_cost, options, clock)
                                : improve<EffectiveValue>(reduction, start.order, fixed_cost, options, clock);
  return reduction.complete(improved);
}

}  // namespace

SearchResult search_order(const LinearizedGraph& graph, CostModel model, const SearchOptions& options) {
  if (model == CostModel::emitted) {
    throw OrderError("search_order: the emitted model needs the expressions; pass the linearization");
  }
  SearchClock clock(options);
  Candidate best = best_of_portfolio(graph, model, options.starts);
  const std::uint64_t bound = lower_bound(graph, model);
  clock.set_bound(bound);
  clock.note_cost(best.cost);
  clock.look();
  if (!clock.is_over()) {
    EliminationOrder found = search_rest(graph, model, options, clock);
    const std::uint64_t cost = elimination_cost(graph, found, model);
    if (cost < best.cost) best = {std::move(found), cost, "search"};
  }
  return {std::move(best.order), best.cost,   bound,         best.cost == bound, std::move(best.method),
          options.seed,          clock.moves(), clock.milliseconds()};
}

}  // namespace jacquard::policies
