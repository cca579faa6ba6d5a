// SPDX-License-Identifier: BSD-2-Clause
// Eliminations that some cheapest order starts with, and the graph they leave.
#pragma once

#include <vector>

#include "jacquard/cost.hpp"

namespace jacquard::policies {

/// A graph after its safe eliminations.
struct Reduction {
  EliminationOrder eliminated;      ///< what goes first
  LinearizedGraph graph;            ///< what is left; under the plain model all edges are variable
  std::vector<VertexId> vertices;   ///< [graph.num_vertices()], in the numbering of the original

  /// `eliminated` followed by `order` of `graph`, in the numbering of the original.
  EliminationOrder complete(const EliminationOrder& order) const;
};

/// Eliminates vertices, one after the other, as long as this provably keeps an optimal order within reach.
///
/// Plain model: v goes first if it meets its own lower bound, |P| |S| = kappa_in kappa_out, and nothing gets
/// harder: nothing passes through it; or its only predecessor u is an independent or has S(v) within S(u) and
/// v; or the mirror image. Effective model: only what nothing passes through.
Reduction reduce(const LinearizedGraph& graph, CostModel model);

}  // namespace jacquard::policies
