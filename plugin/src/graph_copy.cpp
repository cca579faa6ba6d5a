// SPDX-License-Identifier: BSD-2-Clause
// Leaves by what they are, everything else over moved arguments.
#include "graph_copy.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace jacquard {

VertexId copy_vertex(GraphBuilder& builder, const ComputationalGraph& graph, VertexId v,
                     const std::vector<VertexId>& moved) {
  const Vertex& vertex = graph[v];
  if (vertex.elemental == Elemental::literal) return builder.literal(graph.literals()[vertex.index]);
  if (is_leaf(vertex.elemental)) return v;
  std::array<VertexId, 3> arguments;
  const std::span<const VertexId> old = arguments_of(vertex);
  std::ranges::transform(old, arguments.begin(), [&](VertexId argument) { return moved[argument.value]; });
  return builder.apply(vertex.elemental, std::span(arguments).first(old.size()));
}

void copy_outputs(GraphBuilder& builder, const ComputationalGraph& graph, const std::vector<VertexId>& moved) {
  for (const VertexId dependent : graph.dependents()) builder.add_dependent(moved[dependent.value]);
  for (const Guard& guard : graph.guards()) builder.add_guard(moved[guard.condition.value], guard.outcome);
}

}  // namespace jacquard
