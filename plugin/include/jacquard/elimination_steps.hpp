// SPDX-License-Identifier: BSD-2-Clause
// Eliminations of vertices and of single edges, in sequence: a refinement of vertex orders.
#pragma once

#include <cstdint>
#include <vector>

#include "jacquard/order.hpp"

namespace jacquard {

enum class StepKind : std::uint8_t {
  vertex,      ///< every predecessor to every successor
  front_edge,  ///< the edge's partial goes onto the edges that leave its head
  back_edge,   ///< the edge's partial goes onto the edges that enter its tail
};

/// One elimination. Source: Griewank & Walther, Evaluating Derivatives, 2nd ed., section 9.2.
struct EliminationStep {
  StepKind kind = StepKind::vertex;
  VertexId tail;
  VertexId head;  ///< a vertex step has its vertex as tail and as head

  static EliminationStep vertex(VertexId v) { return {StepKind::vertex, v, v}; }
  static EliminationStep front(VertexId tail, VertexId head) { return {StepKind::front_edge, tail, head}; }
  static EliminationStep back(VertexId tail, VertexId head) { return {StepKind::back_edge, tail, head}; }

  /// The intermediate that the new paths no longer pass.
  VertexId pivot() const { return kind == StepKind::back_edge ? tail : head; }

  friend bool operator==(const EliminationStep&, const EliminationStep&) = default;
};

/// Steps that leave no intermediate: every one has its vertex step, which is free if edge steps have left the
/// vertex without predecessors or without successors.
struct EliminationSteps {
  std::vector<EliminationStep> steps;

  friend bool operator==(const EliminationSteps&, const EliminationSteps&) = default;
};

EliminationSteps steps_of(const EliminationOrder& order);

/// @throws OrderError unless the vertex steps are a permutation of the intermediates and every edge step finds its
///         edge, at an intermediate, when its turn comes; names position and edge.
/// Cost: one elimination.
void check_steps(const LinearizedGraph& graph, const EliminationSteps& steps);

}  // namespace jacquard
