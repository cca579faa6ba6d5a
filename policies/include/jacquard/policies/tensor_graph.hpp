// SPDX-License-Identifier: BSD-2-Clause
// Graphs whose vertices are tensors, and what an elimination order costs on them.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "jacquard/fingerprint.hpp"
#include "jacquard/order.hpp"

namespace jacquard::policies {

/// Local partial between two tensors of at most two indices, by its sparsity alone.
///
/// `type`: 1 dense; 2 to 5 diagonal in one pair of indices; 6, 7 in both; 10 multiple of the identity;
/// negative the Kronecker forms of these; -1 copy; 11 reshape; 0 zero.
struct TensorPartial {
  std::int8_t type = 0;
  std::array<std::uint32_t, 4> extents{};  ///< out 0, out 1, in 0, in 1; vectors are n x 1

  friend bool operator==(const TensorPartial&, const TensorPartial&) = default;
};

inline constexpr std::int8_t least_partial_type = -10;
inline constexpr std::int8_t greatest_partial_type = 11;

/// Multiplications of `outgoing` times `incoming` in the published counter; saturates at 2^48.
/// Source: J. Lohoff, E. Neftci, Optimizing Automatic Differentiation with Deep Reinforcement Learning,
/// NeurIPS 2024 (arXiv 2406.05027), as tabulated by its counter.
std::uint64_t product_cost(const TensorPartial& incoming, const TensorPartial& outgoing);

/// `outgoing` times `incoming`: d head / d tail by the chain rule.
TensorPartial product(const TensorPartial& incoming, const TensorPartial& outgoing);

/// What `fill_in` becomes where the edge `existing` stands already.
TensorPartial sum(const TensorPartial& existing, const TensorPartial& fill_in);

/// Edge from `tail` to `head`; vertices are numbered as in a LinearizedGraph.
struct TensorEdge {
  VertexId tail;
  VertexId head;
  TensorPartial partial;

  friend bool operator==(const TensorEdge&, const TensorEdge&) = default;
};

/// Independents, intermediates, dependents, in this numbering; edges are unique and sorted by (head, tail).
struct TensorGraph {
  std::size_t num_independents = 0;
  std::size_t num_intermediates = 0;
  std::size_t num_dependents = 0;
  std::vector<TensorEdge> edges;

  std::size_t num_vertices() const { return num_independents + num_intermediates + num_dependents; }
  friend bool operator==(const TensorGraph&, const TensorGraph&) = default;
};

/// The graph without its tensors: all edges are variable.
/// @throws CaptureError naming the first edge that breaks an invariant of LinearizedGraph.
LinearizedGraph skeleton(const TensorGraph& graph);

/// A numbering that depends on structure only: roles, edges, types and extents of their partials.
struct TensorForm {
  Fingerprint fingerprint;
  std::vector<VertexId> canonical_of;  ///< [num_vertices], by vertex of the graph
  TensorGraph graph;                   ///< the graph renumbered; equal for isomorphic graphs
};

/// As canonicalize of a LinearizedGraph, with its guarantees and cost.
TensorForm canonicalize(const TensorGraph& graph);

/// The published tensor count of `order`: the sum of product_cost over all eliminated pairs of edges.
/// @throws OrderError if `order` is no permutation of the intermediates.
/// Cost: one elimination, O(sum of |P| x |S| x log V).
std::uint64_t tensor_cost(const TensorGraph& graph, const EliminationOrder& order);

}  // namespace jacquard::policies
