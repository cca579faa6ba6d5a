// SPDX-License-Identifier: BSD-2-Clause
// Search for cheap elimination orders within a budget.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "jacquard/cost.hpp"
#include "jacquard/policies/tensor_graph.hpp"

namespace jacquard::policies {

/// Where a search stands.
struct SearchProgress {
  std::uint64_t cost = 0;  ///< of the best order so far, under the model of the search
  std::uint64_t moves = 0;
  double milliseconds = 0.0;
};

struct SearchOptions {
  std::uint64_t seed = 1;
  double milliseconds = 50.0;  ///< wall time, all of it: what does not fit in is left out or left undone
  /// Kept of `milliseconds` for what the caller does with an order of that cost; may be empty.
  std::function<double(std::uint64_t cost)> reserve;
  std::optional<std::uint64_t> moves;  ///< replaces the time budget; the result is then the same on every machine
  double exact_fraction = 0.1;         ///< of the budget that looking for a proof may take before annealing starts
  std::vector<EliminationOrder> starts;  ///< further starting orders, e.g. a trained policy's
  std::stop_token stop;                  ///< a stop request makes the search return the best order so far
  std::function<void(const SearchProgress&)> progress;  ///< called about ten times a second; may be empty
  std::function<double()> time = {};  ///< milliseconds on a clock that never goes back; empty: the steady clock
};

/// An order and how good it is known to be.
struct SearchResult {
  EliminationOrder order;
  std::uint64_t cost = 0;   ///< counted anew by elimination_cost, emitted_cost or tensor_cost
  std::uint64_t bound = 0;  ///< no order costs less under the model of the search; 0 if none is known
  bool optimal = false;     ///< proven: the cost meets the bound, or the search was exhaustive
  std::string method;  ///< what found the order: "forward", "reverse", "markowitz-low", "preaccumulated-forward",
                       ///< "start 0", "search", "exact"
  std::uint64_t seed = 0;
  std::uint64_t moves = 0;  ///< exchanges of neighbouring vertices that were looked at
  double milliseconds = 0.0;
};

/// Searches for an order of `graph` that is cheap under the plain or the effective model.
///
/// Vertices whose elimination can only help go first. What is left falls into parts that share no edge between
/// intermediates; those that branch and bound can solve are solved. The others start from the best of forward,
/// reverse, the same on what preaccumulation leaves, both Markowitz orders and `options.starts`, are annealed over
/// exchanges of vertices that share an edge, and then improved by moving single vertices far and annealing around
/// them.
/// The first answer, forward on what preaccumulation leaves, takes two eliminations; bounds and further starts have
/// a share of the time each.
/// Memory: linear in the edges and the fill-in of the best order.
/// Source: S. Kirkpatrick et al., Optimization by simulated annealing, Science 220, 1983; H. Lourenco et al.,
/// Iterated local search, Handbook of Metaheuristics, 2003.
/// @throws OrderError if `model` is emitted, which needs the expressions, or if a start is no permutation.
SearchResult search_order(const LinearizedGraph& graph, CostModel model, const SearchOptions& options);

/// The same under any model.
///
/// Emitted: the best effective orders are compared, and improved, by the programs that come out. Where the time
/// allows few programs only, they are those of orders that a search under the effective model passes.
SearchResult search_order(const Linearization& linearization, CostModel model, const SearchOptions& options);

/// Searches for an order of least published tensor count.
SearchResult search_order(const TensorGraph& graph, const SearchOptions& options);

}  // namespace jacquard::policies
