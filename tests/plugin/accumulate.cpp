// SPDX-License-Identifier: BSD-2-Clause
// Accumulation: patterns, constant entries and values, the same for every elimination order.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <numeric>

#include "jacquard/elimination.hpp"
#include "jacquard/error.hpp"
#include "jacquard/interpreter.hpp"

using namespace jacquard;

namespace {

constexpr double epsilon = std::numeric_limits<double>::epsilon();

AccumulatedJacobian accumulated(const ComputationalGraph& residual) {
  Linearization linearization = linearize(residual);
  const EliminationOrder order = reverse_order(linearization.graph);
  return accumulate(std::move(linearization), order);
}

std::vector<double> dependents_at(const ComputationalGraph& graph, std::vector<double> x) {
  const std::vector<double> values = evaluate<double>(graph, x, {});
  std::vector<double> dependents;
  for (const VertexId dependent : graph.dependents()) dependents.push_back(values[dependent.value]);
  return dependents;
}

std::size_t count(const ComputationalGraph& graph, Elemental elemental) {
  return static_cast<std::size_t>(std::ranges::count(graph.vertices(), elemental, &Vertex::elemental));
}

/// y = sin(x0 x1), f0 = y / x2, f1 = y + x2
ComputationalGraph small_residual() {
  GraphBuilder builder(3, 0, Folding::exact);
  const VertexId product = builder.apply(Elemental::mul, {VertexId(0), VertexId(1)});
  const VertexId sine = builder.apply(Elemental::sin, {product});
  builder.add_dependent(builder.apply(Elemental::div, {sine, VertexId(2)}));
  builder.add_dependent(builder.apply(Elemental::add, {sine, VertexId(2)}));
  return std::move(builder).seal();
}

}  // namespace

TEST_CASE("A Jacobian accumulated by hand is reproduced, in pattern order", "[plugin]") {
  const AccumulatedJacobian jacobian = accumulated(small_residual());
  CHECK(jacobian.num_residuals == 2);
  CHECK(jacobian.pattern.rows.row_offsets == std::vector<std::uint32_t>{0, 3, 6});
  CHECK(jacobian.pattern.rows.columns == std::vector<std::uint32_t>{0, 1, 2, 0, 1, 2});
  CHECK(jacobian.pattern.is_constant == std::vector<bool>{false, false, false, false, false, true});
  CHECK(jacobian.pattern.constants[5] == 1.0);

  const double x = 0.7, y = -1.3, z = 2.5;
  const double s = std::sin(x * y), c = std::cos(x * y);
  const std::vector<double> expected{s / z, s + z, c * y / z, c * x / z, -s / (z * z), c * y, c * x, 1.0};
  const std::vector<double> found = dependents_at(jacobian.graph, {x, y, z});
  REQUIRE(found.size() == expected.size());
  // At most six rounded operations on either side, each half an epsilon relative.
  for (std::size_t k = 0; k < expected.size(); ++k) {
    CHECK(std::abs(found[k] - expected[k]) <= 6 * epsilon * std::abs(expected[k]));
  }
}

TEST_CASE("A quotient is differentiated with one reciprocal", "[plugin]") {
  const AccumulatedJacobian jacobian = accumulated(small_residual());
  CHECK(count(jacobian.graph, Elemental::reciprocal) + count(jacobian.graph, Elemental::div) <= 2);
  CHECK(count(jacobian.graph, Elemental::cos) == 1);
}

TEST_CASE("Constant entries are folded and marked", "[plugin]") {
  GraphBuilder builder(2, 0, Folding::exact);
  const VertexId difference = builder.apply(Elemental::sub, {VertexId(0), VertexId(1)});
  const VertexId scaled = builder.apply(Elemental::mul, {difference, builder.literal(-0.5)});
  builder.add_dependent(builder.apply(Elemental::add, {scaled, VertexId(0)}));
  const AccumulatedJacobian jacobian = accumulated(std::move(builder).seal());
  CHECK(jacobian.pattern.is_constant == std::vector<bool>{true, true});
  CHECK(jacobian.pattern.constants == std::vector<double>{0.5, 0.5});
}

TEST_CASE("Paths that cancel leave a constant zero, not a hole in the pattern", "[plugin]") {
  GraphBuilder builder(1, 0, Folding::none);
  builder.add_dependent(builder.apply(Elemental::sub, {VertexId(0), VertexId(0)}));
  const AccumulatedJacobian jacobian = accumulated(std::move(builder).seal());
  CHECK(jacobian.pattern.is_constant == std::vector<bool>{true});
  CHECK(jacobian.pattern.constants == std::vector<double>{0.0});
}

TEST_CASE("Dependents that no independent reaches have empty rows", "[plugin]") {
  GraphBuilder builder(1, 1, Folding::exact);
  builder.add_dependent(builder.literal(2.0));
  builder.add_dependent(VertexId(0));
  builder.add_dependent(VertexId(1));
  const AccumulatedJacobian jacobian = accumulated(std::move(builder).seal());
  CHECK(jacobian.pattern.rows.row_offsets == std::vector<std::uint32_t>{0, 0, 1, 1});
  CHECK(jacobian.pattern.is_constant == std::vector<bool>{true});
}

TEST_CASE("Signs fold into sums instead of being multiplied out", "[plugin]") {
  // f = -(x0^2) - sin(x0): both partials negative, one addition and one negation are enough.
  GraphBuilder builder(1, 0, Folding::exact);
  const VertexId square = builder.apply(Elemental::mul, {VertexId(0), VertexId(0)});
  const VertexId negated = builder.apply(Elemental::neg, {square});
  const VertexId sine = builder.apply(Elemental::sin, {VertexId(0)});
  builder.add_dependent(builder.apply(Elemental::sub, {negated, sine}));
  const AccumulatedJacobian jacobian = accumulated(std::move(builder).seal());
  CHECK(count(jacobian.graph, Elemental::neg) <= 2);  // the residual's own, and the entry's
  const double x = 0.3;
  CHECK(std::abs(dependents_at(jacobian.graph, {x})[1] + 2 * x + std::cos(x)) <= 4 * epsilon);
}

TEST_CASE("Guards survive accumulation", "[plugin]") {
  GraphBuilder builder(2, 0, Folding::exact);
  const VertexId condition = builder.apply(Elemental::less, {VertexId(0), VertexId(1)});
  builder.add_guard(condition, true);
  builder.add_dependent(builder.apply(Elemental::mul, {VertexId(0), VertexId(1)}));
  const AccumulatedJacobian jacobian = accumulated(std::move(builder).seal());
  REQUIRE(jacobian.graph.guards().size() == 1);
  CHECK(jacobian.graph[jacobian.graph.guards()[0].condition].elemental == Elemental::less);
  CHECK(jacobian.graph.guards()[0].outcome);
}

TEST_CASE("An order that is no permutation is refused before any elimination", "[plugin]") {
  Linearization linearization = linearize(small_residual());
  EliminationOrder order = forward_order(linearization.graph);
  order.vertices.pop_back();
  CHECK_THROWS_AS(accumulate(std::move(linearization), order), OrderError);
}
