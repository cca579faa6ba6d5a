// SPDX-License-Identifier: BSD-2-Clause
// The seam at which elimination orders come in.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "jacquard/cost.hpp"
#include "jacquard/lower_bound.hpp"

namespace jacquard {

/// An order and where it comes from.
struct OrderProposal {
  EliminationOrder order;
  std::string source;           ///< e.g. "library default.h5: RoeFlux", "search 50 ms seed 1", "markowitz-high"
  LowerBound lower_bound = {};  ///< on the plain cost of any order of the graph
  LowerBound emitted_lower_bound = {};  ///< on the emitted cost of any order
  bool is_settled = false;  ///< taken whatever others cost: measured on this machine, or compiled already
};

/// One place orders come from: a library, a policy, a search, a heuristic.
class OrderSource {
 public:
  virtual ~OrderSource() = default;

  /// An order for `linearization.graph` that aims at `model`, or nothing if this source has none.
  ///
  /// The expressions of the partials are there for the emitted model; the others look at the graph alone.
  /// @throws LibraryError naming the file that orders come from, if it is damaged.
  virtual std::optional<OrderProposal> propose(const Linearization& linearization, CostModel model) = 0;
};

/// The order that a session uses, and what else was looked at.
struct OrderChoice {
  OrderProposal proposal;
  std::uint64_t plain = 0;  ///< cost under each model
  std::uint64_t effective = 0;
  std::uint64_t emitted = 0;
  LowerBound lower_bound = {};          ///< on the plain cost
  LowerBound emitted_lower_bound = {};  ///< on the emitted cost
  std::vector<std::string> refused;     ///< "source: reason" of every proposal that was no permutation, and
                                        ///< what was wrong with every library that could not be read
};

/// Asks `sources` in turn, checks each proposal, adds forward, reverse and both Markowitz orders, and
/// returns the one whose emitted program is cheapest (the earlier source on ties). The first proposal that is
/// settled ends the comparison.
///
/// A proposal that is no permutation of the intermediates is refused, never used; no other source can make the
/// choice worse than the best of the four heuristic orders.
/// Cost: what the sources take, and one accumulation for each proposal.
OrderChoice choose_order(const Linearization& linearization, std::span<const std::unique_ptr<OrderSource>> sources);
OrderChoice choose_order(const ComputationalGraph& residual, std::span<const std::unique_ptr<OrderSource>> sources);

}  // namespace jacquard
