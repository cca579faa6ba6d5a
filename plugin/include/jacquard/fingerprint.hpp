// SPDX-License-Identifier: BSD-2-Clause
// Canonical numbering and fingerprint of a linearized graph.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "jacquard/linearized_graph.hpp"

namespace jacquard {

/// 128 bits that are equal for isomorphic graphs.
struct Fingerprint {
  std::array<std::uint64_t, 2> words{};

  friend bool operator==(const Fingerprint&, const Fingerprint&) = default;
  friend auto operator<=>(const Fingerprint&, const Fingerprint&) = default;
};

/// 32 hexadecimal digits.
std::string to_string(const Fingerprint& fingerprint);

/// Of a text, the same on every platform; for caches, not for secrets.
Fingerprint fingerprint_of(std::string_view text);

/// A numbering that depends on structure only: roles, edges, edge kinds, the sign of unit edges.
///
/// Values of constant edges do not enter: no cost model looks at them.
struct CanonicalForm {
  Fingerprint fingerprint;
  std::vector<VertexId> canonical_of;  ///< [num_vertices], by vertex of the graph
  LinearizedGraph graph;               ///< the graph renumbered; equal for isomorphic graphs
};

/// Colour refinement over predecessors and successors; ties are broken by individualisation.
///
/// The fingerprint is computed from refined colours and never depends on the numbering. The canonical graph
/// does not either as long as members of a cell that no refinement tells apart are images of each other
/// (repeated branches, symmetric arguments) and breaking ties stays within a fixed effort; beyond that, two
/// numberings of one graph may get different canonical graphs: a look-up then misses, it is never wrong.
/// Cost: O(E log V) a round, a handful of rounds on residual graphs; ties add O(V) for each tied vertex.
/// Source: B. McKay, Practical graph isomorphism, Congressus Numerantium 30, 1981.
CanonicalForm canonicalize(const LinearizedGraph& graph);

/// The fingerprint of canonicalize(graph) alone; breaks no ties.
Fingerprint fingerprint_of(const LinearizedGraph& graph);

/// The same for edges that something else tells apart: `labels` [num_edges], in the order of graph.edges(), stand
/// for their kinds and signs.
/// @throws ShapeError if there are more or fewer of them.
CanonicalForm canonicalize(const LinearizedGraph& graph, std::span<const std::uint64_t> labels);

}  // namespace jacquard
