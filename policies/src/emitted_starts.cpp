// SPDX-License-Identifier: BSD-2-Clause
// Heuristic orders, the promising ones first.
#include "emitted_starts.hpp"

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "jacquard/policies/lowering_time.hpp"

namespace jacquard::policies {
namespace {

constexpr double starts_end = 0.4;  // fractions of the budget at which work before the search is cut off
constexpr double programs_end = 0.5;
constexpr double hopeless = 2.0;      // a start of so many times the least effective cost is not counted
constexpr double least_share = 0.05;  // of the time of a count, for finding a start whose count takes less

/// Says how long to look for further starts: so long that the best one can be counted in time, or for a small part
/// of what counting it will take.
class StartsTime {
 public:
  explicit StartsTime(SearchClock& clock) : clock_(clock), has_time_(clock.until(starts_end)) {}

  /// Notes a start of so many effective multiplications.
  void add(std::uint64_t cost) {
    if (!has_start_) begin_ = clock_.milliseconds();
    const double count = lowering_milliseconds(static_cast<double>(cost));
    least_count_ = has_start_ ? std::min(least_count_, count) : count;
    has_start_ = true;
  }

  bool operator()() const {
    if (!has_time_()) return false;
    return clock_.has_time_for(least_count_) || clock_.milliseconds() - begin_ < least_share * least_count_;
  }

 private:
  SearchClock& clock_;
  KeepGoing has_time_;
  bool has_start_ = false;
  double begin_ = 0.0;        ///< milliseconds at which the first start was there
  double least_count_ = 0.0;  ///< milliseconds that the program of the best start takes, about
};

/// Orders with their effective costs, but for those that take too long to find or are known to be hopeless.
class HeuristicOrders {
 public:
  HeuristicOrders(const LinearizedGraph& graph, SearchClock& clock) : graph_(graph), clock_(clock), time_(clock) {}

  void add(std::optional<EliminationOrder> order, const char* method) {
    if (order) add(counted(std::move(*order), method, limit_));
  }
  void add_markowitz(TieBreak tie_break, const char* method) {
    add(markowitz_order(graph_, tie_break, std::ref(time_)), method);
  }
  /// The cheaper of the two sweeps over what preaccumulation leaves: they are much alike.
  void add_preaccumulated(TieBreak tie_break) {
    if (!found_.empty() && !time_()) return;
    const std::vector<VertexId> first = preaccumulation(graph_, tie_break);
    auto forward = counted(begun_with(first, forward_order(graph_)), "preaccumulated-forward", limit_);
    if (forward) note(forward->cost);
    CountLimit limit = limit_;
    if (forward) limit.most = std::min(limit.most, forward->cost - std::min<std::uint64_t>(forward->cost, 1));
    auto reverse = counted(begun_with(first, reverse_order(graph_)), "preaccumulated-reverse", limit);
    add(reverse ? std::move(reverse) : std::move(forward));
  }

  std::vector<Candidate> take() && { return std::move(found_); }

 private:
  std::optional<Candidate> counted(EliminationOrder order, const char* method, const CountLimit& limit) const {
    const auto cost = partial_cost(graph_, order.vertices, CostModel::effective, limit);
    if (!cost) return std::nullopt;
    return Candidate{std::move(order), *cost, method};
  }

  void add(std::optional<Candidate> candidate) {
    if (!candidate) return;
    note(candidate->cost);
    found_.push_back(std::move(*candidate));
  }

  void note(std::uint64_t cost) {
    time_.add(cost);
    if (clock_.has_moves()) return;
    limit_.most = std::min(limit_.most, static_cast<std::uint64_t>(hopeless * static_cast<double>(cost + 1)));
    limit_.keep_going = std::ref(time_);
  }

  const LinearizedGraph& graph_;
  SearchClock& clock_;
  StartsTime time_;
  CountLimit limit_;
  std::vector<Candidate> found_;
};

std::vector<Candidate> heuristic_orders(const LinearizedGraph& graph, SearchClock& clock) {
  HeuristicOrders orders(graph, clock);
  orders.add_preaccumulated(TieBreak::highest_id);  // the first one is counted whatever it takes
  orders.add(forward_order(graph), "forward");
  orders.add(reverse_order(graph), "reverse");
  orders.add_markowitz(TieBreak::lowest_id, "markowitz-low");
  orders.add_preaccumulated(TieBreak::lowest_id);
  orders.add_markowitz(TieBreak::highest_id, "markowitz-high");
  std::vector<Candidate> found = std::move(orders).take();
  std::ranges::reverse(found);
  return found;
}

}  // namespace

EliminationOrder consider_starts(const std::vector<EliminationOrder>& starts, BestProgram& programs) {
  SearchClock& clock = programs.clock();
  for (std::size_t k = 0; k < starts.size() && (k == 0 || clock.until(1.0)()); ++k)
    programs.consider(starts[k], "start " + std::to_string(k));
  if (programs.has_any() && !clock.until(1.0)()) return programs.best().order;
  std::vector<Candidate> heuristics = heuristic_orders(programs.linearization().graph, clock);
  if (!clock.has_moves()) std::ranges::stable_sort(heuristics, {}, &Candidate::cost);
  const auto [least_order, least, method, milliseconds] = heuristics.front();
  for (Candidate& start : heuristics) {
    const double ratio = static_cast<double>(start.cost + 1) / static_cast<double>(least + 1);
    const bool is_affordable = clock.until(programs_end)() && clock.has_time_for(ratio * programs.milliseconds()) &&
                               (clock.has_moves() || ratio <= hopeless);
    if (!programs.has_any() || is_affordable) programs.consider(std::move(start.order), std::move(start.method));
  }
  return least_order;
}

}  // namespace jacquard::policies
