// SPDX-License-Identifier: BSD-2-Clause
// Orders the points of each layer for few crossings.
#include <algorithm>
#include <utility>

#include "layered_graph.hpp"

namespace jacquard::cli {

namespace {

using Links = std::vector<std::vector<std::size_t>>;

std::vector<std::size_t> ranks_of(const LayeredGraph& graph) {
  std::vector<std::size_t> rank(graph.num_points());
  for (const auto& layer : graph.layers) {
    for (std::size_t k = 0; k < layer.size(); ++k) rank[layer[k]] = k;
  }
  return rank;
}

// The mean resists ties better than the median where points have two neighbours, as most do here.
double mean_rank(const std::vector<std::size_t>& neighbours, const std::vector<std::size_t>& rank,
                 double otherwise) {
  if (neighbours.empty()) return otherwise;
  double sum = 0.0;
  for (const std::size_t point : neighbours) sum += static_cast<double>(rank[point]);
  return sum / static_cast<double>(neighbours.size());
}

void sort_layer(std::vector<std::size_t>& layer, const Links& neighbours, std::vector<std::size_t>& rank) {
  std::vector<std::pair<double, std::size_t>> keys;
  for (std::size_t k = 0; k < layer.size(); ++k) {
    keys.emplace_back(mean_rank(neighbours[layer[k]], rank, static_cast<double>(k)), layer[k]);
  }
  std::stable_sort(keys.begin(), keys.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  for (std::size_t k = 0; k < layer.size(); ++k) {
    layer[k] = keys[k].second;
    rank[layer[k]] = k;
  }
}

// Crossings of the links of `left` and `right`, with `left` drawn above `right`.
std::size_t pair_crossings(const std::vector<std::size_t>& left, const std::vector<std::size_t>& right,
                           const std::vector<std::size_t>& rank) {
  std::size_t crossings = 0;
  for (const std::size_t a : left) {
    for (const std::size_t b : right) crossings += rank[a] > rank[b] ? 1 : 0;
  }
  return crossings;
}

bool swap_neighbours(LayeredGraph& graph, std::vector<std::size_t>& rank) {
  bool improved = false;
  for (auto& layer : graph.layers) {
    for (std::size_t k = 1; k < layer.size(); ++k) {
      const std::size_t a = layer[k - 1], b = layer[k];
      const std::size_t now = pair_crossings(graph.before[a], graph.before[b], rank) +
                              pair_crossings(graph.after[a], graph.after[b], rank);
      const std::size_t then = pair_crossings(graph.before[b], graph.before[a], rank) +
                               pair_crossings(graph.after[b], graph.after[a], rank);
      if (then >= now) continue;
      std::swap(layer[k - 1], layer[k]);
      std::swap(rank[a], rank[b]);
      improved = true;
    }
  }
  return improved;
}

// Inversions by a Fenwick tree over the ranks of the right layer.
std::size_t crossings_between(const std::vector<std::size_t>& left, const Links& after, std::size_t num_right,
                              const std::vector<std::size_t>& rank) {
  std::vector<std::size_t> tree(num_right + 1, 0);
  std::size_t crossings = 0, seen = 0;
  for (const std::size_t point : left) {
    for (const std::size_t head : after[point]) {
      std::size_t not_below = 0;
      for (std::size_t k = rank[head] + 1; k > 0; k &= k - 1) not_below += tree[k];
      crossings += seen - not_below;
    }
    for (const std::size_t head : after[point]) {
      for (std::size_t k = rank[head] + 1; k <= num_right; k += k & (~k + 1)) ++tree[k];
      ++seen;
    }
  }
  return crossings;
}

void sweep(LayeredGraph& graph, std::vector<std::size_t>& rank) {
  for (std::size_t l = 1; l < graph.layers.size(); ++l) sort_layer(graph.layers[l], graph.before, rank);
  for (std::size_t l = graph.layers.size() - 1; l-- > 0;) sort_layer(graph.layers[l], graph.after, rank);
}

}  // namespace

std::size_t count_crossings(const LayeredGraph& graph) {
  const std::vector<std::size_t> rank = ranks_of(graph);
  std::size_t crossings = 0;
  for (std::size_t l = 1; l < graph.layers.size(); ++l) {
    crossings += crossings_between(graph.layers[l - 1], graph.after, graph.layers[l].size(), rank);
  }
  return crossings;
}

void reduce_crossings(LayeredGraph& graph) {
  constexpr int num_sweeps = 24, num_swaps = 8;
  if (graph.layers.size() < 2) return;
  auto best = graph.layers;
  std::size_t fewest = count_crossings(graph);
  for (int k = 0; k < num_sweeps && fewest > 0; ++k) {
    std::vector<std::size_t> rank = ranks_of(graph);
    sweep(graph, rank);
    for (int swap = 0; swap < num_swaps && swap_neighbours(graph, rank); ++swap) continue;
    const std::size_t crossings = count_crossings(graph);
    if (crossings >= fewest) continue;
    fewest = crossings;
    best = graph.layers;
  }
  graph.layers = std::move(best);
}

}  // namespace jacquard::cli
