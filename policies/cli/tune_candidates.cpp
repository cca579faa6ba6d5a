// SPDX-License-Identifier: BSD-2-Clause
// Gathers orders and tells their programs apart.
#include "tune_candidates.hpp"

#include <algorithm>
#include <span>

#include "interrupt.hpp"
#include "jacquard/elimination.hpp"
#include "jacquard/error.hpp"
#include "jacquard/kernels/built_in.hpp"
#include "library_lookup.hpp"

namespace jacquard::cli {

namespace {

using policies::GraphFile;

TuneCandidate candidate(const GraphFile& subject, FoundOrder found) {
  Linearization linearization = linearize(*subject.residual);
  const EliminationOrder order = policies::residual_order(subject, linearization, found.order);
  Program program = lower(accumulate(std::move(linearization), order), Quantity::jacobian);
  std::string key = kernels::program_key(std::span(&program, 1));
  return {std::move(found), std::move(program), std::move(key)};
}

std::vector<FoundOrder> known_orders(const GraphFile& subject) {
  std::vector<FoundOrder> orders;
  for (KnownOrder& known : look_up(subject, policies::library_paths())) {
    FoundOrder found;
    found.costs = count_all(subject, known.order);
    found.order = std::move(known.order);
    found.method = std::move(known.method);
    orders.push_back(std::move(found));
  }
  return orders;
}

/// What heuristics and searches find; every search has a seed of its own. An interrupted one is the last.
std::vector<FoundOrder> found_orders(const GraphFile& subject, const TuneOptions& options) {
  std::vector<FoundOrder> orders;
  FindOptions find = options.find;
  find.cost = CostChoice::emitted;
  for (const Method method : {Method::forward, Method::reverse, Method::markowitz_low, Method::markowitz_high}) {
    find.method = method;
    orders.push_back(find_order(subject, find));
  }
  find.method = Method::search;
  for (std::size_t k = 0; k < options.num_orders; ++k, ++find.seed) {
    orders.push_back(find_order(subject, find));
    orders.back().method = "search seed " + std::to_string(find.seed);
    if (was_last_search_interrupted()) break;
  }
  return orders;
}

}  // namespace

std::vector<TuneCandidate> tune_candidates(const GraphFile& subject, const TuneOptions& options) {
  FindOptions emitted;
  emitted.cost = CostChoice::emitted;
  cost_choice(subject, emitted);  // throws where that cost does not apply
  std::vector<FoundOrder> orders = known_orders(subject);
  for (FoundOrder& found : found_orders(subject, options)) orders.push_back(std::move(found));
  std::ranges::stable_sort(orders, {}, [](const FoundOrder& found) { return *found.costs.emitted; });
  std::vector<TuneCandidate> candidates;
  for (FoundOrder& found : orders) {
    if (candidates.size() == options.num_orders) break;
    TuneCandidate next = candidate(subject, std::move(found));
    const auto is_same = [&](const TuneCandidate& other) { return other.key == next.key; };
    if (std::ranges::none_of(candidates, is_same)) candidates.push_back(std::move(next));
  }
  return candidates;
}

}  // namespace jacquard::cli
