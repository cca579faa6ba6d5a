// SPDX-License-Identifier: BSD-2-Clause
// Refines a found order by eliminations of single edges, and prints them.
#include "edge_steps.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "interrupt.hpp"
#include "jacquard/error.hpp"

namespace jacquard::cli {

namespace {

const char* name_of(StepKind kind) {
  constexpr const char* names[] = {"vertex", "front", "back"};
  return names[static_cast<std::size_t>(kind)];
}

bool ends_at_copy(const policies::GraphFile& subject, const EliminationStep& step) {
  return subject.operations[step.head.value] == "copy";
}

}  // namespace

policies::EdgeRefinement refine(const policies::GraphFile& subject, const EliminationOrder& order,
                                const FindOptions& options) {
  const CostChoice choice = cost_choice(subject, options);
  if (choice != CostChoice::plain && choice != CostChoice::effective) {
    throw OrderError(subject.name + ": expected --cost plain or effective for --edges, found " + name_of(choice));
  }
  policies::SearchOptions budget;
  budget.seed = options.seed;
  budget.milliseconds = std::max(0.0, options.milliseconds - options.spent);
  budget.moves = options.moves;
  const InterruptibleSearch interruptible(budget);
  const CostModel model = choice == CostChoice::plain ? CostModel::plain : CostModel::effective;
  return policies::refine_by_edges(subject.graph, order, model, budget);
}

nlohmann::ordered_json to_json(const policies::GraphFile& subject, const EliminationSteps& steps) {
  nlohmann::ordered_json json = nlohmann::ordered_json::array();
  for (const EliminationStep& step : steps.steps) {
    const std::int64_t tail = subject.ids[step.tail.value], head = subject.ids[step.head.value];
    if (step.kind == StepKind::vertex) {
      json.push_back({{"vertex", head}});
      continue;
    }
    nlohmann::ordered_json entry{{name_of(step.kind), {tail, head}}};
    if (ends_at_copy(subject, step)) entry["copy"] = true;
    json.push_back(std::move(entry));
  }
  return json;
}

std::string to_text(const policies::GraphFile& subject, const EliminationSteps& steps) {
  std::string text;
  for (const EliminationStep& step : steps.steps) {
    if (!text.empty()) text += ' ';
    const std::string head = std::to_string(subject.ids[step.head.value]);
    if (step.kind == StepKind::vertex) {
      text += head;
      continue;
    }
    text += std::string(name_of(step.kind)) + ':' + std::to_string(subject.ids[step.tail.value]) + '>' + head;
    if (ends_at_copy(subject, step)) text += '\'';
  }
  return text;
}

}  // namespace jacquard::cli
