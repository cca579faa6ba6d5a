// SPDX-License-Identifier: BSD-2-Clause
// Linearization: which edges there are, of which kind, and who is a sink.
#include <catch2/catch.hpp>

#include "jacquard/linearized_graph.hpp"

using namespace jacquard;

namespace {

struct Expected {
  std::size_t tail, head;
  EdgeKind kind;
  double constant = 0.0;
};

void check_edges(const LinearizedGraph& graph, const std::vector<Expected>& expected) {
  REQUIRE(graph.edges().size() == expected.size());
  for (std::size_t e = 0; e < expected.size(); ++e) {
    INFO("edge " << e);
    const Edge& edge = graph.edges()[e];
    CHECK(edge.tail == VertexId(expected[e].tail));
    CHECK(edge.head == VertexId(expected[e].head));
    CHECK(edge.kind == expected[e].kind);
    if (expected[e].kind != EdgeKind::variable) CHECK(edge.constant == expected[e].constant);
    CHECK(edge.local_partial.valid());
  }
}

GraphBuilder builder(std::size_t num_independents, std::size_t num_parameters = 0) {
  return GraphBuilder(num_independents, num_parameters, Folding::exact);
}

}  // namespace

TEST_CASE("A product has its other factor as local partial", "[plugin]") {
  GraphBuilder residual = builder(2);
  residual.add_dependent(residual.apply(Elemental::mul, {VertexId(0), VertexId(1)}));
  const Linearization linearization = linearize(std::move(residual).seal());
  check_edges(linearization.graph, {{0, 2, EdgeKind::variable}, {1, 2, EdgeKind::variable}});
  CHECK(linearization.graph.edges()[0].local_partial == VertexId(1));
  CHECK(linearization.graph.edges()[1].local_partial == VertexId(0));
}

TEST_CASE("Sums and differences have unit edges, multiples constant ones", "[plugin]") {
  GraphBuilder residual = builder(2);
  const VertexId difference = residual.apply(Elemental::sub, {VertexId(0), VertexId(1)});
  residual.add_dependent(residual.apply(Elemental::mul, {difference, residual.literal(3.0)}));
  residual.add_dependent(residual.apply(Elemental::neg, {difference}));
  const Linearization linearization = linearize(std::move(residual).seal());
  check_edges(linearization.graph, {{0, 2, EdgeKind::unit, 1.0},
                                    {1, 2, EdgeKind::unit, -1.0},
                                    {2, 3, EdgeKind::constant, 3.0},
                                    {2, 4, EdgeKind::unit, -1.0}});
}

TEST_CASE("Comparisons and conditions have no edges, the arms of a select have", "[plugin]") {
  GraphBuilder residual = builder(3);
  const VertexId condition = residual.apply(Elemental::less, {VertexId(0), VertexId(1)});
  residual.add_dependent(residual.apply(Elemental::select, {condition, VertexId(1), VertexId(2)}));
  residual.add_dependent(condition);
  const Linearization linearization = linearize(std::move(residual).seal());
  check_edges(linearization.graph, {{1, 3, EdgeKind::variable}, {2, 3, EdgeKind::variable}});
}

TEST_CASE("Arguments that are the same vertex share one edge", "[plugin]") {
  GraphBuilder residual(1, 0, Folding::none);
  residual.add_dependent(residual.apply(Elemental::mul, {VertexId(0), VertexId(0)}));
  residual.add_dependent(residual.apply(Elemental::add, {VertexId(0), VertexId(0)}));
  residual.add_dependent(residual.apply(Elemental::hypot, {VertexId(0), VertexId(0)}));
  const Linearization linearization = linearize(std::move(residual).seal());
  check_edges(linearization.graph,
              {{0, 1, EdgeKind::variable}, {0, 2, EdgeKind::constant, 2.0}, {0, 3, EdgeKind::variable}});
}

TEST_CASE("Every dependent is a sink of its own", "[plugin]") {
  GraphBuilder residual = builder(1, 1);
  const VertexId sine = residual.apply(Elemental::sin, {VertexId(0)});
  const VertexId square = residual.apply(Elemental::mul, {sine, sine});
  for (const VertexId dependent : {sine, square, square, VertexId(0), VertexId(1), residual.literal(4.0)}) {
    residual.add_dependent(dependent);
  }
  const Linearization linearization = linearize(std::move(residual).seal());
  CHECK(linearization.graph.num_intermediates() == 2);
  CHECK(linearization.graph.num_dependents() == 6);
  check_edges(linearization.graph, {{0, 1, EdgeKind::variable},
                                    {1, 2, EdgeKind::variable},
                                    {1, 3, EdgeKind::unit, 1.0},
                                    {2, 4, EdgeKind::unit, 1.0},
                                    {2, 5, EdgeKind::unit, 1.0},
                                    {0, 6, EdgeKind::unit, 1.0}});
}

TEST_CASE("Vertices off every path from independent to dependent are left out", "[plugin]") {
  GraphBuilder residual(1, 1, Folding::none);
  const VertexId of_parameter = residual.apply(Elemental::exp, {VertexId(1)});
  residual.apply(Elemental::cos, {VertexId(0)});
  residual.add_dependent(residual.apply(Elemental::mul, {VertexId(0), of_parameter}));
  const Linearization linearization = linearize(std::move(residual).seal());
  CHECK(linearization.graph.num_intermediates() == 0);
  check_edges(linearization.graph, {{0, 1, EdgeKind::variable}});
  CHECK(linearization.graph.edges()[0].local_partial == of_parameter);
}

TEST_CASE("Linearization keeps guards and dependents of the residual", "[plugin]") {
  GraphBuilder residual = builder(2);
  const VertexId condition = residual.apply(Elemental::less, {VertexId(0), VertexId(1)});
  const VertexId sum = residual.apply(Elemental::add, {VertexId(0), VertexId(1)});
  residual.add_guard(condition, false);
  residual.add_dependent(sum);
  const Linearization linearization = linearize(std::move(residual).seal());
  CHECK(linearization.guards == std::vector<Guard>{{condition, false}});
  CHECK(linearization.values == std::vector<VertexId>{sum});
}
