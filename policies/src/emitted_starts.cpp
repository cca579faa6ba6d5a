// SPDX-License-Identifier: BSD-2-Clause
// Heuristic orders, the promising ones first.
#include "emitted_starts.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

namespace jacquard::policies {
namespace {

constexpr double starts_end = 0.3;  // fractions of the budget at which work before the search is cut off
constexpr double programs_end = 0.5;
constexpr double hopeless = 2.0;  // a start of so many times the least effective cost is not counted

/// With their effective costs, but for those that take too long to find or are known to be hopeless.
std::vector<Candidate> heuristic_orders(const LinearizedGraph& graph, SearchClock& clock) {
  std::vector<Candidate> found;
  CountLimit limit;
  const auto add = [&](std::optional<EliminationOrder> order, const char* method) {
    const auto cost = order ? partial_cost(graph, order->vertices, CostModel::effective, limit) : std::nullopt;
    if (!cost) return;
    found.push_back({std::move(*order), *cost, method});
    if (clock.has_moves()) return;
    limit.most = std::min(limit.most, static_cast<std::uint64_t>(hopeless * static_cast<double>(*cost + 1)));
    limit.keep_going = clock.until(starts_end);
  };
  add(forward_order(graph), "forward");  // those that take no time to build come first
  add(reverse_order(graph), "reverse");
  add(markowitz_order(graph, TieBreak::lowest_id, clock.until(starts_end)), "markowitz-low");
  add(markowitz_order(graph, TieBreak::highest_id, clock.until(starts_end)), "markowitz-high");
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
