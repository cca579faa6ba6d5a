// SPDX-License-Identifier: BSD-2-Clause
// Costs of an order that the linearized graph alone decides.
#include "jacquard/cost.hpp"

#include "elimination_state.hpp"
#include "jacquard/error.hpp"

namespace jacquard {

std::uint64_t elimination_cost(const LinearizedGraph& graph, const EliminationOrder& order, CostModel model) {
  if (model == CostModel::emitted) {
    throw OrderError("elimination_cost: the emitted model needs the residual; use emitted_cost");
  }
  check_order(graph, order);
  EliminationState state(graph);
  std::uint64_t cost = 0;
  for (VertexId v : order.vertices) {
    const Multiplications count = state.eliminate_vertex(v);
    cost += model == CostModel::plain ? count.plain : count.effective;
  }
  return cost;
}

}  // namespace jacquard
