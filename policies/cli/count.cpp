// SPDX-License-Identifier: BSD-2-Clause
// `jacquard count`: what a given order costs under every model that applies.
#include <iostream>
#include <nlohmann/json.hpp>

#include "commands.hpp"
#include "costs.hpp"
#include "order_list.hpp"

namespace jacquard::cli {

void count(const CountOptions& options) {
  const policies::GraphFile subject = load(options.subject);
  const EliminationOrder order = read_order(subject, options.order);
  const Costs costs = count_all(subject, order);
  if (options.format == OutputFormat::json) {
    const nlohmann::ordered_json json{
        {"name", subject.name}, {"order", policies::ids_of(subject, order)}, {"cost", to_json(costs)}};
    std::cout << json.dump() << '\n';
  } else {
    std::cout << subject.name << ": " << to_text(costs) << '\n';
  }
}

}  // namespace jacquard::cli
