// SPDX-License-Identifier: BSD-2-Clause
// Reads linearized computational graphs from JSON files, as tracers write them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "jacquard/order.hpp"
#include "jacquard/policies/tensor_graph.hpp"

namespace jacquard::policies {

/// What a graph file says.
///
/// Plain cost follows the published convention: an output that is not used further is a dependent and is
/// not eliminated; one that is used further, or is an input, feeds a dependent of its own by a unit edge.
/// Vertices that reach no output stay in the graph. An output listed twice is one dependent.
struct GraphFile {
  std::string name;
  LinearizedGraph graph;
  std::vector<std::int64_t> ids;        ///< the file's id of each vertex of `graph`; copies carry their output's
  std::vector<std::string> operations;  ///< what each vertex computes; "input" and "copy" where it is neither

  /// The residual itself, if every operation is a scalar one that the table of elementals knows.
  std::optional<ComputationalGraph> residual;
  /// Vertices of `residual` that each vertex of `graph` stands for, in evaluation order; empty for copies.
  std::vector<std::vector<VertexId>> residual_vertices;

  std::optional<TensorGraph> tensors;  ///< for files whose edges carry tensor partials; numbered as `graph`
};

/// Reads `path`; the format is that of the reference graphs: name, inputs, vertices, outputs, and for
/// tensors also edges with type and extents, and sinks.
/// @throws LibraryError naming file, place, what was expected and what was found.
/// Cost: linear in the size of the file, times log V.
GraphFile read_graph(const std::filesystem::path& path);

/// `order` in the file's ids, [num_intermediates].
std::vector<std::int64_t> ids_of(const GraphFile& file, const EliminationOrder& order);

/// The order that eliminates the vertices of the given ids one after the other.
/// @throws OrderError naming id and positions, unless `ids` is a permutation of the file's intermediates.
EliminationOrder order_of(const GraphFile& file, std::span<const std::int64_t> ids);

/// `order` as an order of the residual's graph, which leaves out vertices that carry no derivative and may spell
/// one operation of the file out in several; those that the order does not name go first.
/// @param linearization  of *file.residual
EliminationOrder residual_order(const GraphFile& file, const Linearization& linearization,
                                const EliminationOrder& order);

/// The way back: an order of the residual's graph as an order of the file's vertices. One that is several
/// operations of the residual stands where the last of them does; those that carry no derivative go first.
/// @param linearization  of *file.residual
EliminationOrder file_order(const GraphFile& file, const Linearization& linearization,
                            const EliminationOrder& order);

}  // namespace jacquard::policies
