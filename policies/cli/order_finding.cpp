// SPDX-License-Identifier: BSD-2-Clause
// Finds an order of a subject by the method that was asked for.
#include "order_finding.hpp"

#include <algorithm>
#include <chrono>
#include <iostream>
#include <utility>

#include "interrupt.hpp"
#include "jacquard/error.hpp"
#include "jacquard/policies/bounds.hpp"
#include "jacquard/policies/policy.hpp"
#include "jacquard/policies/search.hpp"
#include "library_lookup.hpp"

namespace jacquard::cli {

namespace {

using policies::GraphFile;

/// Larger graphs are searched from the heuristic orders alone, so that the budget holds.
constexpr std::size_t most_vertices_for_policy = 1000;

CostModel model_of(CostChoice choice) {
  switch (choice) {
    case CostChoice::effective:
      return CostModel::effective;
    case CostChoice::emitted:
      return CostModel::emitted;
    default:
      return CostModel::plain;
  }
}

FoundOrder counted(const GraphFile& subject, EliminationOrder order, std::string method) {
  FoundOrder found;
  found.costs = count_all(subject, order);
  found.order = std::move(order);
  found.method = std::move(method);
  return found;
}

std::uint64_t bound_of(const GraphFile& subject, CostChoice choice) {
  if (choice == CostChoice::tensor) return 0;
  if (choice == CostChoice::emitted) return policies::emitted_lower_bound(linearize(*subject.residual));
  return policies::lower_bound(subject.graph, model_of(choice));
}

policies::SearchOptions search_options(const FindOptions& options) {
  policies::SearchOptions search;
  search.seed = options.seed;
  search.milliseconds = options.milliseconds;
  search.moves = options.moves;
  if (options.exact_fraction) search.exact_fraction = *options.exact_fraction;
  for (const KnownStart& start : options.starts) search.starts.push_back(start.order);
  return search;
}

policies::SearchResult search_emitted(const GraphFile& subject, policies::SearchOptions options) {
  for (EliminationOrder& start : options.starts) start = residual_order(subject, start);
  policies::SearchResult result = search_order(linearize(*subject.residual), CostModel::emitted, options);
  result.order = file_order(subject, result.order);
  return result;
}

// Search calls its starts by number.
std::string method_of(const policies::SearchResult& result, const FindOptions& options) {
  for (std::size_t k = 0; k < options.starts.size(); ++k) {
    if (result.method == "start " + std::to_string(k)) return options.starts[k].method;
  }
  return result.method;
}

// Search and the libraries' orders do without a network that cannot be read.
std::optional<KnownStart> policy_start(const GraphFile& subject, CostChoice choice) {
  if (choice == CostChoice::tensor || subject.graph.num_intermediates() > most_vertices_for_policy) return {};
  try {
    const auto policy = policies::find_policy(policies::library_paths(), model_of(choice));
    if (policy) return KnownStart{policy->order(subject.graph), "policy " + policy->name()};
  } catch (const LibraryError& error) {
    std::cerr << "jacquard: policy passed over: " << error.what() << '\n';
  }
  return {};
}

FoundOrder search(const GraphFile& subject, FindOptions options) {
  const CostChoice choice = cost_choice(subject, options);
  if (auto start = policy_start(subject, choice)) options.starts.push_back(std::move(*start));
  policies::SearchOptions budget = search_options(options);
  const InterruptibleSearch interruptible(budget);
  policies::SearchResult result = choice == CostChoice::tensor ? search_order(*subject.tensors, budget)
                                  : choice == CostChoice::emitted
                                      ? search_emitted(subject, std::move(budget))
                                      : search_order(subject.graph, model_of(choice), budget);
  FoundOrder found = counted(subject, std::move(result.order), method_of(result, options));
  found.bound = result.bound;
  found.optimal = result.optimal && cost_of(found.costs, choice) == result.cost;
  return found;
}

// All of the budget goes into the proof; without one there is no answer.
FoundOrder exact(const GraphFile& subject, FindOptions options) {
  const CostChoice choice = cost_choice(subject, options);
  if (choice != CostChoice::plain && choice != CostChoice::effective) {
    throw OrderError(subject.name + ": expected --cost plain or effective for --method exact, found " +
                     name_of(choice));
  }
  options.exact_fraction = 1.0;
  FoundOrder found = search(subject, options);
  if (!found.optimal) {
    throw OrderError(subject.name + ": expected a proof within the budget, found an order of cost " +
                     std::to_string(cost_of(found.costs, choice)) + " and the bound " +
                     std::to_string(found.bound) + "; --milliseconds gives it more time");
  }
  return found;
}

// Bounds under the other models depend on constants, which libraries do not keep.
bool has_lasting_bound(const KnownOrder& known, CostChoice choice) {
  return known.cost == choice && (choice == CostChoice::plain || choice == CostChoice::tensor);
}

FoundOrder from_library(const GraphFile& subject, const FindOptions& options) {
  const CostChoice choice = cost_choice(subject, options);
  std::optional<FoundOrder> best;
  for (KnownOrder& known : look_up(subject, policies::library_paths())) {
    FoundOrder found = counted(subject, std::move(known.order), std::move(known.source));
    if (has_lasting_bound(known, choice)) {
      found.optimal = known.optimal;
      found.bound = known.bound;
    }
    if (known.is_tuned && choice == CostChoice::emitted) return found;
    if (!best || cost_of(found.costs, choice) < cost_of(best->costs, choice)) best = std::move(found);
  }
  if (!best) {
    throw LibraryError("library: expected the graph of " + subject.name + " (fingerprint " +
                       to_string(fingerprint_of(subject)) + ") in one of " +
                       std::to_string(policies::library_paths().size()) + " libraries, found none");
  }
  best->bound = std::max(best->bound, bound_of(subject, choice));
  best->optimal = best->optimal || (best->bound > 0 && best->bound == cost_of(best->costs, choice));
  return *best;
}

// Search from everything that is known; an order that search cannot improve keeps the library's name.
FoundOrder best_of_all(const GraphFile& subject, FindOptions options) {
  const CostChoice choice = cost_choice(subject, options);
  const std::vector<KnownOrder> known = look_up(subject, policies::library_paths());
  for (const KnownOrder& order : known) options.starts.push_back({order.order, order.source});
  FoundOrder found = search(subject, options);
  for (const KnownOrder& order : known) {
    if (has_lasting_bound(order, choice)) {
      found.bound = std::max(found.bound, std::min(order.bound, cost_of(found.costs, choice)));
    }
  }
  found.optimal = found.optimal || (found.bound > 0 && found.bound == cost_of(found.costs, choice));
  return found;
}

FoundOrder heuristic(const GraphFile& subject, const FindOptions& options, EliminationOrder order) {
  const CostChoice choice = cost_choice(subject, options);
  FoundOrder found = counted(subject, std::move(order), name_of(options.method));
  found.bound = bound_of(subject, choice);
  found.optimal = found.bound == cost_of(found.costs, choice);
  return found;
}

FoundOrder from_policy(const GraphFile& subject, const FindOptions& options) {
  const CostChoice choice = cost_choice(subject, options);
  if (choice == CostChoice::tensor) {
    throw OrderError(subject.name + ": expected a graph of scalars for --method policy, found one of tensors");
  }
  const auto libraries = policies::library_paths();
  const auto policy = policies::find_policy(libraries, model_of(choice));
  if (!policy) {
    std::string places;
    for (const auto& path : libraries) places += (places.empty() ? "" : ", ") + path.string();
    throw LibraryError("policy: expected a network " + policies::policy_architecture(model_of(choice)) + " in " +
                       (places.empty() ? "a library, found no library" : places + "; found none"));
  }
  FoundOrder found = counted(subject, policy->order(subject.graph), "policy " + policy->name());
  found.bound = bound_of(subject, choice);
  found.optimal = found.bound == cost_of(found.costs, choice);
  return found;
}

FoundOrder dispatch(const GraphFile& subject, const FindOptions& options) {
  const LinearizedGraph& graph = subject.graph;
  switch (options.method) {
    case Method::forward:
      return heuristic(subject, options, forward_order(graph));
    case Method::reverse:
      return heuristic(subject, options, reverse_order(graph));
    case Method::markowitz_low:
      return heuristic(subject, options, markowitz_order(graph, TieBreak::lowest_id));
    case Method::markowitz_high:
      return heuristic(subject, options, markowitz_order(graph, TieBreak::highest_id));
    case Method::search:
      return search(subject, options);
    case Method::exact:
      return exact(subject, options);
    case Method::library:
      return from_library(subject, options);
    case Method::policy:
      return from_policy(subject, options);
    case Method::best:
      return best_of_all(subject, options);
  }
  return {};
}

}  // namespace

CostChoice cost_choice(const GraphFile& subject, const FindOptions& options) {
  const bool has_tensors = subject.tensors.has_value();
  const CostChoice choice = options.cost.value_or(has_tensors ? CostChoice::tensor : CostChoice::plain);
  if ((choice == CostChoice::tensor) != has_tensors) {
    throw OrderError(
        subject.name + ": expected --cost " +
        (has_tensors ? "tensor for a graph of tensors" : "plain, effective or emitted for a graph of scalars") +
        ", found " + name_of(choice));
  }
  if (choice == CostChoice::emitted && !subject.residual) {
    throw OrderError(subject.name +
                     ": expected operations of the table of elementals for --cost emitted, found others");
  }
  return choice;
}

std::uint64_t cost_of(const Costs& costs, CostChoice choice) {
  switch (choice) {
    case CostChoice::plain:
      return costs.plain.value();
    case CostChoice::effective:
      return costs.effective.value();
    case CostChoice::emitted:
      return costs.emitted.value();
    case CostChoice::tensor:
      return costs.tensor.value();
  }
  return 0;
}

const char* name_of(CostChoice choice) {
  constexpr const char* names[] = {"plain", "effective", "emitted", "tensor"};
  return names[static_cast<std::size_t>(choice)];
}

const char* name_of(Method method) {
  constexpr const char* names[] = {"forward", "reverse", "markowitz-low", "markowitz-high", "search", "exact",
                                   "library", "policy",  "best"};
  return names[static_cast<std::size_t>(method)];
}

FoundOrder find_order(const GraphFile& subject, const FindOptions& options) {
  using clock = std::chrono::steady_clock;
  const auto start = clock::now();
  FoundOrder found = dispatch(subject, options);
  found.milliseconds = std::chrono::duration<double, std::milli>(clock::now() - start).count();
  return found;
}

}  // namespace jacquard::cli
