// SPDX-License-Identifier: BSD-2-Clause
// The check and the cost of eliminations of vertices and single edges.
#include "jacquard/elimination_steps.hpp"

#include <string>

#include "elimination_state.hpp"
#include "jacquard/cost.hpp"
#include "jacquard/error.hpp"

namespace jacquard {
namespace {

EliminationOrder vertices_of(const EliminationSteps& steps) {
  EliminationOrder order;
  for (const EliminationStep& step : steps.steps) {
    if (step.kind == StepKind::vertex) order.vertices.push_back(step.head);
  }
  return order;
}

void check_edge_step(const LinearizedGraph& graph, const EliminationState& state, const EliminationStep& step,
                     std::size_t position) {
  const bool known =
      step.tail.valid() && step.head.valid() && step.tail < step.head && step.head.value < graph.num_vertices();
  if (known && graph.is_intermediate(step.pivot()) && state.has_edge(step.tail, step.head)) return;
  throw OrderError("steps: position " + std::to_string(position) + ": expected an edge that is left, " +
                   (step.kind == StepKind::front_edge ? "into" : "out of") + " an intermediate, found " +
                   std::to_string(step.tail.value) + " -> " + std::to_string(step.head.value));
}

/// Eliminates all and counts; checks on the way, for only then is it known which edges are left.
Multiplications replay(const LinearizedGraph& graph, const EliminationSteps& steps) {
  check_order(graph, vertices_of(steps));
  EliminationState state(graph);
  Multiplications total;
  for (std::size_t k = 0; k < steps.steps.size(); ++k) {
    const EliminationStep& step = steps.steps[k];
    if (step.kind != StepKind::vertex) check_edge_step(graph, state, step, k);
    total += state.eliminate(step);
  }
  return total;
}

}  // namespace

EliminationSteps steps_of(const EliminationOrder& order) {
  EliminationSteps steps;
  for (const VertexId v : order.vertices) steps.steps.push_back(EliminationStep::vertex(v));
  return steps;
}

void check_steps(const LinearizedGraph& graph, const EliminationSteps& steps) { replay(graph, steps); }

std::uint64_t elimination_cost(const LinearizedGraph& graph, const EliminationSteps& steps, CostModel model) {
  if (model == CostModel::emitted) {
    throw OrderError("elimination_cost: expected the plain or the effective model for steps, found emitted");
  }
  const Multiplications total = replay(graph, steps);
  return model == CostModel::plain ? total.plain : total.effective;
}

}  // namespace jacquard
