// SPDX-License-Identifier: BSD-2-Clause
// Connected parts of the intermediates: independent problems.
#pragma once

#include <vector>

#include "jacquard/order.hpp"

namespace jacquard::policies {

/// Some intermediates of a graph with all that they share an edge with.
struct Part {
  LinearizedGraph graph;
  std::vector<VertexId> vertices;  ///< [graph.num_vertices()], in the numbering of the whole

  /// `order` of `graph`, in the numbering of the whole.
  EliminationOrder in_whole(const EliminationOrder& order) const;
};

/// The parts of `graph` that no edge between intermediates connects, small ones first.
/// An order is optimal exactly if it is so within every part.
std::vector<Part> split(const LinearizedGraph& graph);

/// The part that consists of the intermediates of `parts`.
Part join(const LinearizedGraph& graph, const std::vector<const Part*>& parts);

}  // namespace jacquard::policies
