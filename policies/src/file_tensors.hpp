// SPDX-License-Identifier: BSD-2-Clause
// The tensor edges of a graph file.
#pragma once

#include <unordered_map>
#include <vector>

#include "file_numbering.hpp"
#include "jacquard/policies/tensor_graph.hpp"
#include "json_value.hpp"

namespace jacquard::policies {

/// Positions by the file's ids.
using PositionOf = std::unordered_map<std::int64_t, Position>;

/// An entry of the file's "edges".
struct FileTensorEdge {
  Position tail = 0;
  Position head = 0;
  TensorPartial partial;
};

/// Position that `value` names; refuses an id that is not in the file.
Position position_of(const PositionOf& positions, const JsonValue& value, const char* expected);

/// Reads "edges"; each goes from an earlier to a later vertex and stands once.
std::vector<FileTensorEdge> read_tensor_edges(const JsonValue& edges, const PositionOf& positions,
                                              std::size_t num_inputs);

/// The edges in the numbering of the graph, and a copy's edge for every output that is used further.
TensorGraph build_tensor_graph(const FileNumbering& numbering, const std::vector<FileTensorEdge>& edges);

}  // namespace jacquard::policies
