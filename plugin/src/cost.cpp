// SPDX-License-Identifier: BSD-2-Clause
// Costs of an order that the linearized graph alone decides.
#include "jacquard/cost.hpp"

#include "elimination_state.hpp"
#include "jacquard/error.hpp"

namespace jacquard {

std::optional<std::uint64_t> partial_cost(const LinearizedGraph& graph, std::span<const VertexId> vertices,
                                          CostModel model, const CountLimit& limit) {
  if (model == CostModel::emitted) {
    throw OrderError("elimination_cost: the emitted model needs the residual; use emitted_cost");
  }
  EliminationState state(graph);
  std::uint64_t cost = 0;
  for (const VertexId v : vertices) {
    const Multiplications count = state.eliminate_vertex(v);
    cost += model == CostModel::plain ? count.plain : count.effective;
    if (cost > limit.most || (limit.keep_going && !limit.keep_going())) return std::nullopt;
  }
  return cost;
}

Multiplications count_multiplications(const LinearizedGraph& graph, const EliminationOrder& order) {
  check_order(graph, order);
  EliminationState state(graph);
  Multiplications total;
  for (const VertexId v : order.vertices) total += state.eliminate_vertex(v);
  return total;
}

std::uint64_t elimination_cost(const LinearizedGraph& graph, const EliminationOrder& order, CostModel model) {
  check_order(graph, order);
  return *partial_cost(graph, order.vertices, model);
}

}  // namespace jacquard
