// SPDX-License-Identifier: BSD-2-Clause
// Search under the emitted model: the best orders of the effective model, improved by the programs that come out.
#include <algorithm>
#include <utility>

#include "best_program.hpp"
#include "emitted_changes.hpp"
#include "emitted_starts.hpp"
#include "jacquard/policies/bounds.hpp"
#include "jacquard/policies/search.hpp"
#include "search_clock.hpp"

namespace jacquard::policies {
namespace {

constexpr double surrogate_fraction = 0.15;  // of the budget, for one search under another model
constexpr double bound_end = 0.55;           // fraction of the budget at which the bound is cut off
constexpr double relocation_share = 0.4;     // of what time is left after the surrogates
constexpr double many_programs = 200.0;

/// Searches under models that the graph alone decides, whose best orders are counted.
class SurrogateSearch {
 public:
  /// @param start  the best order under the effective model that is known
  SurrogateSearch(const SearchOptions& options, EliminationOrder start, BestProgram& programs)
      : options_(options), programs_(programs), clock_(programs.clock()), start_(std::move(start)) {}

  /// Searches under `model` for a part of the budget and counts what is found. False once there is no time left.
  bool run(CostModel model, std::uint64_t round) {
    SearchOptions part = options_;
    part.progress = [this](const SearchProgress&) { clock_.look(); };  // reports, and hears of requests to stop
    part.reserve = {};
    part.seed += round;
    if (part.moves) {
      *part.moves = static_cast<std::uint64_t>(static_cast<double>(*part.moves) * surrogate_fraction);
    } else {
      const double most = clock_.milliseconds_left() - 1.5 * programs_.milliseconds();
      if (most < programs_.milliseconds()) return false;
      part.milliseconds = std::min(part.milliseconds * surrogate_fraction, most);
      part.starts.push_back(start_);
    }
    SearchResult found = search_order(programs_.linearization().graph, model, part);
    clock_.spend(options_.moves ? found.moves : 0);
    if (model == CostModel::effective) start_ = found.order;
    programs_.consider(std::move(found.order), "search");
    return !clock_.is_over();
  }

 private:
  const SearchOptions& options_;
  BestProgram& programs_;
  SearchClock& clock_;
  EliminationOrder start_;
};

/// Random changes of the best order would find few that are better where time allows few programs: then surrogate
/// searches go on from each other.
void improve(BestProgram& programs, const SearchOptions& options, EliminationOrder start, std::uint64_t bound) {
  SearchClock& clock = programs.clock();
  SurrogateSearch surrogate(options, std::move(start), programs);
  if (!clock.has_moves() && many_programs * programs.milliseconds() > options.milliseconds) {
    for (std::uint64_t round = 0; programs.best().cost > bound && surrogate.run(CostModel::effective, round);) {
      ++round;
    }
    return;
  }
  surrogate.run(CostModel::effective, 0);
  surrogate.run(CostModel::plain, 0);
  relocate(programs, options.seed, bound, clock.fraction() + relocation_share * (1.0 - clock.fraction()));
  climb(programs, options.seed, bound);
}

SearchResult search_emitted(const Linearization& linearization, const SearchOptions& options) {
  SearchClock clock(options);
  BestProgram programs(linearization, clock);
  EliminationOrder start = consider_starts(options.starts, programs);
  const bool is_only_one = linearization.graph.num_intermediates() < 2;
  const std::uint64_t bound = emitted_lower_bound(linearization, clock.until(bound_end));
  if (!is_only_one) improve(programs, options, std::move(start), bound);
  const Candidate& best = programs.best();
  return {best.order,  best.cost,    bound,         is_only_one || best.cost == bound,
          best.method, options.seed, clock.moves(), clock.milliseconds()};
}

}  // namespace

SearchResult search_order(const Linearization& linearization, CostModel model, const SearchOptions& options) {
  if (model == CostModel::emitted) return search_emitted(linearization, options);
  return search_order(linearization.graph, model, options);
}

}  // namespace jacquard::policies
