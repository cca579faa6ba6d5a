// SPDX-License-Identifier: BSD-2-Clause
// Random graphs with tensor vertices, and random renumberings of them.
#pragma once

#include "jacquard/policies/tensor_graph.hpp"
#include "support/random_linearized_graph.hpp"

namespace jacquard::test {

/// Vectors of three everywhere; every partial is dense, diagonal, a copy or a multiple of the identity.
inline policies::TensorGraph random_tensor_graph(Random& random, std::size_t num_intermediates) {
  const LinearizedGraph graph = random_linearized_graph(random, {4, num_intermediates, 4, 3});
  const std::int8_t types[] = {1, 3, -1, 10};
  policies::TensorGraph tensors{graph.num_independents(), graph.num_intermediates(), graph.num_dependents(), {}};
  for (const Edge& edge : graph.edges()) {
    tensors.edges.push_back({edge.tail, edge.head, {types[random() % 4], {3, 1, 3, 1}}});
  }
  return tensors;
}

/// The same graph under other numbers.
inline policies::TensorGraph renumbered(Random& random, const policies::TensorGraph& graph) {
  std::vector<Edge> edges;  // each carries the position of its partial
  for (std::size_t e = 0; e < graph.edges.size(); ++e) {
    edges.push_back({graph.edges[e].tail, graph.edges[e].head, EdgeKind::constant, static_cast<double>(e), {}});
  }
  const LinearizedGraph other = renumbered(
      random, LinearizedGraph(graph.num_independents, graph.num_intermediates, graph.num_dependents, edges));
  policies::TensorGraph result{graph.num_independents, graph.num_intermediates, graph.num_dependents, {}};
  for (const Edge& edge : other.edges()) {
    result.edges.push_back({edge.tail, edge.head, graph.edges[static_cast<std::size_t>(edge.constant)].partial});
  }
  return result;
}

}  // namespace jacquard::test
