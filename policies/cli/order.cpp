// SPDX-License-Identifier: BSD-2-Clause
// `jacquard order` and `jacquard bound`.
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>

#include "commands.hpp"
#include "edge_steps.hpp"
#include "interrupt.hpp"
#include "jacquard/error.hpp"
#include "jacquard/policies/bounds.hpp"
#include "run_time.hpp"

namespace jacquard::cli {

namespace {

constexpr std::uint64_t most_cuts = 50'000;
constexpr double share_of_vertices = 0.6;  // of the budget, where edges are to be eliminated as well
constexpr double effective_end = 0.4;  // fractions of the budget by which bounds other than the plain one are there
constexpr double emitted_end = 0.6;

std::string order_text(const policies::GraphFile& subject, const FoundOrder& found, CostChoice choice) {
  std::string text = subject.name + ": " + to_text(found.costs) + " (";
  text += found.optimal ? "optimal" : found.bound > 0 ? "bound " + std::to_string(found.bound) : "no bound known";
  text += found.bound > 0 || found.optimal ? std::string(" under ") + name_of(choice) : "";
  text += "), by " + found.method + "\n";
  for (const std::int64_t id : policies::ids_of(subject, found.order)) text += std::to_string(id) + ' ';
  text.back() = '\n';
  return text;
}

}  // namespace

void order(const OrderOptions& options) {
  const policies::GraphFile subject = load(options.subject);
  FindOptions find = options.find;
  find.spent = milliseconds_since_start();
  if (options.with_edges) find.milliseconds *= share_of_vertices;
  FoundOrder found = find_order(subject, find);
  const CostChoice choice = cost_choice(subject, options.find);
  std::optional<policies::EdgeRefinement> refined;
  if (options.with_edges) {
    find.milliseconds = options.find.milliseconds;
    find.spent = milliseconds_since_start();
    if (was_last_search_interrupted()) find.milliseconds = 0.0;
    if (find.moves && was_last_search_interrupted()) find.moves = 0;
    refined = refine(subject, found.order, find);
    found.milliseconds = milliseconds_since_start();
  }
  if (options.format == OutputFormat::text) {
    std::cout << order_text(subject, found, choice);
    if (refined) {
      std::cout << "with edges: " << name_of(choice) << ' ' << refined->cost << '\n'
                << to_text(subject, refined->steps) << '\n';
    }
    return;
  }
  nlohmann::ordered_json json{{"name", subject.name},
                              {"method", name_of(options.find.method)},
                              {"found_by", found.method},
                              {"order", policies::ids_of(subject, found.order)},
                              {"cost_model", name_of(choice)},
                              {"cost", to_json(found.costs)},
                              {"bound", found.bound},
                              {"optimal", found.optimal},
                              {"moves", found.moves},
                              {"milliseconds", found.milliseconds},
                              {"seed", options.find.seed}};
  if (refined) {
    json["edge_cost"] = refined->cost;
    json["steps"] = to_json(subject, refined->steps);
  }
  std::cout << json.dump() << '\n';
}

namespace {

/// Under every model that applies but the plain one.
Costs other_bounds(const policies::GraphFile& subject, const FindOptions& find) {
  const auto until = [&find](double end) -> KeepGoing {
    return [&find, end] { return find.moves || milliseconds_since_start() < end * find.milliseconds; };
  };
  Costs bounds;
  bounds.effective = policies::lower_bound(subject.graph, CostModel::effective, most_cuts, until(effective_end));
  if (subject.residual)
    bounds.emitted = policies::emitted_lower_bound(linearize(*subject.residual), until(emitted_end));
  return bounds;
}

}  // namespace

void bound(const BoundOptions& options) {
  const policies::GraphFile subject = load(options.subject);
  if (subject.tensors)
    throw OrderError(subject.name + ": expected a graph of scalars for a bound, found one of tensors");
  FindOptions find = options.find;
  find.cost = CostChoice::plain;
  find.method = Method::search;
  find.exact_fraction = 1.0;
  Costs bounds = other_bounds(subject, find);
  find.spent = milliseconds_since_start();
  const FoundOrder found = find_order(subject, find);
  bounds.plain = found.bound;
  if (options.format == OutputFormat::text) {
    std::cout << subject.name << ": no order costs less than " << found.bound << " (plain"
              << (found.optimal ? ", and one costs no more" : "") << "), " << *bounds.effective << " (effective)";
    if (bounds.emitted) std::cout << ", " << *bounds.emitted << " (emitted)";
    std::cout << '\n';
    return;
  }
  const nlohmann::ordered_json json{{"name", subject.name},
                                    {"cost_model", "plain"},
                                    {"bound", found.bound},
                                    {"bounds", to_json(bounds)},
                                    {"cost", to_json(found.costs)},
                                    {"optimal", found.optimal},
                                    {"milliseconds", found.milliseconds},
                                    {"seed", find.seed}};
  std::cout << json.dump() << '\n';
}

}  // namespace jacquard::cli
