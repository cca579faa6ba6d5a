// SPDX-License-Identifier: BSD-2-Clause
// `jacquard order` and `jacquard bound`.
#include <chrono>
#include <iostream>
#include <nlohmann/json.hpp>

#include "commands.hpp"
#include "jacquard/error.hpp"
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
  if (options.format == OutputFormat::text) {
    std::cout << order_text(subject, found, choice);
    return;
  }
  const nlohmann::ordered_json json{{"name", subject.name},
                                    {"method", name_of(options.find.method)},
                                    {"found_by", found.method},
                                    {"order", policies::ids_of(subject, found.order)},
                                    {"cost_model", name_of(choice)},
                                    {"cost", to_json(found.costs)},
                                    {"bound", found.bound},
                                    {"optimal", found.optimal},
                                    {"milliseconds", found.milliseconds},
                                    {"seed", options.find.seed}};
  std::cout << json.dump() << '\n';
}

void bound(const BoundOptions& options) {
  const policies::GraphFile subject = load(options.subject);
  if (subject.tensors) throw OrderError(subject.name + ": expected a graph of scalars, found one of tensors");
  using clock = std::chrono::steady_clock;
  const auto start = clock::now();
  const std::uint64_t bound = policies::lower_bound(subject.graph, CostModel::plain);
  const double milliseconds = std::chrono::duration<double, std::milli>(clock::now() - start).count();
  if (options.format == OutputFormat::text) {
    std::cout << subject.name << ": no order costs less than " << bound << " (plain)\n";
    return;
  }
  const nlohmann::ordered_json json{
      {"name", subject.name}, {"cost_model", "plain"}, {"bound", bound}, {"milliseconds", milliseconds}};
  std::cout << json.dump() << '\n';
}

}  // namespace jacquard::cli
