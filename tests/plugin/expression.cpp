// SPDX-License-Identifier: BSD-2-Clause
// Partials of the table written out as graphs agree with the table's own numbers.
#include "jacquard/expression.hpp"

#include <catch2/catch.hpp>
#include <bit>
#include <cmath>
#include <random>

#include "jacquard/error.hpp"
#include "jacquard/interpreter.hpp"

namespace jacquard {
namespace {

constexpr std::uint64_t seed = 7;

/// Independents 0, 1, 2; dependents: `elemental` of them and its partials.
ComputationalGraph written_out(Elemental elemental, Folding folding) {
  GraphBuilder builder(3, 0, folding);
  const std::array<VertexId, 3> ids{VertexId(0), VertexId(1), VertexId(2)};
  const auto count = static_cast<std::size_t>(arity(elemental));
  const VertexId v = builder.apply(elemental, std::span(ids).first(count));
  std::array<Expression, 3> arguments;
  for (std::size_t k = 0; k < 3; ++k) arguments[k] = {builder, ids[k]};
  const std::array<Expression, 3> slopes = partials(elemental, arguments, Expression(builder, v));
  builder.add_dependent(v);
  for (std::size_t k = 0; k < count; ++k) builder.add_dependent(slopes[k].vertex_in(builder));
  return std::move(builder).seal();
}

/// Bit for bit, but that a NaN is a NaN and, where identities were used, that 0 + x may change the sign of a zero.
template <class Real>
bool is_same(Real a, Real b) {
  return (std::isnan(a) && std::isnan(b)) || a == b;
}

template <class Real>
void compare(Elemental elemental, const ComputationalGraph& graph, const std::array<Real, 3>& at) {
  const std::vector<Real> all = evaluate<Real>(graph, at, {});
  const Real v = value(elemental, at);
  const std::array<Real, 3> slopes = partials(elemental, at, v);
  INFO(name(elemental) << " at " << at[0] << ", " << at[1] << ", " << at[2] << ", seed " << seed);
  CHECK(is_same(all[graph.dependents()[0].value], v));
  for (std::size_t k = 1; k < graph.dependents().size(); ++k) {
    CHECK(is_same(all[graph.dependents()[k].value], slopes[k - 1]));
  }
}

template <class Real>
void compare_at_random_points(Elemental elemental) {
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<Real> linear(-3, 3);
  const Real special[] = {0, Real(-0.0), 1, -1, 2, Real(0.5), INFINITY, -INFINITY, NAN};
  for (Folding folding : {Folding::none, Folding::exact}) {
    const ComputationalGraph graph = written_out(elemental, folding);
    for (int point = 0; point < 100; ++point) {
      std::array<Real, 3> at;
      for (Real& x : at) x = random() % 4 == 0 ? special[random() % std::size(special)] : linear(random);
      if (elemental == Elemental::polygamma) at[0] = static_cast<Real>(random() % 20);
      compare(elemental, graph, at);
    }
  }
}

std::size_t count(const ComputationalGraph& graph, Elemental elemental) {
  std::size_t number = 0;
  for (const Vertex& vertex : graph.vertices()) number += vertex.elemental == elemental;
  return number;
}

/// x^exponent and its derivative.
ComputationalGraph power_and_slope(double exponent) {
  GraphBuilder builder(1, 0, Folding::exact);
  const Expression x(builder, VertexId(0)), y(builder, builder.literal(exponent));
  const Expression v = pow(x, y);
  builder.add_dependent(v.vertex_in(builder));
  builder.add_dependent(elementals::pow::partials(x, y, v)[0].vertex_in(builder));
  return simplify(std::move(builder).seal());
}

}  // namespace

TEST_CASE("Partials written out as graphs evaluate to the numeric ones", "[plugin]") {
#define JACQUARD_COMPARE(name)                         \
  compare_at_random_points<float>(Elemental::name);    \
  compare_at_random_points<double>(Elemental::name);
  JACQUARD_ELEMENTALS(JACQUARD_COMPARE)
#undef JACQUARD_COMPARE
}

TEST_CASE("A power with a literal exponent below 1 and its partial need one power, above 1 two", "[plugin]") {
  for (double exponent : {-3.0, -1.7, -0.3, 0.3, 0.99}) CHECK(count(power_and_slope(exponent), Elemental::pow) == 1);
  for (double exponent : {1.01, 1.7, 2.9, 6.0, 10.5}) CHECK(count(power_and_slope(exponent), Elemental::pow) == 2);
  for (double exponent : {-3.0, 0.3, 1.7}) CHECK(count(power_and_slope(exponent), Elemental::log) == 0);
}

TEST_CASE("Powers with small whole and half exponents are products and roots", "[plugin]") {
  for (double exponent : {-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0}) {
    GraphBuilder builder(1, 0, Folding::exact);
    const Expression power = pow(Expression(builder, VertexId(0)), Expression(builder, builder.literal(exponent)));
    builder.add_dependent(power.vertex_in(builder));
    const ComputationalGraph graph = std::move(builder).seal();
    INFO("exponent " << exponent);
    CHECK(count(graph, Elemental::pow) == 0);
    for (double x : {1e-70, 0.1, 0.7, 3.0, 1e60}) {
      const std::vector<long double> all = evaluate<long double>(graph, std::vector<long double>{x}, {});
      const long double exact = std::pow(static_cast<long double>(x), static_cast<long double>(exponent));
      constexpr long double epsilon = std::numeric_limits<long double>::epsilon();
      CHECK(std::abs(all[graph.dependents()[0].value] - exact) <= 4 * epsilon * exact);
    }
    const double at_zero = evaluate<double>(graph, std::vector<double>{0.0}, {})[graph.dependents()[0].value];
    CHECK(at_zero == std::pow(0.0, exponent));
  }
}

TEST_CASE("Derivatives of powers with literal exponents are exact, at zero and far out too", "[plugin]") {
  for (long double exponent : {-3.0, -2.0, -1.7, -0.5, 0.3, 0.5, 1.5, 1.7, 2.0, 2.5, 2.9, 4.0, 5.0}) {
    const ComputationalGraph graph = power_and_slope(static_cast<double>(exponent));
    for (double x : {0.0, 1e-80, 0.3, 7.0, 1e50}) {
      INFO(x << " to the power " << exponent);
      const double slope = evaluate<double>(graph, std::vector<double>{x}, {})[graph.dependents()[1].value];
      const auto exact = static_cast<double>(exponent * std::pow(static_cast<long double>(x), exponent - 1));
      if (std::isinf(exact)) {
        CHECK(slope == exact);
      } else {
        CHECK(std::abs(slope - exact) <= 1e-15 * std::abs(exact));  // pow's rounding and three more, of 2^-53 each
      }
    }
  }
}

TEST_CASE("Expressions of different builders do not mix", "[plugin]") {
  GraphBuilder first(1, 0, Folding::exact), second(1, 0, Folding::exact);
  const Expression x(first, VertexId(0)), y(second, VertexId(0));
  CHECK_THROWS_WITH(x * y, "expression: arguments belong to different graph builders");
}

TEST_CASE("Numbers fold among themselves and become literals beside a vertex", "[plugin]") {
  GraphBuilder builder(1, 0, Folding::exact);
  const Expression seven = Expression(3.0) + Expression(4);
  CHECK(seven.builder == nullptr);
  CHECK(seven.number == 7.0);
  const Expression sum = Expression(builder, VertexId(0)) + seven;
  REQUIRE(sum.builder == &builder);
  CHECK_FALSE(sum.is_number());
  CHECK(builder.literal_value(builder[sum.id].arguments[1]) == 7.0);
}

}  // namespace jacquard
