// SPDX-License-Identifier: BSD-2-Clause
// A drawing cut into layers, with way points where an edge crosses a layer.
#pragma once

#include <vector>

#include "drawing.hpp"

namespace jacquard::cli {

/// Points are the drawing's vertices, then way points. Every link joins neighbouring layers.
struct LayeredGraph {
  std::size_t num_vertices = 0;
  std::vector<std::vector<std::size_t>> layers;  ///< points of each layer, in their order across it
  std::vector<std::vector<std::size_t>> before;  ///< [num_points] linked points one layer to the left
  std::vector<std::vector<std::size_t>> after;   ///< [num_points] linked points one layer to the right
  std::vector<std::vector<std::size_t>> paths;   ///< [num_edges] points from tail to head

  std::size_t num_points() const { return before.size(); }
  bool is_way_point(std::size_t point) const { return point >= num_vertices; }
};

/// Independents first, dependents last, everything else between its neighbours where its edges are short.
LayeredGraph cut_into_layers(const Drawing& drawing);

/// Orders each layer for few crossings: median sweeps to and fro, the best of all kept.
/// Source: E. Gansner et al., A Technique for Drawing Directed Graphs, IEEE Trans. Softw. Eng. 19 (1993),
/// section 3.
void reduce_crossings(LayeredGraph& graph);

/// How many pairs of links cross.
std::size_t count_crossings(const LayeredGraph& graph);

/// Positions across the layers, [num_points], least 0: close to each point's neighbours, in the layer's
/// order and at least the given distances apart.
struct Spacing {
  double vertex = 1.0;     ///< between two vertices
  double way_point = 0.5;  ///< between a way point and anything
};
std::vector<double> place_across(const LayeredGraph& graph, const Spacing& spacing);

}  // namespace jacquard::cli
