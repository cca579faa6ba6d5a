// SPDX-License-Identifier: BSD-2-Clause
// What is left of a graph after some eliminations.
#include "eliminated_graph.hpp"

#include <cmath>
#include <map>
#include <utility>

namespace jacquard::cli {

namespace {

struct Partial {
  EdgeKind kind = EdgeKind::constant;
  double constant = 0.0;
};

Partial known(double value) { return {std::abs(value) == 1.0 ? EdgeKind::unit : EdgeKind::constant, value}; }

Partial product(const Partial& a, const Partial& b) {
  const bool varies = a.kind == EdgeKind::variable || b.kind == EdgeKind::variable;
  return varies ? Partial{EdgeKind::variable, 0.0} : known(a.constant * b.constant);
}

Partial sum(const Partial& a, const Partial& b) {
  const bool varies = a.kind == EdgeKind::variable || b.kind == EdgeKind::variable;
  return varies ? Partial{EdgeKind::variable, 0.0} : known(a.constant + b.constant);
}

// The same edges from both ends.
class EdgeMaps {
 public:
  explicit EdgeMaps(const LinearizedGraph& graph) : into_(graph.num_vertices()), out_of_(graph.num_vertices()) {
    for (const Edge& edge : graph.edges()) set(edge.tail.value, edge.head.value, {edge.kind, edge.constant});
  }

  void eliminate(std::size_t v) {
    for (const auto& [tail, inner] : into_[v]) {
      for (const auto& [head, outer] : out_of_[v]) {
        const Partial fill_in = product(inner, outer);
        const auto present = into_[head].find(tail);
        set(tail, head, present == into_[head].end() ? fill_in : sum(present->second, fill_in));
      }
    }
    for (const auto& [tail, partial] : into_[v]) out_of_[tail].erase(v);
    for (const auto& [head, partial] : out_of_[v]) into_[head].erase(v);
    into_[v].clear();
    out_of_[v].clear();
  }

  std::vector<Edge> edges() const {
    std::vector<Edge> edges;
    for (std::size_t head = 0; head < into_.size(); ++head) {
      for (const auto& [tail, partial] : into_[head]) {
        edges.push_back({VertexId(tail), VertexId(head), partial.kind, partial.constant, {}});
      }
    }
    return edges;
  }

 private:
  void set(std::size_t tail, std::size_t head, const Partial& partial) {
    into_[head][tail] = partial;
    out_of_[tail][head] = partial;
  }

  std::vector<std::map<std::size_t, Partial>> into_, out_of_;
};

}  // namespace

std::vector<Edge> edges_after(const LinearizedGraph& graph, const EliminationOrder& order, std::size_t count) {
  EdgeMaps maps(graph);
  for (std::size_t k = 0; k < std::min(count, order.vertices.size()); ++k) maps.eliminate(order.vertices[k].value);
  return maps.edges();
}

}  // namespace jacquard::cli
