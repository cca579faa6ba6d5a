// SPDX-License-Identifier: BSD-2-Clause
// Splits by union-find over the edges between intermediates.
#include "parts.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <utility>

namespace jacquard::policies {
namespace {

/// Representatives of the parts that vertices belong to.
class Connection {
 public:
  explicit Connection(std::size_t size) : above_(size) { std::iota(above_.begin(), above_.end(), 0u); }

  std::uint32_t find(std::uint32_t v) {
    while (above_[v] != v) v = above_[v] = above_[above_[v]];
    return v;
  }
  void connect(std::uint32_t a, std::uint32_t b) { above_[find(a)] = find(b); }

 private:
  std::vector<std::uint32_t> above_;
};

/// `intermediates` (ascending) with everything around them.
Part part_of(const LinearizedGraph& graph, const std::vector<VertexId>& intermediates) {
  std::vector<VertexId> ends;
  const auto note = [&](VertexId v) {
    if (!graph.is_intermediate(v)) ends.push_back(v);
  };
  for (const VertexId v : intermediates) {
    for (const Edge& edge : graph.predecessors(v)) note(edge.tail);
    for (const EdgeId e : graph.successors(v)) note(graph[e].head);
  }
  Part part;
  part.vertices = intermediates;
  part.vertices.insert(part.vertices.end(), ends.begin(), ends.end());
  std::ranges::sort(part.vertices);
  part.vertices.erase(std::unique(part.vertices.begin(), part.vertices.end()), part.vertices.end());
  const auto number = [&](VertexId v) {
    return VertexId(static_cast<std::size_t>(std::ranges::lower_bound(part.vertices, v) - part.vertices.begin()));
  };
  std::vector<Edge> edges;
  for (const VertexId v : intermediates) {
    for (const Edge& edge : graph.predecessors(v)) edges.push_back(edge);
    for (const EdgeId e : graph.successors(v)) {
      if (!graph.is_intermediate(graph[e].head)) edges.push_back(graph[e]);
    }
  }
  for (Edge& edge : edges) {
    edge.tail = number(edge.tail);
    edge.head = number(edge.head);
  }
  const auto num_independents = static_cast<std::size_t>(
      std::ranges::count_if(part.vertices, [&](VertexId v) { return v.value < graph.num_independents(); }));
  part.graph = LinearizedGraph(num_independents, intermediates.size(),
                               part.vertices.size() - num_independents - intermediates.size(), std::move(edges));
  return part;
}

}  // namespace

EliminationOrder Part::in_whole(const EliminationOrder& order) const {
  EliminationOrder result;
  for (const VertexId v : order.vertices) result.vertices.push_back(vertices[v.value]);
  return result;
}

std::vector<Part> split(const LinearizedGraph& graph) {
  Connection connection(graph.num_vertices());
  for (const Edge& edge : graph.edges()) {
    if (graph.is_intermediate(edge.tail) && graph.is_intermediate(edge.head)) {
      connection.connect(edge.tail.value, edge.head.value);
    }
  }
  std::map<std::uint32_t, std::vector<VertexId>> members;
  for (const VertexId v : forward_order(graph).vertices) members[connection.find(v.value)].push_back(v);
  std::vector<Part> parts;
  for (const auto& [representative, intermediates] : members) parts.push_back(part_of(graph, intermediates));
  std::ranges::stable_sort(parts, {}, [](const Part& part) { return part.graph.num_intermediates(); });
  return parts;
}

Part join(const LinearizedGraph& graph, const std::vector<const Part*>& parts) {
  std::vector<VertexId> intermediates;
  for (const Part* part : parts) {
    for (const VertexId v : part->vertices) {
      if (graph.is_intermediate(v)) intermediates.push_back(v);
    }
  }
  std::ranges::sort(intermediates);
  return part_of(graph, intermediates);
}

}  // namespace jacquard::policies
