// SPDX-License-Identifier: BSD-2-Clause
// An ordered partition of a graph's vertices, refined until neighbourhoods tell no two cell mates apart.
#pragma once

#include <cstdint>
#include <vector>

#include "jacquard/linearized_graph.hpp"

namespace jacquard {

/// A bijective scramble of 64 bits (the finaliser of Steele, Lea & Flood, SplitMix).
constexpr std::uint64_t scramble(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15u;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

/// A graph and what a canonical form sees of each of its edges.
struct LabelledGraph {
  const LinearizedGraph& graph;
  std::vector<std::uint64_t> labels;  ///< [num_edges], never 0

  /// Of an edge of graph.edges().
  std::uint64_t label(const Edge& edge) const {
    return labels[static_cast<std::size_t>(&edge - graph.edges().data())];
  }
};

/// Neighbours of every vertex with the label of the edge; incoming and outgoing edges differ in label.
struct LabelledNeighbours {
  explicit LabelledNeighbours(const LabelledGraph& labelled);

  struct Neighbour {
    std::uint32_t vertex;
    std::uint64_t label;
  };
  std::vector<std::uint32_t> offsets;  ///< [num_vertices + 1]
  std::vector<Neighbour> neighbours;
};

/// Cells are ranges of one array of vertices; a cell is named by where it starts.
///
/// Every step depends on cells and labels only, never on vertex ids, so that the trace of a refinement is
/// the same for isomorphic graphs. Source: B. McKay, Practical graph isomorphism, 1981.
class OrderedPartition {
 public:
  /// Cells of equal colour, in ascending colour.
  explicit OrderedPartition(const std::vector<std::uint64_t>& colours);

  std::size_t num_cells() const { return num_cells_; }
  bool is_discrete() const { return num_cells_ == vertices_.size(); }
  /// Cell of `vertex`: in a discrete partition, its place.
  std::uint32_t cell(std::uint32_t vertex) const { return cell_of_[vertex]; }
  /// Vertices of the smallest cell with more than one vertex; the first such on ties.
  std::vector<std::uint32_t> smallest_open_cell() const;

  /// Puts `vertex` into a cell of its own and refines; returns a hash of what was split and how.
  std::uint64_t individualise(std::uint32_t vertex, const LabelledNeighbours& graph);

  /// Vertices and edges looked at so far.
  std::uint64_t work() const { return work_; }

 private:
  struct Touch {
    std::uint32_t cell;
    std::uint64_t signature;
    std::uint32_t vertex;
  };

  void collect_touches(std::uint32_t splitter, const LabelledNeighbours& graph);
  void split(std::size_t first_touch, std::size_t last_touch);
  void enqueue_all_but_largest(std::uint32_t first, std::uint32_t end);
  void enqueue(std::uint32_t cell);
  void exchange(std::uint32_t a, std::uint32_t b);

  std::vector<std::uint32_t> vertices_;  ///< by position
  std::vector<std::uint32_t> position_;  ///< by vertex
  std::vector<std::uint32_t> cell_of_;   ///< by vertex
  std::vector<std::uint32_t> size_;      ///< by start of cell
  std::vector<bool> is_queued_;          ///< by start of cell
  std::vector<std::uint32_t> queue_;
  std::vector<Touch> touches_;
  std::vector<std::uint64_t> signature_;  ///< by vertex; zero between steps
  std::size_t num_cells_ = 0;
  std::uint64_t trace_ = 0;
  std::uint64_t work_ = 0;
};

}  // namespace jacquard
