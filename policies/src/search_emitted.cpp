// SPDX-License-Identifier: BSD-2-Clause
// Search under the emitted model: the best orders of the effective model, improved by the programs that come out.
#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "jacquard/policies/bounds.hpp"
#include "jacquard/policies/search.hpp"
#include "jacquard/program.hpp"
#include "local_search.hpp"
#include "portfolio.hpp"
#include "random_stream.hpp"
#include "search_clock.hpp"

namespace jacquard::policies {
namespace {

/// What a surrogate search may spend of the budget; each emitted cost takes as long as a thousand exchanges.
constexpr double surrogate_fraction = 0.15;
constexpr std::uint64_t moves_per_program = 1000;

constexpr double starts_end = 0.3;  // fractions of the budget at which work before the search is cut off
constexpr double programs_end = 0.5;
constexpr double bound_end = 0.55;
constexpr double hopeless = 2.0;  // a start of so many times the least effective cost is not lowered
constexpr double many_programs = 200.0;
constexpr double relocation_share = 0.4;  // of what time is left after the surrogates
constexpr double slack = 20.0;            // of the effective cost, for a change to be lowered

/// The best order so far by emitted cost.
class EmittedSearch {
 public:
  EmittedSearch(const Linearization& linearization, const SearchOptions& options, SearchClock& clock)
      : linearization_(linearization), options_(options), clock_(clock) {}

  void consider(EliminationOrder order, std::string method) {
    const double begin = clock_.milliseconds();
    const std::uint64_t cost = emitted_cost(linearization_, order);
    program_milliseconds_ = clock_.milliseconds() - begin;
    clock_.spend(moves_per_program);
    clock_.look();
    if (!best_.method.empty() && cost >= best_.cost) return;
    best_ = {std::move(order), cost, std::move(method)};
    clock_.note_cost(cost);
  }

  /// The starts that are given and the heuristic orders. With a budget in time those of least effective cost come
  /// first, of which one is always lowered, the others as long as there is time.
  void consider_starts() {
    for (std::size_t k = 0; k < options_.starts.size(); ++k) {
      if (k > 0 && !clock_.until(1.0)()) return;
      consider(options_.starts[k], "start " + std::to_string(k));
    }
    std::vector<Candidate> heuristics = heuristic_orders();
    if (!clock_.has_moves()) std::ranges::stable_sort(heuristics, {}, &Candidate::cost);
    surrogate_ = heuristics.front().order;
    for (Candidate& start : heuristics) {
      const double ratio = static_cast<double>(start.cost + 1) / static_cast<double>(heuristics.front().cost + 1);
      const bool is_affordable = clock_.until(programs_end)() &&
                                 clock_.has_time_for(ratio * program_milliseconds_) &&
                                 (clock_.has_moves() || ratio <= hopeless);
      if (best_.method.empty() || is_affordable) consider(std::move(start.order), std::move(start.method));
    }
  }

  /// Whether random changes of the best order would find few that are better in what time there is.
  bool has_time_for_few() const {
    return !clock_.has_moves() && many_programs * program_milliseconds_ > options_.milliseconds;
  }

  /// Searches under `model` for a part of the budget and lowers what is found. False once there is no time left.
  bool follow(CostModel model, std::uint64_t round) {
    SearchOptions part = options_;
    part.progress = [this](const SearchProgress&) { clock_.look(); };  // reports, and hears of requests to stop
    part.reserve_per_multiplication = 0.0;
    part.seed += round;
    if (part.moves) {
      *part.moves = static_cast<std::uint64_t>(static_cast<double>(*part.moves) * surrogate_fraction);
    } else {
      const double most = clock_.milliseconds_left() - 1.5 * program_milliseconds_;
      if (most < program_milliseconds_) return false;
      part.milliseconds = std::min(part.milliseconds * surrogate_fraction, most);
      part.starts.push_back(surrogate_);
    }
    SearchResult found = search_order(linearization_.graph, model, part);
    clock_.spend(options_.moves ? found.moves : 0);
    if (model == CostModel::effective) surrogate_ = found.order;
    consider(std::move(found.order), "search");
    return !clock_.is_over();
  }

  /// Moves single vertices to random places until the clock is at `end`; keeps what is not dearer, so that plateaus
  /// are crossed. Ends at `bound`.
  void relocate(std::uint64_t bound, double end) {
    RandomStream random(options_.seed);
    Candidate current = best_;
    const auto size = static_cast<std::uint32_t>(current.order.vertices.size());
    while (size > 1 && best_.cost > bound && clock_.fraction() < end &&
           clock_.has_time_for(program_milliseconds_)) {
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
      if (cost <= best_.cost) best_ = current;
      clock_.note_cost(best_.cost);
      if (clock_.is_over()) return;
    }
  }

  /// Changes the best order where the effective cost allows; keeps what is not dearer, so that plateaus are
  /// crossed. Ends at `bound`.
  void climb(std::uint64_t bound) {
    RandomStream random(~options_.seed);  // not the stream of the changes
    if (best_.order.vertices.size() < 2 || best_.cost <= bound || clock_.is_over()) return;
    LocalSearch<EffectiveValue> changes(linearization_.graph, best_.order, 0, options_.seed, clock_);
    clock_.note_cost(best_.cost);
    std::uint64_t current = best_.cost;
    while (best_.cost > bound && !clock_.is_over() && clock_.has_time_for(program_milliseconds_)) {
      const double limit = static_cast<double>(changes.cost()) + slack * random.exponential();
      if (static_cast<double>(changes.change()) > limit) {
        changes.undo();
        continue;
      }
      EliminationOrder trial = changes.order();
      const std::uint64_t cost = emitted_cost(linearization_, trial);
      clock_.spend(moves_per_program);
      clock_.look();
      if (cost > current) {
        changes.undo();
        continue;
      }
      current = cost;
      if (cost < best_.cost) best_ = {std::move(trial), cost, "search"};
      clock_.note_cost(best_.cost);
    }
  }

  const Candidate& best() const { return best_; }

 private:
  /// With their effective costs, but for those that take too long to find or are known to be hopeless.
  std::vector<Candidate> heuristic_orders() {
    const LinearizedGraph& graph = linearization_.graph;
    std::vector<Candidate> found;
    CountLimit limit;
    const auto add = [&](std::optional<EliminationOrder> order, const char* method) {
      const auto cost = order ? partial_cost(graph, order->vertices, CostModel::effective, limit) : std::nullopt;
      if (!cost) return;
      found.push_back({std::move(*order), *cost, method});
      if (clock_.has_moves()) return;
      limit.most = std::min(limit.most, static_cast<std::uint64_t>(hopeless * static_cast<double>(*cost + 1)));
      limit.keep_going = clock_.until(starts_end);
    };
    add(forward_order(graph), "forward");  // those that take no time to build come first
    add(reverse_order(graph), "reverse");
    add(markowitz_order(graph, TieBreak::lowest_id, clock_.until(starts_end)), "markowitz-low");
    add(markowitz_order(graph, TieBreak::highest_id, clock_.until(starts_end)), "markowitz-high");
    std::ranges::reverse(found);
    return found;
  }

  const Linearization& linearization_;
  const SearchOptions& options_;
  SearchClock& clock_;
  Candidate best_;
  EliminationOrder surrogate_;         ///< of least effective cost
  double program_milliseconds_ = 0.0;  ///< that the last emitted cost took
};

SearchResult search_emitted(const Linearization& linearization, const SearchOptions& options) {
  SearchClock clock(options);
  EmittedSearch search(linearization, options, clock);
  search.consider_starts();
  const bool is_only_one = linearization.graph.num_intermediates() < 2;
  const std::uint64_t bound = emitted_lower_bound(linearization, clock.until(bound_end));
  if (is_only_one) {
    // Nothing to look for.
  } else if (search.has_time_for_few()) {
    for (std::uint64_t round = 0; search.best().cost > bound && search.follow(CostModel::effective, round);)
      ++round;
  } else {
    search.follow(CostModel::effective, 0);
    search.follow(CostModel::plain, 0);
    search.relocate(bound, clock.fraction() + relocation_share * (1.0 - clock.fraction()));
    search.climb(bound);
  }
  const Candidate& best = search.best();
  return {best.order,  best.cost,    bound,         is_only_one || best.cost == bound,
          best.method, options.seed, clock.moves(), clock.milliseconds()};
}

}  // namespace

SearchResult search_order(const Linearization& linearization, CostModel model, const SearchOptions& options) {
  if (model == CostModel::emitted) return search_emitted(linearization, options);
  return search_order(linearization.graph, model, options);
}

}  // namespace jacquard::policies
