// SPDX-License-Identifier: BSD-2-Clause
// Search under the published tensor count: annealing with a recount of every order that is tried.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <utility>

#include "jacquard/policies/search.hpp"
#include "portfolio.hpp"
#include "random_stream.hpp"
#include "search_clock.hpp"
#include "tensor_count.hpp"

namespace jacquard::policies {
namespace {

// Of the best cost so far; counts of tensor tasks span three orders of magnitude.
constexpr double hot = 0.02;
constexpr double cold = 0.0005;
constexpr double seconds_between_reheats = 1.0;
constexpr std::uint64_t moves_between_reheats = 200'000;

using Order = std::vector<std::uint32_t>;

Order ids_of(const EliminationOrder& order) {
  Order ids;
  for (const VertexId v : order.vertices) ids.push_back(v.value);
  return ids;
}

class TensorSearch {
 public:
  TensorSearch(const TensorGraph& graph, std::uint64_t seed, SearchClock& clock)
      : count_(graph), random_(seed), clock_(clock) {}

  /// The first order is always counted; others if there is time, and until they are known to be dearer.
  void consider(const EliminationOrder& order, const std::string& method) {
    const bool is_first = method_.empty();
    if (!is_first && !clock_.until(1.0)()) return;
    const double begin = clock_.milliseconds();
    const Order ids = ids_of(order);
    const std::uint64_t cost = count_(ids, is_first ? std::numeric_limits<std::uint64_t>::max() : best_cost_);
    clock_.spend(1);
    if (is_first) clock_.keep(2.0 * (clock_.milliseconds() - begin));  // for tensor_cost(), which checks as well
    if (is_first || cost < best_cost_) note(ids, cost, method);
  }

  /// Anneals again and again from the best order, each time from `hot` to `cold`, within the budget.
  void anneal(double num_rounds) {
    Order current = best_order_;
    std::uint64_t cost = best_cost_;
    double round = -1.0;
    while (current.size() > 1 && !clock_.is_over()) {
      const double progress = clock_.fraction() * num_rounds;
      if (std::floor(progress) != round) {
        round = std::floor(progress);
        current = best_order_;
        cost = best_cost_;
      }
      const double temperature =
          static_cast<double>(best_cost_) * hot * std::pow(cold / hot, progress - std::floor(progress));
      try_move(current, cost, temperature);
      clock_.spend(1);
    }
  }

  const Order& best_order() const { return best_order_; }
  const std::string& method() const { return method_; }

 private:
  void note(const Order& order, std::uint64_t cost, const std::string& method) {
    best_order_ = order;
    best_cost_ = cost;
    method_ = method;
    clock_.note_cost(cost);
  }

  /// Moves a vertex to another place, mostly a near one.
  void try_move(Order& current, std::uint64_t& cost, double temperature) {
    const auto size = static_cast<std::uint32_t>(current.size());
    const std::uint32_t from = random_.below(size);
    const std::uint32_t reach = 1 + random_.below(random_.below(size) + 1);
    const bool is_earlier = (random_.next() & 1) != 0;
    const std::uint32_t to = is_earlier ? from - std::min(from, reach) : std::min(size - 1, from + reach);
    if (from == to) return;
    relocate(current, from, to);
    const double limit = static_cast<double>(cost) + temperature * random_.exponential();
    const std::uint64_t trial = count_(current, static_cast<std::uint64_t>(limit));
    if (static_cast<double>(trial) > limit) {
      relocate(current, to, from);
      return;
    }
    cost = trial;
    if (cost < best_cost_) note(current, cost, "search");
  }

  static void relocate(Order& order, std::uint32_t from, std::uint32_t to) {
    const auto begin = order.begin();
    if (from < to) std::rotate(begin + from, begin + from + 1, begin + to + 1);
    if (to < from) std::rotate(begin + to, begin + from, begin + from + 1);
  }

  TensorCount count_;
  RandomStream random_;
  SearchClock& clock_;
  Order best_order_;
  std::uint64_t best_cost_ = 0;
  std::string method_;
};

double number_of_rounds(const SearchOptions& options) {
  const double rounds = options.moves ? static_cast<double>(*options.moves) / moves_between_reheats
                                      : options.milliseconds / (1e3 * seconds_between_reheats);
  return std::max(1.0, std::floor(rounds));
}

}  // namespace

SearchResult search_order(const TensorGraph& graph, const SearchOptions& options) {
  SearchClock clock(options);
  TensorSearch search(graph, options.seed, clock);
  const LinearizedGraph scalars = skeleton(graph);
  for (std::size_t k = 0; k < options.starts.size(); ++k) {
    check_order(scalars, options.starts[k]);
    search.consider(options.starts[k], "start " + std::to_string(k));
  }
  search.consider(reverse_order(scalars), "reverse");
  search.consider(markowitz_order(scalars, TieBreak::highest_id), "markowitz-high");
  search.consider(markowitz_order(scalars, TieBreak::lowest_id), "markowitz-low");
  search.consider(forward_order(scalars), "forward");
  clock.look();
  search.anneal(number_of_rounds(options));
  EliminationOrder order;
  for (const std::uint32_t v : search.best_order()) order.vertices.push_back(VertexId(v));
  const std::uint64_t cost = tensor_cost(graph, order);
  return {std::move(order), cost, 0, cost == 0, search.method(), options.seed, clock.moves(), clock.milliseconds()};
}

}  // namespace jacquard::policies
