// SPDX-License-Identifier: BSD-2-Clause
// Fingerprints and canonical graphs do not depend on the numbering, and tell different graphs apart.
#include "jacquard/fingerprint.hpp"

#include <catch2/catch.hpp>

#include "support/random_linearized_graph.hpp"

using namespace jacquard;
using namespace jacquard::test;

namespace {

constexpr std::uint64_t seed = 20240601;

bool same_edges(const LinearizedGraph& a, const LinearizedGraph& b) {
  return std::equal(a.edges().begin(), a.edges().end(), b.edges().begin(), b.edges().end());
}

void check_invariance(Random& random, const LinearizedGraph& graph) {
  const CanonicalForm form = canonicalize(graph);
  const LinearizedGraph other = renumbered(random, graph);
  const CanonicalForm other_form = canonicalize(other);
  CHECK(form.fingerprint == other_form.fingerprint);
  CHECK(same_edges(form.graph, other_form.graph));
}

/// `num_branches` times two independents into a product, a chain of two, and one dependent for all.
LinearizedGraph comb(std::size_t num_branches) {
  std::vector<Edge> edges;
  const std::size_t first = 2 * num_branches;
  const std::size_t sink = first + 3 * num_branches;
  const auto join = [&](std::size_t tail, std::size_t head) {
    edges.push_back({VertexId(tail), VertexId(head), EdgeKind::variable, 0.0, {}});
  };
  for (std::size_t b = 0; b < num_branches; ++b) {
    const std::size_t product = first + 3 * b;
    join(2 * b, product);
    join(2 * b + 1, product);
    join(product, product + 1);
    join(product + 1, product + 2);
    join(product, product + 2);
    join(product + 2, sink);
  }
  return LinearizedGraph(2 * num_branches, 3 * num_branches, 1, std::move(edges));
}

/// Rings of the given lengths, each vertex feeding a pair of neighbouring sums: all look alike locally.
LinearizedGraph rings(const std::vector<std::size_t>& lengths) {
  std::size_t total = 0;
  for (std::size_t length : lengths) total += length;
  std::vector<Edge> edges;
  std::size_t start = 0;
  for (std::size_t length : lengths) {
    for (std::size_t k = 0; k < length; ++k) {
      for (std::size_t neighbour : {k, (k + 1) % length}) {
        edges.push_back({VertexId(start + k), VertexId(total + start + neighbour), EdgeKind::variable, 0.0, {}});
      }
      edges.push_back({VertexId(total + start + k), VertexId(2 * total), EdgeKind::variable, 0.0, {}});
    }
    start += length;
  }
  return LinearizedGraph(total, total, 1, std::move(edges));
}

}  // namespace

TEST_CASE("Renumbered random graphs share fingerprint and canonical graph", "[plugin]") {
  Random random(seed);
  for (int k = 0; k < 300; ++k) {
    INFO("seed " << seed << " case " << k);
    const RandomShape shape{uniform(random, 1, 8), uniform(random, 0, 60), uniform(random, 1, 8), 3};
    check_invariance(random, random_linearized_graph(random, shape));
  }
}

TEST_CASE("Graphs with many automorphisms have one canonical graph", "[plugin]") {
  Random random(seed);
  for (int k = 0; k < 10; ++k) {
    INFO("seed " << seed << " case " << k);
    check_invariance(random, comb(20));
    check_invariance(random, comb(200));
    check_invariance(random, rings({5, 5, 7}));
  }
}

TEST_CASE("Rings that colours cannot tell apart share a fingerprint but not a canonical graph", "[plugin]") {
  const CanonicalForm one = canonicalize(rings({8}));
  const CanonicalForm two = canonicalize(rings({4, 4}));
  CHECK(one.fingerprint == two.fingerprint);
  CHECK_FALSE(same_edges(one.graph, two.graph));
}

TEST_CASE("The canonical graph is the graph renumbered", "[plugin]") {
  Random random(seed);
  const LinearizedGraph graph = random_linearized_graph(random, {4, 30, 4, 3});
  const CanonicalForm form = canonicalize(graph);
  REQUIRE(form.graph.edges().size() == graph.edges().size());
  for (const Edge& edge : graph.edges()) {
    const VertexId tail = form.canonical_of[edge.tail.value];
    const VertexId head = form.canonical_of[edge.head.value];
    const auto edges = form.graph.predecessors(head);
    const auto found = std::find_if(edges.begin(), edges.end(), [&](const Edge& e) { return e.tail == tail; });
    REQUIRE(found != edges.end());
    CHECK(found->kind == edge.kind);
  }
}

TEST_CASE("Roles, edge kinds and unit signs enter the fingerprint, constants do not", "[plugin]") {
  const auto chain = [](EdgeKind kind, double constant) {
    return LinearizedGraph(1, 1, 1, {{VertexId(0), VertexId(1), kind, constant, {}},
                                     {VertexId(1), VertexId(2), EdgeKind::variable, 0.0, {}}});
  };
  const auto print = [](const LinearizedGraph& graph) { return to_string(canonicalize(graph).fingerprint); };
  CHECK(print(chain(EdgeKind::unit, 1.0)) != print(chain(EdgeKind::unit, -1.0)));
  CHECK(print(chain(EdgeKind::unit, 1.0)) != print(chain(EdgeKind::variable, 0.0)));
  CHECK(print(chain(EdgeKind::constant, 3.0)) == print(chain(EdgeKind::constant, 4.0)));
  CHECK(print(chain(EdgeKind::constant, 3.0)) != print(chain(EdgeKind::variable, 0.0)));
  CHECK(print(LinearizedGraph(2, 1, 1, {})) != print(LinearizedGraph(1, 2, 1, {})));
  CHECK(print(chain(EdgeKind::variable, 0.0)).size() == 32);
}
