// SPDX-License-Identifier: BSD-2-Clause
// The vertex-cut bound.
#include "jacquard/policies/bounds.hpp"

#include "vertex_cut.hpp"

namespace jacquard::policies {

std::uint64_t lower_bound(const LinearizedGraph& graph, CostModel model) {
  if (model != CostModel::plain) return 0;
  const Adjacency adjacency(graph);
  VertexCut cut(adjacency);
  std::uint64_t bound = 0;
  for (const VertexId v : forward_order(graph).vertices) {
    bound += std::uint64_t{cut.from_independents(v.value)} * cut.to_dependents(v.value);
  }
  return bound;
}

}  // namespace jacquard::policies
