// SPDX-License-Identifier: BSD-2-Clause
// Runs a search on behalf of a session.
#include "jacquard/policies/search_source.hpp"

#include <cmath>
#include <utility>

#include "jacquard/error.hpp"
#include "jacquard/policies/bounds.hpp"

namespace jacquard::policies {
namespace {

std::string describe(const SearchOptions& options) {
  const std::string budget = options.moves ? std::to_string(*options.moves) + " moves"
                                           : std::to_string(std::lround(options.milliseconds)) + " ms";
  return "search " + budget + " seed " + std::to_string(options.seed);
}

/// What a search starts from, and what is to be said of it.
struct Start {
  std::optional<OrderProposal> proposal;
  std::string damage;  ///< of a library that could not be read; empty if there is none
};

Start ask(OrderSource* source, const Linearization& linearization, CostModel model) {
  if (source == nullptr) return {};
  try {
    return {source->propose(linearization, model), ""};
  } catch (const LibraryError& error) {
    return {std::nullopt, std::string("; passed over ") + error.what()};
  }
}

}  // namespace

std::optional<OrderProposal> SearchOrderSource::propose(const Linearization& linearization, CostModel model) {
  SearchOptions options = options_;
  const Start start = ask(start_.get(), linearization, model);
  const std::string number = "start " + std::to_string(options.starts.size());
  if (start.proposal) options.starts.push_back(start.proposal->order);
  SearchResult found = search_order(linearization, model, options);
  const LowerBound bound =
      model == CostModel::plain
          ? LowerBound(found.bound)
          : LowerBound([graph = linearization.graph] { return lower_bound(graph, CostModel::plain); });
  const LowerBound emitted = model == CostModel::emitted
                                 ? LowerBound(found.bound)
                                 : LowerBound([linearization] { return emitted_lower_bound(linearization); });
  std::string source = describe(options);
  if (start.proposal)
    source = found.method == number ? start.proposal->source : source + " from " + start.proposal->source;
  return OrderProposal{std::move(found.order), source + start.damage, bound, emitted};
}

}  // namespace jacquard::policies
