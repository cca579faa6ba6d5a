// SPDX-License-Identifier: BSD-2-Clause
// The tensor edges of a graph file.
#include "file_tensors.hpp"

#include <algorithm>
#include <set>
#include <tuple>

namespace jacquard::policies {

namespace {

constexpr std::int64_t largest_extent = std::int64_t{1} << 24;
constexpr std::int8_t copy_type = -1;

TensorPartial read_partial(const JsonValue& edge) {
  TensorPartial partial;
  partial.type =
      static_cast<std::int8_t>(edge.member("type").integer(least_partial_type, greatest_partial_type));
  const JsonValue extents = edge.member("d");
  if (extents.size() != 4) extents.refuse("four extents", std::to_string(extents.size()));
  for (std::size_t k = 0; k < 4; ++k) {
    partial.extents[k] = static_cast<std::uint32_t>(extents[k].integer(1, largest_extent));
  }
  return partial;
}

// The extents of a copy are those of its original, which its incoming edges tell.
TensorEdge copy_edge(const SinkCopy& copy, const FileNumbering& numbering, const std::vector<FileTensorEdge>& edges) {
  std::array<std::uint32_t, 4> extents{1, 1, 1, 1};
  for (const FileTensorEdge& edge : edges) {
    const auto& d = edge.partial.extents;
    if (edge.head == copy.original) extents = {d[0], d[1], d[0], d[1]};
    if (edge.tail == copy.original) extents = {d[2], d[3], d[2], d[3]};
  }
  return {numbering.vertex_of[copy.original], copy.dependent, {copy_type, extents}};
}

}  // namespace

Position position_of(const PositionOf& positions, const JsonValue& value, const char* expected) {
  const auto found = positions.find(value.integer());
  if (found == positions.end()) value.refuse(expected, value.describe());
  return found->second;
}

std::vector<FileTensorEdge> read_tensor_edges(const JsonValue& edges, const PositionOf& positions,
                                              std::size_t num_inputs) {
  std::vector<FileTensorEdge> result;
  std::set<std::pair<Position, Position>> seen;
  for (std::size_t k = 0; k < edges.size(); ++k) {
    const JsonValue edge = edges[k];
    const Position tail = position_of(positions, edge.member("src"), "the id of an input or vertex");
    const Position head = position_of(positions, edge.member("dst"), "the id of a vertex");
    if (head < num_inputs || head <= tail) {
      edge.member("dst").refuse("a vertex that stands after src", edge.member("dst").describe());
    }
    if (!seen.emplace(tail, head).second) edge.refuse("each pair of src and dst once", "it again");
    result.push_back({tail, head, read_partial(edge)});
  }
  return result;
}

TensorGraph build_tensor_graph(const FileNumbering& numbering, const std::vector<FileTensorEdge>& edges) {
  TensorGraph graph{numbering.num_independents, numbering.num_intermediates, numbering.num_dependents, {}};
  for (const FileTensorEdge& edge : edges) {
    graph.edges.push_back({numbering.vertex_of[edge.tail], numbering.vertex_of[edge.head], edge.partial});
  }
  for (const SinkCopy& copy : numbering.copies) graph.edges.push_back(copy_edge(copy, numbering, edges));
  std::sort(graph.edges.begin(), graph.edges.end(), [](const TensorEdge& a, const TensorEdge& b) {
    return std::tie(a.head, a.tail) < std::tie(b.head, b.tail);
  });
  return graph;
}

}  // namespace jacquard::policies
