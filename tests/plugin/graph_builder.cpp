// SPDX-License-Identifier: BSD-2-Clause
// What folding may and may not do.
#include "jacquard/graph_builder.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "../support/random_graph.hpp"
#include "jacquard/error.hpp"
#include "jacquard/interpreter.hpp"

namespace jacquard {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

TEST_CASE("Identities that hold for every value fold", "[plugin]") {
  GraphBuilder builder(1, 0, Folding::exact);
  const VertexId x(0);
  const auto literal = [&](double value) { return builder.literal(value); };
  CHECK(builder.apply(Elemental::mul, {x, literal(1.0)}) == x);
  CHECK(builder.apply(Elemental::add, {literal(0.0), x}) == x);
  CHECK(builder.apply(Elemental::sub, {x, literal(0.0)}) == x);
  CHECK(builder.apply(Elemental::div, {x, literal(1.0)}) == x);
  CHECK(builder.apply(Elemental::neg, {builder.apply(Elemental::neg, {x})}) == x);
  CHECK(builder.apply(Elemental::pow, {x, literal(1.0)}) == x);
  CHECK(builder.apply(Elemental::max, {x, x}) == x);
  CHECK(builder.apply(Elemental::mul, {literal(2.0), literal(3.0)}) == literal(6.0));
}

TEST_CASE("A product by zero and a difference of equals stay", "[plugin]") {
  GraphBuilder builder(1, 0, Folding::exact);
  const VertexId x(0);
  builder.add_dependent(builder.apply(Elemental::mul, {x, builder.literal(0.0)}));
  builder.add_dependent(builder.apply(Elemental::sub, {x, x}));
  const ComputationalGraph graph = std::move(builder).seal();
  const std::vector<double> at_infinity = {std::numeric_limits<double>::infinity()};
  const auto values = evaluate<double>(graph, at_infinity, {});
  CHECK(std::isnan(values[graph.dependents()[0].value]));
  CHECK(std::isnan(values[graph.dependents()[1].value]));
}

TEST_CASE("A term of zero goes where the rest of the sum is NaN whenever the term is", "[plugin]") {
  GraphBuilder builder(2, 0, Folding::exact);
  const VertexId zero = builder.literal(0.0);
  const auto apply = [&](Elemental elemental, VertexId a, VertexId b) { return builder.apply(elemental, {a, b}); };
  const VertexId c = builder.apply(Elemental::cos, {VertexId(0)}), s = builder.apply(Elemental::sin, {VertexId(0)});
  const VertexId c1 = builder.apply(Elemental::cos, {VertexId(1)});
  const VertexId turned = apply(Elemental::sub, c, apply(Elemental::mul, zero, s));  // cos x0
  builder.add_dependent(apply(Elemental::mul, turned, c1));
  builder.add_dependent(apply(Elemental::sub, apply(Elemental::mul, apply(Elemental::mul, zero, turned), c1),
                              apply(Elemental::mul, s, c1)));                      // -sin x0 cos x1
  builder.add_dependent(apply(Elemental::add, c1, apply(Elemental::mul, zero, s)));  // NaN where x0 is infinite
  builder.add_dependent(apply(Elemental::add, VertexId(0), apply(Elemental::mul, zero, VertexId(0))));  // there, too
  builder.add_dependent(
      apply(Elemental::add, c, apply(Elemental::mul, zero, builder.apply(Elemental::exp, {VertexId(0)}))));  // 0 inf
  const ComputationalGraph graph = std::move(builder).seal(), simple = simplify(graph);
  const auto products_with_zero = [](const ComputationalGraph& of) {
    std::size_t count = 0;
    for (std::size_t v = 0; v < of.num_vertices(); ++v)
      for (int k = 0; k < arity(of[VertexId(v)].elemental); ++k) {
        const Vertex& factor = of[of[VertexId(v)].arguments[static_cast<std::size_t>(k)]];
        count += factor.elemental == Elemental::literal && of.literals()[factor.index] == 0.0 ? 1 : 0;
      }
    return count;
  };
  CHECK(products_with_zero(graph) == 4);
  CHECK(products_with_zero(simple) == 3);  // of the last three dependents
  constexpr double infinity = std::numeric_limits<double>::infinity();
  for (const double x0 : {0.0, 0.7, -3.0, 800.0, infinity, -infinity, nan}) {
    for (const double x1 : {0.4, infinity, nan}) {
      const std::vector<double> x = {x0, x1};
      const auto before = evaluate<double>(graph, x, {}), after = evaluate<double>(simple, x, {});
      for (std::size_t k = 0; k < graph.dependents().size(); ++k) {
        INFO("dependent " << k << " at " << x0 << ", " << x1);
        const double expected = before[graph.dependents()[k].value], found = after[simple.dependents()[k].value];
        CHECK((found == expected || (std::isnan(found) && std::isnan(expected))));
      }
    }
  }
}

TEST_CASE("Equal operations are one vertex, whatever the order and the signs of their factors", "[plugin]") {
  GraphBuilder builder(2, 0, Folding::exact);
  const VertexId x(0), y(1);
  const VertexId product = builder.apply(Elemental::mul, {x, y});
  CHECK(builder.apply(Elemental::mul, {y, x}) == product);
  const VertexId minus_x = builder.apply(Elemental::neg, {x});
  const VertexId minus_y = builder.apply(Elemental::neg, {y});
  CHECK(builder.apply(Elemental::mul, {minus_x, minus_y}) == product);
  CHECK(builder[builder.apply(Elemental::mul, {minus_x, y})].arguments[0] == product);
  CHECK(builder.apply(Elemental::sub, {x, y}) != builder.apply(Elemental::sub, {y, x}));
}

TEST_CASE("Division by a power of two becomes an exact product, division by 3 does not", "[plugin]") {
  GraphBuilder builder(1, 0, Folding::exact);
  CHECK(builder[builder.apply(Elemental::div, {VertexId(0), builder.literal(4.0)})].elemental == Elemental::mul);
  CHECK(builder[builder.apply(Elemental::div, {VertexId(0), builder.literal(3.0)})].elemental == Elemental::div);
  const double tiny = std::numeric_limits<double>::denorm_min();
  CHECK(builder[builder.apply(Elemental::div, {VertexId(0), builder.literal(tiny)})].elemental == Elemental::div);
}

TEST_CASE("Wrong arguments are refused by name", "[plugin]") {
  GraphBuilder builder(1, 0, Folding::exact);
  CHECK_THROWS_WITH(builder.apply(Elemental::add, {VertexId(0)}),
                    Catch::Contains("add expected 2 arguments, found 1"));
  CHECK_THROWS_WITH(builder.apply(Elemental::sin, {VertexId(7)}),
                    Catch::Contains("argument 0 of sin expected below 1, found 7"));
  CHECK_THROWS_AS(builder.add_dependent(VertexId(9)), CaptureError);
}

/// Folding may round differently (x/4 is exact, x^3 by products is not): a few ulp an operation, and the generator
/// bounds partials by 10 and graphs here are shallow; anything that folding got wrong is off by far more.
TEST_CASE("Simplified random graphs have the values of the captured ones", "[plugin]") {
  const std::uint64_t seed = 20261121;
  std::mt19937_64 random(seed);
  test::RandomGraphGenerator generate(random);
  for (int trial = 0; trial < 500; ++trial) {
    INFO("seed " << seed << ", trial " << trial);
    const test::RandomGraph captured = generate(30);
    const ComputationalGraph simple = simplify(captured.graph);
    REQUIRE(simple.num_vertices() <= captured.graph.num_vertices());
    REQUIRE(simple.dependents().size() == captured.graph.dependents().size());
    const auto expected = evaluate<double>(captured.graph, captured.independents, captured.parameters);
    const auto found = evaluate<double>(simple, captured.independents, captured.parameters);
    for (std::size_t k = 0; k < simple.dependents().size(); ++k)
      CHECK(found[simple.dependents()[k].value] ==
            Approx(expected[captured.graph.dependents()[k].value]).epsilon(1e-9).margin(1e-9));
  }
}

/// A NaN in one independent reaches the same dependents before and after.
TEST_CASE("Simplification turns no NaN into a number", "[plugin]") {
  const std::uint64_t seed = 20261122;
  std::mt19937_64 random(seed);
  test::RandomGraphGenerator generate(random);
  for (int trial = 0; trial < 500; ++trial) {
    INFO("seed " << seed << ", trial " << trial);
    test::RandomGraph captured = generate(30);
    const ComputationalGraph simple = simplify(captured.graph);
    captured.independents[0] = nan;
    const auto expected = evaluate<double>(captured.graph, captured.independents, captured.parameters);
    const auto found = evaluate<double>(simple, captured.independents, captured.parameters);
    for (std::size_t k = 0; k < simple.dependents().size(); ++k)
      CHECK(std::isnan(found[simple.dependents()[k].value]) ==
            std::isnan(expected[captured.graph.dependents()[k].value]));
  }
}

}  // namespace
}  // namespace jacquard
