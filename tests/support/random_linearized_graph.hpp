// SPDX-License-Identifier: BSD-2-Clause
// Random linearized graphs, and random renumberings of them.
#pragma once

#include <algorithm>
#include <numeric>
#include <random>
#include <vector>

#include "jacquard/linearized_graph.hpp"

namespace jacquard::test {

using Random = std::mt19937_64;

inline std::size_t uniform(Random& random, std::size_t least, std::size_t most) {
  return least + random() % (most - least + 1);
}

inline Edge random_edge(Random& random, std::size_t tail, std::size_t head) {
  const double values[] = {1.0, -1.0, 2.0, 0.5};
  const std::size_t draw = random() % 8;
  Edge edge{VertexId(tail), VertexId(head), EdgeKind::variable, 0.0, {}};
  if (draw < 4) {
    edge.kind = draw < 2 ? EdgeKind::unit : EdgeKind::constant;
    edge.constant = values[draw];
  }
  return edge;
}

/// How large a random graph is; every non-independent vertex takes up to `most_arguments` predecessors.
struct RandomShape {
  std::size_t num_independents = 3;
  std::size_t num_intermediates = 10;
  std::size_t num_dependents = 3;
  std::size_t most_arguments = 3;
};

inline LinearizedGraph random_linearized_graph(Random& random, const RandomShape& shape) {
  std::vector<Edge> edges;
  const std::size_t first_dependent = shape.num_independents + shape.num_intermediates;
  for (std::size_t head = shape.num_independents; head < first_dependent + shape.num_dependents; ++head) {
    const std::size_t num_tails = std::min(head, first_dependent);
    std::vector<std::size_t> tails;
    for (std::size_t k = uniform(random, 1, shape.most_arguments); k > 0; --k) {
      // Half of the arguments are recent, as in programs; the others come from anywhere.
      const std::size_t oldest = random() % 2 == 0 && num_tails > 6 ? num_tails - 6 : 0;
      tails.push_back(uniform(random, oldest, num_tails - 1));
    }
    std::sort(tails.begin(), tails.end());
    tails.erase(std::unique(tails.begin(), tails.end()), tails.end());
    for (std::size_t tail : tails) edges.push_back(random_edge(random, tail, head));
  }
  return LinearizedGraph(shape.num_independents, shape.num_intermediates, shape.num_dependents, std::move(edges));
}

/// The same graph with independents and dependents shuffled and another topological order of the intermediates.
inline LinearizedGraph renumbered(Random& random, const LinearizedGraph& graph) {
  std::vector<std::size_t> number(graph.num_vertices());
  const auto shuffle_block = [&](std::size_t first, std::size_t count) {
    std::vector<std::size_t> block(count);
    std::iota(block.begin(), block.end(), first);
    std::shuffle(block.begin(), block.end(), random);
    std::copy(block.begin(), block.end(), number.begin() + static_cast<std::ptrdiff_t>(first));
  };
  shuffle_block(0, graph.num_independents());
  if (graph.num_dependents() > 0) shuffle_block(graph.dependent(0).value, graph.num_dependents());

  std::vector<std::size_t> missing(graph.num_vertices(), 0);
  std::vector<VertexId> ready;
  for (std::size_t k = 0; k < graph.num_intermediates(); ++k) {
    const VertexId v = graph.intermediate(k);
    for (const Edge& edge : graph.predecessors(v)) missing[v.value] += graph.is_intermediate(edge.tail) ? 1 : 0;
    if (missing[v.value] == 0) ready.push_back(v);
  }
  for (std::size_t next = graph.num_independents(); !ready.empty(); ++next) {
    std::swap(ready[random() % ready.size()], ready.back());
    const VertexId v = ready.back();
    ready.pop_back();
    number[v.value] = next;
    for (EdgeId e : graph.successors(v)) {
      const VertexId head = graph[e].head;
      if (graph.is_intermediate(head) && --missing[head.value] == 0) ready.push_back(head);
    }
  }
  std::vector<Edge> edges;
  for (Edge edge : graph.edges()) {
    edge.tail = VertexId(number[edge.tail.value]);
    edge.head = VertexId(number[edge.head.value]);
    edges.push_back(edge);
  }
  return LinearizedGraph(graph.num_independents(), graph.num_intermediates(), graph.num_dependents(),
                         std::move(edges));
}

}  // namespace jacquard::test
