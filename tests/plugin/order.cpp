// SPDX-License-Identifier: BSD-2-Clause
// Linearized graphs, the simple orders and their costs on graphs small enough to count by hand.
#include "jacquard/order.hpp"

#include <catch2/catch.hpp>

#include "jacquard/cost.hpp"
#include "jacquard/error.hpp"
#include "support/random_linearized_graph.hpp"

using namespace jacquard;

namespace {

Edge edge(std::size_t tail, std::size_t head, EdgeKind kind = EdgeKind::variable, double constant = 0.0) {
  return {VertexId(tail), VertexId(head), kind, constant, {}};
}

/// Independents 0, 1; intermediates 2, 3, 4; dependents 5, 6: 2 joins both, 3 and 4 fork.
LinearizedGraph bow_tie() {
  return LinearizedGraph(2, 3, 2, {edge(0, 2), edge(1, 2), edge(2, 3), edge(3, 4), edge(4, 5), edge(4, 6)});
}

std::vector<std::uint32_t> ids(const EliminationOrder& order) {
  std::vector<std::uint32_t> values;
  for (VertexId v : order.vertices) values.push_back(v.value);
  return values;
}

EliminationOrder order_of(std::initializer_list<std::size_t> values) {
  EliminationOrder order;
  for (std::size_t v : values) order.vertices.emplace_back(v);
  return order;
}

}  // namespace

TEST_CASE("A linearized graph lists its edges by head and its successors by tail", "[plugin]") {
  const LinearizedGraph graph(1, 2, 1, {edge(1, 3), edge(0, 2), edge(2, 3), edge(0, 1)});
  REQUIRE(graph.edges().size() == 4);
  CHECK(graph.predecessors(VertexId(3)).size() == 2);
  CHECK(graph.predecessors(VertexId(3))[0].tail == VertexId(1));
  REQUIRE(graph.successors(VertexId(0)).size() == 2);
  CHECK(graph[graph.successors(VertexId(0))[1]].head == VertexId(2));
  CHECK(graph.predecessors(VertexId(0)).empty());
  CHECK(graph.successors(VertexId(3)).empty());
}

TEST_CASE("A linearized graph refuses edges that break its invariants", "[plugin]") {
  CHECK_THROWS_AS(LinearizedGraph(1, 1, 1, {edge(1, 1)}), CaptureError);
  CHECK_THROWS_AS(LinearizedGraph(1, 1, 1, {edge(0, 3)}), CaptureError);
  CHECK_THROWS_AS(LinearizedGraph(2, 1, 1, {edge(0, 1)}), CaptureError);
  CHECK_THROWS_AS(LinearizedGraph(1, 1, 2, {edge(2, 3)}), CaptureError);
  CHECK_THROWS_AS(LinearizedGraph(1, 1, 1, {edge(0, 1), edge(0, 1)}), CaptureError);
  CHECK_THROWS_AS(LinearizedGraph(1, 1, 1, {Edge{}}), CaptureError);
}

TEST_CASE("Plain costs of the four simple orders are those counted by hand", "[plugin]") {
  const LinearizedGraph graph = bow_tie();
  // Forward: 2 costs 2 x 1, 3 costs 2 x 1, 4 costs 2 x 2; reverse: 1 x 2, 1 x 2, 2 x 2.
  CHECK(elimination_cost(graph, forward_order(graph), CostModel::plain) == 8);
  CHECK(elimination_cost(graph, reverse_order(graph), CostModel::plain) == 8);
  // Vertex 3 goes first with degree 1; then 2 and 4 tie at 2.
  CHECK(ids(markowitz_order(graph, TieBreak::lowest_id)) == std::vector<std::uint32_t>{3, 2, 4});
  CHECK(ids(markowitz_order(graph, TieBreak::highest_id)) == std::vector<std::uint32_t>{3, 4, 2});
  CHECK(elimination_cost(graph, markowitz_order(graph, TieBreak::lowest_id), CostModel::plain) == 7);
}

TEST_CASE("Preaccumulation takes what leaves no more edges than it finds", "[plugin]") {
  const LinearizedGraph graph = bow_tie();
  // After vertex 3 and one of the others the last one has degree 4.
  CHECK(preaccumulation(graph, TieBreak::lowest_id) == order_of({3, 2}).vertices);
  CHECK(preaccumulation(graph, TieBreak::highest_id) == order_of({3, 4}).vertices);
  CHECK(begun_with(order_of({3}).vertices, reverse_order(graph)) == order_of({3, 4, 2}));
  CHECK(begun_with({}, forward_order(graph)) == forward_order(graph));
}

TEST_CASE("Preaccumulation goes on as long as a vertex costs 2 multiplications or less", "[plugin]") {
  constexpr std::uint64_t seed = 20240731;
  test::Random random(seed);
  for (int repeat = 0; repeat < 100; ++repeat) {
    const LinearizedGraph graph = test::random_linearized_graph(random, {3, 30, 3, 2});
    for (const TieBreak tie_break : {TieBreak::lowest_id, TieBreak::highest_id}) {
      INFO("seed " << seed << ", case " << repeat);
      const std::vector<VertexId> first = preaccumulation(graph, tie_break);
      const EliminationOrder order = begun_with(first, forward_order(graph));
      CHECK_NOTHROW(check_order(graph, order));
      const std::uint64_t cost = *partial_cost(graph, first, CostModel::plain);
      CHECK(cost <= 2 * first.size());
      for (const VertexId v : std::span(order.vertices).subspan(first.size())) {
        std::vector<VertexId> longer = first;
        longer.push_back(v);
        CHECK(*partial_cost(graph, longer, CostModel::plain) > cost + 2);
      }
    }
  }
}

TEST_CASE("Units multiply for free and constants fold under the effective model", "[plugin]") {
  // 0 -2.0-> 1 -0.5-> 2 -x-> 3: eliminating 1 first folds to +1, after which 2 is free.
  const LinearizedGraph chain(
      1, 2, 1, {edge(0, 1, EdgeKind::constant, 2.0), edge(1, 2, EdgeKind::constant, 0.5), edge(2, 3)});
  CHECK(elimination_cost(chain, order_of({1, 2}), CostModel::plain) == 2);
  CHECK(elimination_cost(chain, order_of({1, 2}), CostModel::effective) == 0);
  CHECK(elimination_cost(chain, order_of({2, 1}), CostModel::effective) == 2);
}

TEST_CASE("Absorbing constants gives a constant, absorbing a variable gives a variable", "[plugin]") {
  // 0 reaches 3 by 1 and directly, both by units: the sum is the constant 2, and costs one with the variable.
  const auto unit = [](std::size_t tail, std::size_t head) { return edge(tail, head, EdgeKind::unit, 1.0); };
  const LinearizedGraph sum(1, 2, 1, {unit(0, 1), unit(1, 2), unit(0, 2), edge(2, 3)});
  CHECK(elimination_cost(sum, order_of({1, 2}), CostModel::effective) == 1);
  CHECK(elimination_cost(sum, order_of({2, 1}), CostModel::effective) == 0);
  const LinearizedGraph mixed(1, 2, 1, {unit(0, 1), edge(1, 2), unit(0, 2), edge(2, 3)});
  CHECK(elimination_cost(mixed, order_of({1, 2}), CostModel::effective) == 1);
}

TEST_CASE("One elimination counts under both models what each counts alone", "[plugin]") {
  const LinearizedGraph chain(
      1, 2, 1, {edge(0, 1, EdgeKind::constant, 2.0), edge(1, 2, EdgeKind::constant, 0.5), edge(2, 3)});
  for (const EliminationOrder& order : {order_of({1, 2}), order_of({2, 1})}) {
    const Multiplications count = count_multiplications(chain, order);
    CHECK(count.plain == elimination_cost(chain, order, CostModel::plain));
    CHECK(count.effective == elimination_cost(chain, order, CostModel::effective));
  }
  CHECK(count_multiplications(chain, order_of({1, 2})).effective == 0);
  CHECK_THROWS_AS(count_multiplications(chain, order_of({2})), OrderError);
}

TEST_CASE("An order that is no permutation of the intermediates is refused by name", "[plugin]") {
  const LinearizedGraph graph = bow_tie();
  CHECK_NOTHROW(check_order(graph, order_of({4, 2, 3})));
  CHECK_THROWS_WITH(check_order(graph, order_of({2, 3, 2})), "order: vertex 2 appears twice (positions 0 and 2)");
  CHECK_THROWS_WITH(check_order(graph, order_of({2, 5, 3})),
                    "order: vertex 5 (position 1) is no intermediate; expected 2 to below 5");
  CHECK_THROWS_WITH(check_order(graph, order_of({2, 4})),
                    "order: expected 3 vertices, found 2; vertex 3 is missing");
  CHECK_THROWS_AS(check_order(graph, EliminationOrder{{VertexId()}}), OrderError);
  CHECK_THROWS_AS(elimination_cost(graph, order_of({2}), CostModel::plain), OrderError);
}
