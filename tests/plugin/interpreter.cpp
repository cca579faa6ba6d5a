// SPDX-License-Identifier: BSD-2-Clause
// The oracle against formulas worked out by hand.
#include "jacquard/interpreter.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "jacquard/error.hpp"

namespace jacquard {
namespace {

/// f0 = x y + sin(x), f1 = x / p, with a guard x < y.
ComputationalGraph small_graph() {
  GraphBuilder builder(2, 1, Folding::none);
  const VertexId x(0), y(1), p(2);
  const VertexId product = builder.apply(Elemental::mul, {x, y});
  builder.add_dependent(builder.apply(Elemental::add, {product, builder.apply(Elemental::sin, {x})}));
  builder.add_dependent(builder.apply(Elemental::div, {x, p}));
  builder.add_guard(builder.apply(Elemental::less, {x, y}), true);
  return std::move(builder).seal();
}

TEST_CASE("Forward sweeps give the derivatives of the textbook", "[plugin]") {
  const ComputationalGraph graph = small_graph();
  const std::vector<double> at = {0.5, 2.0}, parameters = {4.0};
  const auto jacobian = forward_sweep<double>(graph, at, parameters);
  REQUIRE(jacobian.size() == 4);
  CHECK(jacobian[0] == 2.0 + std::cos(0.5));
  CHECK(jacobian[1] == 0.5);
  CHECK(jacobian[2] == 0.25);
  CHECK(jacobian[3] == 0.0);
}

TEST_CASE("Programs run with slots, literals, constant entries and guards", "[plugin]") {
  Program program;  // f0 = 3 x, df0/dx = 3 (constant), guard x < 0 captured as false
  program.num_independents = 1;
  program.num_residuals = 1;
  program.num_slots = 1;
  program.literals = {3.0, 0.0};
  const Operand x = Operand::slot(SlotId(0)), three = Operand::literal(0), zero = Operand::literal(1);
  program.instructions = {{Elemental::independent, 0, SlotId(0), {}},
                          {Elemental::less, 0, SlotId(0), {x, zero}},
                          {Elemental::independent, 0, SlotId(0), {}},
                          {Elemental::mul, 0, SlotId(0), {three, x}}};
  program.stores = {{2, OutputKind::guard, 0, x}, {4, OutputKind::residual, 0, x}};
  program.guard_outcomes = {false};
  program.pattern = {{{0, 1}, {0}}, {true}, {3.0}};
  const auto right = interpret<double>(program, std::vector<double>{2.0}, {});
  CHECK(right.residual == std::vector{6.0});
  CHECK(right.jacobian == std::vector{3.0});
  CHECK_FALSE(right.flipped_guards[0]);
  CHECK(interpret<double>(program, std::vector<double>{-2.0}, {}).flipped_guards[0]);
}

TEST_CASE("Wrong extents are refused with both numbers", "[plugin]") {
  const std::vector<double> one = {1.0};
  CHECK_THROWS_WITH(evaluate<double>(small_graph(), one, one),
                    Catch::Contains("independents expected extent 2, found 1"));
}

}  // namespace
}  // namespace jacquard
