// SPDX-License-Identifier: BSD-2-Clause
// What all passes over a graph do with the vertices that they leave alone.
#pragma once

#include <vector>

#include "jacquard/graph_builder.hpp"

namespace jacquard {

/// Vertex `v` of `graph` in `builder`, which has as many inputs, over arguments that were moved already.
/// @param moved  [num_vertices], by vertex of `graph`
VertexId copy_vertex(GraphBuilder& builder, const ComputationalGraph& graph, VertexId v,
                     const std::vector<VertexId>& moved);

/// The dependents and guards of `graph`.
void copy_outputs(GraphBuilder& builder, const ComputationalGraph& graph, const std::vector<VertexId>& moved);

}  // namespace jacquard
