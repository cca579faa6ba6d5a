// SPDX-License-Identifier: BSD-2-Clause
// Search as a source of orders for sessions.
#pragma once

#include "jacquard/order_source.hpp"
#include "jacquard/policies/search.hpp"

namespace jacquard::policies {

/// Proposes what a search within the budget of `options` finds; its source reads "search 50 ms seed 1".
class SearchOrderSource final : public OrderSource {
 public:
  explicit SearchOrderSource(SearchOptions options = {}) : options_(std::move(options)) {}

  std::optional<OrderProposal> propose(const Linearization& linearization, CostModel model) override;

 private:
  SearchOptions options_;
};

}  // namespace jacquard::policies
