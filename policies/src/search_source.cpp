// SPDX-License-Identifier: BSD-2-Clause
// Runs a search on behalf of a session.
#include "jacquard/policies/search_source.hpp"

#include <cmath>
#include <utility>

#include "jacquard/policies/bounds.hpp"

namespace jacquard::policies {
namespace {

std::string describe(const SearchOptions& options) {
  const std::string budget = options.moves ? std::to_string(*options.moves) + " moves"
                                           : std::to_string(std::lround(options.milliseconds)) + " ms";
  return "search " + budget + " seed " + std::to_string(options.seed);
}

}  // namespace

std::optional<OrderProposal> SearchOrderSource::propose(const Linearization& linearization, CostModel model) {
  SearchResult found = search_order(linearization, model, options_);
  const std::uint64_t bound =
      model == CostModel::plain ? found.bound : lower_bound(linearization.graph, CostModel::plain);
  const std::uint64_t emitted = model == CostModel::emitted ? found.bound : emitted_lower_bound(linearization);
  return OrderProposal{std::move(found.order), describe(options_), bound, emitted};
}

}  // namespace jacquard::policies
