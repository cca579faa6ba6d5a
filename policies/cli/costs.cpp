// SPDX-License-Identifier: BSD-2-Clause
// What an order costs on a subject, under every model that applies.
#include "costs.hpp"

#include <nlohmann/json.hpp>

#include "jacquard/cost.hpp"
#include "jacquard/program.hpp"

namespace jacquard::cli {

Costs count_all(const policies::GraphFile& subject, const EliminationOrder& order,
                std::optional<std::uint64_t> emitted) {
  Costs costs;
  if (subject.tensors) {
    costs.tensor = policies::tensor_cost(*subject.tensors, order);
    return costs;
  }
  const Multiplications count = count_multiplications(subject.graph, order);
  costs.plain = count.plain;
  costs.effective = count.effective;
  costs.emitted = emitted;
  if (subject.residual && !emitted) {
    const Linearization linearization = linearize(*subject.residual);
    costs.emitted = emitted_cost(linearization, residual_order(subject, linearization, order));
  }
  return costs;
}

nlohmann::ordered_json to_json(const Costs& costs) {
  if (costs.tensor) return {{"tensor", *costs.tensor}};
  nlohmann::ordered_json json{{"plain", *costs.plain}, {"effective", *costs.effective}, {"emitted", nullptr}};
  if (costs.emitted) json["emitted"] = *costs.emitted;
  return json;
}

std::string to_text(const Costs& costs) {
  if (costs.tensor) return "tensor " + std::to_string(*costs.tensor);
  return "plain " + std::to_string(*costs.plain) + ", effective " + std::to_string(*costs.effective) +
         ", emitted " + (costs.emitted ? std::to_string(*costs.emitted) : "unknown");
}

}  // namespace jacquard::cli
