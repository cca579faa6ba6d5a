// SPDX-License-Identifier: BSD-2-Clause
// Cuts drawings into layers.
#include "layered_graph.hpp"

#include <algorithm>

namespace jacquard::cli {

namespace {

// Longest paths from the independents; dependents share the last layer.
std::vector<std::size_t> earliest_layers(const Drawing& drawing) {
  std::vector<std::size_t> layer(drawing.vertices.size(), 0);
  for (std::size_t v = 0; v < layer.size(); ++v) {
    if (drawing.vertices[v].role != Role::independent) layer[v] = 1;
  }
  std::vector<std::vector<std::size_t>> tails(drawing.vertices.size());
  for (const DrawnEdge& edge : drawing.edges) tails[edge.head].push_back(edge.tail);
  std::size_t last = 1;
  for (std::size_t v = 0; v < layer.size(); ++v) {
    for (const std::size_t tail : tails[v]) layer[v] = std::max(layer[v], layer[tail] + 1);
    last = std::max(last, layer[v]);
  }
  for (std::size_t v = 0; v < layer.size(); ++v) {
    if (drawing.vertices[v].role == Role::dependent) layer[v] = last;
  }
  return layer;
}

// A vertex with more edges out than in makes shorter edges close to its successors.
void pull_towards_successors(const Drawing& drawing, std::vector<std::size_t>& layer) {
  std::vector<std::size_t> in(layer.size(), 0);
  std::vector<std::vector<std::size_t>> heads(layer.size());
  for (const DrawnEdge& edge : drawing.edges) {
    ++in[edge.head];
    heads[edge.tail].push_back(edge.head);
  }
  for (std::size_t v = layer.size(); v-- > 0;) {
    if (drawing.vertices[v].role != Role::intermediate || heads[v].size() < in[v] || heads[v].empty()) continue;
    std::size_t nearest = layer[heads[v].front()];
    for (const std::size_t head : heads[v]) nearest = std::min(nearest, layer[head]);
    layer[v] = nearest - 1;
  }
}

void link(LayeredGraph& graph, std::size_t left, std::size_t right) {
  graph.after[left].push_back(right);
  graph.before[right].push_back(left);
}

std::size_t add_way_point(LayeredGraph& graph, std::size_t layer) {
  const std::size_t point = graph.num_points();
  graph.before.emplace_back();
  graph.after.emplace_back();
  graph.layers[layer].push_back(point);
  return point;
}

}  // namespace

LayeredGraph cut_into_layers(const Drawing& drawing) {
  std::vector<std::size_t> layer = earliest_layers(drawing);
  pull_towards_successors(drawing, layer);
  LayeredGraph graph;
  graph.num_vertices = layer.size();
  graph.layers.resize(layer.empty() ? 0 : *std::max_element(layer.begin(), layer.end()) + 1);
  graph.before.resize(layer.size());
  graph.after.resize(layer.size());
  for (std::size_t v = 0; v < layer.size(); ++v) graph.layers[layer[v]].push_back(v);
  for (const DrawnEdge& edge : drawing.edges) {
    std::vector<std::size_t> path{edge.tail};
    for (std::size_t l = layer[edge.tail] + 1; l < layer[edge.head]; ++l) path.push_back(add_way_point(graph, l));
    path.push_back(edge.head);
    for (std::size_t k = 1; k < path.size(); ++k) link(graph, path[k - 1], path[k]);
    graph.paths.push_back(std::move(path));
  }
  return graph;
}

}  // namespace jacquard::cli
