// SPDX-License-Identifier: BSD-2-Clause
// Compares starting orders.
#include "portfolio.hpp"

#include <optional>
#include <string>
#include <utility>

namespace jacquard::policies {
namespace {

/// The best order so far.
class Comparison {
 public:
  Comparison(const LinearizedGraph& graph, CostModel model, SearchClock& clock, double end)
      : graph_(graph), model_(model), clock_(clock), keep_going_(clock.until(end)) {}

  /// Of equal orders the one of least `rank` is kept.
  void consider(EliminationOrder order, std::string method, std::size_t rank) {
    const double begin = clock_.milliseconds();
    CountLimit limit;
    if (has_answer_) limit = {best_.cost, keep_going_};
    const std::optional<std::uint64_t> cost = partial_cost(graph_, order.vertices, model_, limit);
    if (!cost || (has_answer_ && *cost == best_.cost && rank > rank_)) return;
    best_ = {std::move(order), *cost, std::move(method), clock_.milliseconds() - begin};
    rank_ = rank;
    has_answer_ = true;
    clock_.note_cost(best_.cost);  // from now on there is an answer to stop with
  }

  /// Forward and in reverse, on vertices that are preaccumulated.
  void consider_preaccumulated(TieBreak tie_break, std::size_t rank) {
    if (has_answer_ && !keep_going_()) return;
    const std::vector<VertexId> first = preaccumulation(graph_, tie_break);
    consider(begun_with(first, forward_order(graph_)), "preaccumulated-forward", rank);
    consider(begun_with(first, reverse_order(graph_)), "preaccumulated-reverse", rank + 1);
  }

  void consider_markowitz(TieBreak tie_break, std::string method, std::size_t rank) {
    if (!keep_going_()) return;
    std::optional<EliminationOrder> order = markowitz_order(graph_, tie_break, keep_going_);
    if (order) consider(std::move(*order), std::move(method), rank);
  }

  Candidate take() && { return std::move(best_); }

 private:
  const LinearizedGraph& graph_;
  CostModel model_;
  SearchClock& clock_;
  KeepGoing keep_going_;
  Candidate best_;
  std::size_t rank_ = 0;
  bool has_answer_ = false;
};

}  // namespace

Candidate best_of_portfolio(const LinearizedGraph& graph, CostModel model,
                            const std::vector<EliminationOrder>& starts, SearchClock& clock, double end) {
  for (const EliminationOrder& start : starts) check_order(graph, start);
  const std::size_t num_starts = starts.size();
  Comparison comparison(graph, model, clock, end);
  for (std::size_t k = 0; k < num_starts; ++k) comparison.consider(starts[k], "start " + std::to_string(k), k);
  comparison.consider_preaccumulated(TieBreak::highest_id, num_starts + 4);
  comparison.consider(forward_order(graph), "forward", num_starts + 3);
  comparison.consider(reverse_order(graph), "reverse", num_starts + 2);
  comparison.consider_preaccumulated(TieBreak::lowest_id, num_starts + 6);
  comparison.consider_markowitz(TieBreak::highest_id, "markowitz-high", num_starts);
  comparison.consider_markowitz(TieBreak::lowest_id, "markowitz-low", num_starts + 1);
  return std::move(comparison).take();
}

}  // namespace jacquard::policies
