// SPDX-License-Identifier: BSD-2-Clause
// The linearized computational graph: local partials on edges, what elimination works on.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "jacquard/graph_builder.hpp"
#include "jacquard/ids.hpp"

namespace jacquard {

/// What is known of a local partial before any evaluation.
enum class EdgeKind : std::uint8_t {
  unit,      ///< +1 or -1; multiplies for free
  constant,  ///< known at capture
  variable,  ///< depends on the point
};

/// Local partial d head / d tail. Vertices are those of the LinearizedGraph.
struct Edge {
  VertexId tail;
  VertexId head;
  EdgeKind kind = EdgeKind::variable;
  double constant = 0.0;   ///< the value, for unit and constant edges
  VertexId local_partial;  ///< expression of the value, in the graph's own expression builder; may be invalid
  VertexId support;  ///< the edge is there where this expression is not 0, if valid: a choice's edge, else always

  friend bool operator==(const Edge&, const Edge&) = default;
};

/// Vertices are numbered independents, intermediates (topologically), dependents; dependents are
/// sinks of their own, and an intermediate that repeats as a dependent feeds its sink by a unit edge.
///
/// Invariants, checked by the constructor: tail < head; no edge leaves a dependent or enters an
/// independent; edges are sorted by (head, tail) and unique.
class LinearizedGraph {
 public:
  LinearizedGraph() = default;

  /// Sorts `edges`; @throws CaptureError naming the first edge that breaks an invariant.
  LinearizedGraph(std::size_t num_independents, std::size_t num_intermediates, std::size_t num_dependents,
                  std::vector<Edge> edges);

  std::size_t num_independents() const { return num_independents_; }
  std::size_t num_intermediates() const { return num_intermediates_; }
  std::size_t num_dependents() const { return num_dependents_; }
  std::size_t num_vertices() const { return num_independents_ + num_intermediates_ + num_dependents_; }

  VertexId independent(std::size_t k) const { return VertexId(k); }
  VertexId intermediate(std::size_t k) const { return VertexId(num_independents_ + k); }
  VertexId dependent(std::size_t k) const { return VertexId(num_independents_ + num_intermediates_ + k); }
  bool is_intermediate(VertexId v) const {
    return v.value >= num_independents_ && v.value < num_independents_ + num_intermediates_;
  }

  /// All edges, sorted by (head, tail).
  std::span<const Edge> edges() const { return edges_; }
  /// Edges that enter `v`, sorted by tail.
  std::span<const Edge> predecessors(VertexId v) const;
  /// Ids of the edges that leave `v`, sorted by head.
  std::span<const EdgeId> successors(VertexId v) const;
  const Edge& operator[](EdgeId e) const { return edges_[e.value]; }

 private:
  std::size_t num_independents_ = 0;
  std::size_t num_intermediates_ = 0;
  std::size_t num_dependents_ = 0;
  std::vector<Edge> edges_;
  std::vector<std::uint32_t> predecessor_offsets_;
  std::vector<std::uint32_t> successor_offsets_;
  std::vector<EdgeId> successor_edges_;
};

/// A residual's graph with its partials written out as further vertices of the same language.
struct Linearization {
  GraphBuilder expressions;  ///< the residual's vertices and the local partials, shared where equal
  LinearizedGraph graph;     ///< Edge::local_partial refers to `expressions`
  std::vector<VertexId> values;  ///< the residual's dependents, in `expressions`
  std::vector<Guard> guards;     ///< the residual's guards, in `expressions`
  std::vector<VertexId> vertices;  ///< [graph.num_vertices()] the residual's vertex that each one is, or is a sink of
};

/// Writes every local partial of `graph` as an expression and classifies the edges.
/// Vertices that reach no dependent or are reached by no independent are left out of the linearized graph.
/// Source: Griewank & Walther, Evaluating Derivatives, 2nd ed., section 2.2 and chapter 9.
Linearization linearize(const ComputationalGraph& graph);

}  // namespace jacquard
