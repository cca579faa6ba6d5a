// SPDX-License-Identifier: BSD-2-Clause
// The cluster bound on what safe eliminations leave, with clusters as large as the effort allows.
#include "jacquard/policies/bounds.hpp"

#include <algorithm>

#include "cluster_bound.hpp"
#include "reduction.hpp"

namespace jacquard::policies {
namespace {

constexpr std::uint32_t largest_cluster = 16;

template <class Value>
std::uint64_t best_bound(const LinearizedGraph& graph, std::uint64_t most_cuts, const KeepGoing& keep_going) {
  ClusterBound<Value> bound(graph, keep_going);
  std::int64_t best = 0;
  // Every size is tried: larger clusters are not always better, since they are not chosen optimally.
  const std::size_t size = std::max<std::size_t>(graph.num_intermediates(), 1);
  for (std::uint32_t most = 1; most <= largest_cluster; ++most) {
    const bool is_affordable = size << (most + 2) <= most_cuts;
    const bool is_needed = most <= size;
    if (most > 1 && !(is_affordable && is_needed && keep_going())) break;
    best = std::max(best, bound(most));
  }
  return static_cast<std::uint64_t>(best);
}

}  // namespace

std::uint64_t lower_bound(const LinearizedGraph& graph, CostModel model, std::uint64_t most_cuts,
                          const KeepGoing& keep_going) {
  if (model == CostModel::emitted || !keep_going()) return 0;
  const Reduction reduction = reduce(graph, model, keep_going);
  return reduction.cost + (model == CostModel::plain
                               ? best_bound<PlainValue>(reduction.graph, most_cuts, keep_going)
                               : best_bound<EffectiveValue>(reduction.graph, most_cuts, keep_going));
}

}  // namespace jacquard::policies
