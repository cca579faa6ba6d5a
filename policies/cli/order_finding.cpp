// SPDX-License-Identifier: BSD-2-Clause
// Finds an order of a subject by the method that was asked for.
#include "order_finding.hpp"

#include <algorithm>
#include <iostream>
#include <utility>

#include "count_estimate.hpp"
#include "interrupt.hpp"
#include "jacquard/error.hpp"
#include "jacquard/policies/bounds.hpp"
#include "jacquard/policies/policy.hpp"
#include "jacquard/policies/search.hpp"
#include "jacquard/program.hpp"
#include "library_lookup.hpp"
#include "run_time.hpp"

namespace jacquard::cli {

namespace {

using policies::GraphFile;

/// Larger graphs are searched from the heuristic orders alone, so that the budget holds.
constexpr std::size_t most_vertices_for_policy = 1000;
constexpr std::uint64_t most_cuts = 50'000;
constexpr double policy_end =
    0.3;  // fraction of the budget by which a policy has found its order, or is passed over

/// The budget of one order, from when it is asked for.
class Budget {
 public:
  explicit Budget(const FindOptions& options)
      : end_(milliseconds_since_start() - options.spent + options.milliseconds), has_moves_(options.moves) {}

  double milliseconds_left() const { return end_ - milliseconds_since_start(); }
  /// Until `kept` milliseconds are left; always with a budget in moves.
  KeepGoing until(double kept) const {
    return [*this, kept] { return has_moves_ || milliseconds_left() > kept; };
  }

 private:
  double end_;
  bool has_moves_;
};

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

FoundOrder counted(const GraphFile& subject, EliminationOrder order, std::string method,
                   std::optional<std::uint64_t> emitted = {}) {
  FoundOrder found;
  found.costs = count_all(subject, order, emitted);
  found.order = std::move(order);
  found.method = std::move(method);
  return found;
}

std::uint64_t bound_of(const GraphFile& subject, CostChoice choice, const Budget& budget) {
  if (choice == CostChoice::tensor) return 0;
  const KeepGoing keep_going = budget.until(0.0);
  if (choice == CostChoice::emitted) return policies::emitted_lower_bound(linearize(*subject.residual), keep_going);
  return policies::lower_bound(subject.graph, model_of(choice), most_cuts, keep_going);
}

policies::SearchOptions search_options(const FindOptions& options, const Budget& budget, CountEstimate count) {
  policies::SearchOptions search;
  search.seed = options.seed;
  search.milliseconds = std::max(0.0, budget.milliseconds_left());
  search.reserve = std::move(count);
  search.moves = options.moves;
  if (options.exact_fraction) search.exact_fraction = *options.exact_fraction;
  for (const KnownStart& start : options.starts) search.starts.push_back(start.order);
  return search;
}

struct Answer {
  policies::SearchResult result;         ///< in the numbering of the file
  std::optional<std::uint64_t> emitted;  ///< of the file's order, if known
};

// Vertices of the file may stand for several of the residual, which then go together.
Answer search_emitted(const GraphFile& subject, const Linearization& linearization,
                      policies::SearchOptions options) {
  for (EliminationOrder& start : options.starts) start = residual_order(subject, linearization, start);
  policies::SearchResult result = search_order(linearization, CostModel::emitted, options);
  const EliminationOrder found = std::exchange(result.order, file_order(subject, linearization, result.order));
  const EliminationOrder counted = residual_order(subject, linearization, result.order);
  const std::uint64_t cost = counted == found ? result.cost : emitted_cost(linearization, counted);
  return {std::move(result), cost};
}

Answer search_on(const GraphFile& subject, CostChoice choice, const std::optional<Linearization>& linearization,
                 const policies::SearchOptions& options) {
  if (choice == CostChoice::emitted) return search_emitted(subject, *linearization, options);
  if (choice == CostChoice::tensor) return {search_order(*subject.tensors, options), {}};
  policies::SearchResult result = search_order(subject.graph, model_of(choice), options);
  std::optional<std::uint64_t> emitted;
  if (linearization) emitted = emitted_cost(*linearization, residual_order(subject, *linearization, result.order));
  return {std::move(result), emitted};
}

// Search calls its starts by number.
std::string method_of(const policies::SearchResult& result, const FindOptions& options) {
  for (std::size_t k = 0; k < options.starts.size(); ++k) {
    if (result.method == "start " + std::to_string(k)) return options.starts[k].method;
  }
  return result.method;
}

// Search and the libraries' orders do without a network that cannot be read.
std::optional<KnownStart> policy_start(const GraphFile& subject, CostChoice choice, const KeepGoing& keep_going) {
  if (choice == CostChoice::tensor || subject.graph.num_intermediates() > most_vertices_for_policy) return {};
  try {
    const auto policy = policies::find_policy(policies::library_paths(), model_of(choice));
    std::optional<EliminationOrder> order;
    if (policy) order = policy->order(subject.graph, keep_going);
    if (order) return KnownStart{std::move(*order), "policy " + policy->name()};
  } catch (const LibraryError& error) {
    std::cerr << "jacquard: policy passed over: " << error.what() << '\n';
  }
  return {};
}

FoundOrder search(const GraphFile& subject, FindOptions options, const Budget& budget) {
  const CostChoice choice = cost_choice(subject, options);
  const KeepGoing has_time_for_policy = budget.until((1.0 - policy_end) * options.milliseconds);
  if (auto start = policy_start(subject, choice, has_time_for_policy)) options.starts.push_back(std::move(*start));
  std::optional<Linearization> linearization;
  const double begin = milliseconds_since_start();
  if (subject.residual) linearization = linearize(*subject.residual);
  CountEstimate count = estimate_count(subject, choice, milliseconds_since_start() - begin);
  policies::SearchOptions search = search_options(options, budget, std::move(count));
  const InterruptibleSearch interruptible(search);
  const auto [result, emitted] = search_on(subject, choice, linearization, search);
  FoundOrder found = counted(subject, result.order, method_of(result, options), emitted);
  found.bound = result.bound;
  found.moves = result.moves;
  found.optimal = result.optimal && cost_of(found.costs, choice) == result.cost;
  return found;
}

// All of the budget goes into the proof; without one there is no answer.
FoundOrder exact(const GraphFile& subject, FindOptions options, const Budget& budget) {
  const CostChoice choice = cost_choice(subject, options);
  if (choice != CostChoice::plain && choice != CostChoice::effective) {
    throw OrderError(subject.name + ": expected --cost plain or effective for --method exact, found " +
                     name_of(choice));
  }
  options.exact_fraction = 1.0;
  FoundOrder found = search(subject, options, budget);
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

FoundOrder from_library(const GraphFile& subject, const FindOptions& options, const Budget& budget) {
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
  best->bound = std::max(best->bound, bound_of(subject, choice, budget));
  best->optimal = best->optimal || (best->bound > 0 && best->bound == cost_of(best->costs, choice));
  return *best;
}

// Search from everything that is known; an order that search cannot improve keeps the library's name.
FoundOrder best_of_all(const GraphFile& subject, FindOptions options, const Budget& budget) {
  const CostChoice choice = cost_choice(subject, options);
  const std::vector<KnownOrder> known = look_up(subject, policies::library_paths());
  for (const KnownOrder& order : known) options.starts.push_back({order.order, order.source});
  FoundOrder found = search(subject, options, budget);
  for (const KnownOrder& order : known) {
    if (has_lasting_bound(order, choice)) {
      found.bound = std::max(found.bound, std::min(order.bound, cost_of(found.costs, choice)));
    }
  }
  found.optimal = found.optimal || (found.bound > 0 && found.bound == cost_of(found.costs, choice));
  return found;
}

FoundOrder heuristic(const GraphFile& subject, const FindOptions& options, const Budget& budget,
                     EliminationOrder order) {
  const CostChoice choice = cost_choice(subject, options);
  FoundOrder found = counted(subject, std::move(order), name_of(options.method));
  found.bound = bound_of(subject, choice, budget);
  found.optimal = found.bound == cost_of(found.costs, choice);
  return found;
}

FoundOrder from_policy(const GraphFile& subject, const FindOptions& options, const Budget& budget) {
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
  found.bound = bound_of(subject, choice, budget);
  found.optimal = found.bound == cost_of(found.costs, choice);
  return found;
}

FoundOrder dispatch(const GraphFile& subject, const FindOptions& options, const Budget& budget) {
  const LinearizedGraph& graph = subject.graph;
  switch (options.method) {
    case Method::forward:
      return heuristic(subject, options, budget, forward_order(graph));
    case Method::reverse:
      return heuristic(subject, options, budget, reverse_order(graph));
    case Method::markowitz_low:
      return heuristic(subject, options, budget, markowitz_order(graph, TieBreak::lowest_id));
    case Method::markowitz_high:
      return heuristic(subject, options, budget, markowitz_order(graph, TieBreak::highest_id));
    case Method::search:
      return search(subject, options, budget);
    case Method::exact:
      return exact(subject, options, budget);
    case Method::library:
      return from_library(subject, options, budget);
    case Method::policy:
      return from_policy(subject, options, budget);
    case Method::best:
      return best_of_all(subject, options, budget);
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
  const Budget budget(options);
  FoundOrder found = dispatch(subject, options, budget);
  found.milliseconds = options.milliseconds - budget.milliseconds_left();
  return found;
}

}  // namespace jacquard::cli
