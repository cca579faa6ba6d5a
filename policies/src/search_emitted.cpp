// SPDX-License-Identifier: BSD-2-Clause
// Search under the emitted model: the best orders of the effective model, improved by the programs that come out.
#include <algorithm>
#include <cstddef>
#include <utility>

#include "jacquard/policies/bounds.hpp"
#include "jacquard/policies/search.hpp"
#include "jacquard/program.hpp"
#include "portfolio.hpp"
#include "random_stream.hpp"
#include "search_clock.hpp"

namespace jacquard::policies {
namespace {

/// What a surrogate search may spend; each emitted cost takes as long as a thousand exchanges.
constexpr double surrogate_fraction = 0.25;
constexpr std::uint64_t moves_per_program = 1000;

/// The best order so far by emitted cost.
class EmittedSearch {
 public:
  EmittedSearch(const Linearization& linearization, SearchClock& clock) : linearization_(linearization), clock_(clock) {}

  void consider(EliminationOrder order, std::string method) {
    const std::uint64_t cost = emitted_cost(linearization_, order);
    clock_.spend(moves_per_program);
    clock_.look();
    if (!best_.method.empty() && cost >= best_.cost) return;
    best_ = {std::move(order), cost, std::move(method)};
    clock_.note_cost(cost);
  }

  /// Moves single vertices to random places; keeps what is not dearer, so that plateaus are crossed. Ends at `bound`.
  void climb(RandomStream& random, std::uint64_t bound) {
    Candidate current = best_;
    const auto size = static_cast<std::uint32_t>(current.order.vertices.size());
    while (size > 1 && best_.cost > bound && !clock_.is_over()) {
      EliminationOrder trial = current.order;
      const std::uint32_t from = random.below(size);
      const std::uint32_t to = random.below(size);
      const auto begin = trial.vertices.begin();
      if (from < to) std::rotate(begin + from, begin + from + 1, begin + to + 1);
      if (to < from) std::rotate(begin + to, begin + from, begin + from + 1);
      const std::uint64_t cost = emitted_cost(linearization_, trial);
      clock_.spend(moves_per_program);
      clock_.look();
      if (cost > current.cost) continue;
      current = {std::move(trial), cost, "search"};
      if (cost < best_.cost) best_ = current;
      clock_.note_cost(best_.cost);
    }
  }

  const Candidate& best() const { return best_; }

 private:
  const Linearization& linearization_;
  SearchClock& clock_;
  Candidate best_;
};

/// `options` with part of the budget, silent.
SearchOptions surrogate_options(const SearchOptions& options) {
  SearchOptions part = options;
  part.milliseconds *= surrogate_fraction;
  if (part.moves) *part.moves = static_cast<std::uint64_t>(static_cast<double>(*part.moves) * surrogate_fraction);
  part.progress = {};
  return part;
}

SearchResult search_emitted(const Linearization& linearization, const SearchOptions& options) {
  SearchClock clock(options);
  EmittedSearch search(linearization, clock);
  const LinearizedGraph& graph = linearization.graph;
  for (std::size_t k = 0; k < options.starts.size(); ++k) {
    search.consider(options.starts[k], "start " + std::to_string(k));
  }
  search.consider(markowitz_order(graph, TieBreak::highest_id), "markowitz-high");
  search.consider(markowitz_order(graph, TieBreak::lowest_id), "markowitz-low");
  search.consider(reverse_order(graph), "reverse");
  search.consider(forward_order(graph), "forward");
  for (const CostModel surrogate : {CostModel::effective, CostModel::plain}) {
    SearchResult found = search_order(graph, surrogate, surrogate_options(options));
    clock.spend(options.moves ? found.moves : 0);
    search.consider(std::move(found.order), "search");
  }
  const std::uint64_t bound = emitted_lower_bound(linearization);
  RandomStream random(options.seed);
  search.climb(random, bound);
  const Candidate& best = search.best();
  return {best.order,   best.cost,     bound,         best.cost == bound,
          best.method,  options.seed,  clock.moves(), clock.milliseconds()};
}

}  // namespace

SearchResult search_order(const Linearization& linearization, CostModel model, const SearchOptions& options) {
  if (model == CostModel::emitted) return search_emitted(linearization, options);
  return search_order(linearization.graph, model, options);
}

}  // namespace jacquard::policies
