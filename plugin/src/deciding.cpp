// SPDX-License-Identifier: BSD-2-Clause
// Jumps, and the closure over arguments.
#include "deciding.hpp"

namespace jacquard {
namespace {

/// Whether the value jumps as an argument varies.
bool is_discontinuous(Elemental elemental) {
  switch (elemental) {
    case Elemental::less:
    case Elemental::less_equal:
    case Elemental::equal:
    case Elemental::floor:
    case Elemental::ceil:
    case Elemental::trunc:
    case Elemental::round:
    case Elemental::rint:
    case Elemental::fmod:
    case Elemental::remainder:
    case Elemental::copysign:
      return true;
    default:
      return false;
  }
}

}  // namespace

void close_over_arguments(std::span<const Vertex> vertices, VertexMarks& marked) {
  for (std::size_t v = vertices.size(); v-- > 0;) {
    if (!marked[v]) continue;
    for (const VertexId argument : arguments_of(vertices[v])) marked[argument.value] = 1;
  }
}

VertexMarks deciding_vertices(const ComputationalGraph& graph, const VertexMarks& of_residual) {
  VertexMarks deciding(graph.num_vertices(), 0);
  for (std::size_t v = 0; v < deciding.size(); ++v) {
    if (of_residual[v] != 0 && is_discontinuous(graph[VertexId(v)].elemental)) deciding[v] = 1;
  }
  close_over_arguments(graph.vertices(), deciding);
  return deciding;
}

}  // namespace jacquard
