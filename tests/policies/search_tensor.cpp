// SPDX-License-Identifier: BSD-2-Clause
// Searches under the tensor count: permutations of the reported count, never worse than the heuristics.
#include <catch2/catch.hpp>

#include "jacquard/error.hpp"
#include "jacquard/policies/graph_file.hpp"
#include "jacquard/policies/search.hpp"
#include "random_tensor_graph.hpp"
#include "tensor_count.hpp"

using namespace jacquard;
using namespace jacquard::policies;
using namespace jacquard::test;

namespace {

constexpr std::uint64_t seed = 20240606;

EliminationOrder ascending(const TensorGraph& graph) {
  EliminationOrder order;
  for (std::size_t k = 0; k < graph.num_intermediates; ++k) order.vertices.push_back(VertexId(graph.num_independents + k));
  return order;
}

}  // namespace

TEST_CASE("A tensor search returns a permutation of the count it reports", "[policies]") {
  Random random(seed);
  SearchOptions options;
  options.moves = 2000;
  for (int k = 0; k < 30; ++k) {
    INFO("seed " << seed << " case " << k);
    const TensorGraph graph = random_tensor_graph(random, uniform(random, 0, 40));
    const SearchResult result = search_order(graph, options);
    CHECK(result.cost == tensor_cost(graph, result.order));  // refuses what is no permutation
    CHECK(result.cost <= tensor_cost(graph, ascending(graph)));
    CHECK(search_order(graph, options).order == result.order);
  }
}

TEST_CASE("The reusable tensor count equals the published counter's", "[policies]") {
  Random random(seed);
  for (int k = 0; k < 50; ++k) {
    INFO("seed " << seed << " case " << k);
    const TensorGraph graph = random_tensor_graph(random, 30);
    TensorCount count(graph);
    for (int trial = 0; trial < 5; ++trial) {
      EliminationOrder order = ascending(graph);
      std::shuffle(order.vertices.begin(), order.vertices.end(), random);
      std::vector<std::uint32_t> ids;
      for (const VertexId v : order.vertices) ids.push_back(v.value);
      const std::uint64_t expected = tensor_cost(graph, order);
      CHECK(count(ids, expected) == expected);
      if (expected > 0) CHECK(count(ids, expected - 1) > expected - 1);
    }
  }
}

TEST_CASE("A tensor search that cannot improve on a start names it", "[policies]") {
  Random random(seed);
  const TensorGraph graph = random_tensor_graph(random, 12);
  SearchOptions options;
  options.moves = 20'000;
  const SearchResult best = search_order(graph, options);
  options.starts = {ascending(graph), best.order};
  options.moves = 0;
  const SearchResult again = search_order(graph, options);
  CHECK(again.cost == best.cost);
  CHECK(again.method == (tensor_cost(graph, ascending(graph)) == best.cost ? "start 0" : "start 1"));
}

TEST_CASE("A tensor search refuses a start that is no permutation", "[policies]") {
  Random random(seed);
  SearchOptions options;
  options.starts.resize(1);
  CHECK_THROWS_AS(search_order(random_tensor_graph(random, 5), options), OrderError);
}
