// SPDX-License-Identifier: BSD-2-Clause
// The vertex-cut bound under both models.
#include "jacquard/policies/bounds.hpp"

#include "vertex_cut.hpp"

namespace jacquard::policies {
namespace {

template <class Value>
std::uint64_t sum_of_bounds(const LinearizedGraph& graph) {
  const PathRows<Value> rows(graph);
  VertexCut<Value> cut(rows);
  std::uint64_t bound = 0;
  for (std::uint32_t v = rows.first_intermediate(); v < rows.first_dependent(); ++v) {
    bound += static_cast<std::uint64_t>(cut.bound(v));
  }
  return bound;
}

}  // namespace

std::uint64_t lower_bound(const LinearizedGraph& graph, CostModel model) {
  if (model == CostModel::emitted) return 0;
  return model == CostModel::plain ? sum_of_bounds<PlainValue>(graph) : sum_of_bounds<EffectiveValue>(graph);
}

}  // namespace jacquard::policies
