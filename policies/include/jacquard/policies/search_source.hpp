// SPDX-License-Identifier: BSD-2-Clause
// Search as a source of orders for sessions.
#pragma once

#include <memory>
#include <utility>

#include "jacquard/order_source.hpp"
#include "jacquard/policies/search.hpp"

namespace jacquard::policies {

/// Proposes what a search within the budget of `options` finds; its source reads "search 50 ms seed 1".
class SearchOrderSource final : public OrderSource {
 public:
  /// @param start  asked first for an order to start from, e.g. a trained policy; its source is named as well, alone
  ///               where the search finds nothing better. May be null. A damaged library behind it is passed over.
  explicit SearchOrderSource(SearchOptions options = {}, std::unique_ptr<OrderSource> start = nullptr)
      : options_(std::move(options)), start_(std::move(start)) {}

  std::optional<OrderProposal> propose(const Linearization& linearization, CostModel model) override;

 private:
  SearchOptions options_;
  std::unique_ptr<OrderSource> start_;
};

}  // namespace jacquard::policies
