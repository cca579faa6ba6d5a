// SPDX-License-Identifier: BSD-2-Clause
// `jacquard order` and `jacquard bound`.
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>

#include "commands.hpp"
#include "edge_steps.hpp"
#include "jacquard/policies/bounds.hpp"

namespace jacquard::cli {

namespace {

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
  const FoundOrder found = find_order(subject, options.find);
  const CostChoice choice = cost_choice(subject, options.find);
  std::optional<policies::EdgeRefinement> refined;
  if (options.with_edges) refined = refine(subject, found.order, options.find);
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
                              {"milliseconds", found.milliseconds},
                              {"seed", options.find.seed}};
  if (refined) {
    json["edge_cost"] = refined->cost;
    json["steps"] = to_json(subject, refined->steps);
  }
  std::cout << json.dump() << '\n';
}

namespace {

/// Under every model that applies; `plain` is known already.
Costs all_bounds(const policies::GraphFile& subject, std::uint64_t plain) {
  Costs bounds;
  bounds.plain = plain;
  bounds.effective = policies::lower_bound(subject.graph, CostModel::effective);
  if (subject.residual) bounds.emitted = policies::emitted_lower_bound(linearize(*subject.residual));
  return bounds;
}

}  // namespace

void bound(const BoundOptions& options) {
  const policies::GraphFile subject = load(options.subject);
  FindOptions find = options.find;
  find.cost = CostChoice::plain;
  find.method = Method::search;
  find.exact_fraction = 1.0;
  const FoundOrder found = find_order(subject, find);
  const Costs bounds = all_bounds(subject, found.bound);
  if (options.format == OutputFormat::text) {
    std::cout << subject.name << ": no order costs less than " << found.bound << " (plain"
              << (found.optimal ? ", and one costs no more" : "") << "), " << *bounds.effective << " (effective)";
    if (bounds.emitted) std::cout << ", " << *bounds.emitted << " (emitted)";
    std::cout << '\n';
    return;
  }
  const nlohmann::ordered_json json{{"name", subject.name},     {"cost_model", "plain"},
                                    {"bound", found.bound},     {"bounds", to_json(bounds)}, {"cost", to_json(found.costs)},
                                    {"optimal", found.optimal}, {"milliseconds", found.milliseconds},
                                    {"seed", find.seed}};
  std::cout << json.dump() << '\n';
}

}  // namespace jacquard::cli
