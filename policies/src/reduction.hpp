// SPDX-License-Identifier: BSD-2-Clause
// Eliminations that some cheapest order starts with, and the graph they leave.
#pragma once

#include <vector>

#include "jacquard/cost.hpp"

namespace jacquard::policies {

/// A graph after its safe eliminations.
struct Reduction {
  EliminationOrder eliminated;     ///< what goes first
  std::uint64_t cost = 0;          ///< of that
  LinearizedGraph graph;           ///< what is left; fill-in is variable
  std::vector<VertexId> vertices;  ///< [graph.num_vertices()], in the numbering of the original

  /// `eliminated` followed by `order` of `graph`, in the numbering of the original.
  EliminationOrder complete(const EliminationOrder& order) const;
};

/// Eliminates vertices, one after the other, as long as this provably keeps an optimal order within reach:
/// those that nothing passes through, and those whose elimination costs no more than their own lower bound
/// (VertexCut::bound) and makes no later one dearer (harms_nothing). Asks `keep_going` for each vertex; once it
/// says no, the rest is left.
Reduction reduce(const LinearizedGraph& graph, CostModel model, const KeepGoing& keep_going);

}  // namespace jacquard::policies
