// SPDX-License-Identifier: BSD-2-Clause
// Lowering: programs are valid, compute what the graph says, and do no more work than they must.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "jacquard/interpreter.hpp"
#include "jacquard/program.hpp"

using namespace jacquard;

namespace {

AccumulatedJacobian accumulated(const ComputationalGraph& residual) {
  Linearization linearization = linearize(residual);
  const EliminationOrder order = reverse_order(linearization.graph);
  return accumulate(std::move(linearization), order);
}

Program lowered(const ComputationalGraph& residual, Quantity quantity) {
  return lower(accumulated(residual), quantity);
}

std::size_t count(const Program& program, Elemental elemental) {
  return static_cast<std::size_t>(std::ranges::count(program.instructions, elemental, &Instruction::elemental));
}

std::size_t count_stores(const Program& program, OutputKind kind) {
  return static_cast<std::size_t>(std::ranges::count(program.stores, kind, &Store::kind));
}

ComputationalGraph chain(std::size_t length) {
  GraphBuilder builder(1, 0, Folding::exact);
  VertexId value(0);
  for (std::size_t k = 0; k < length; ++k) value = builder.apply(k % 2 ? Elemental::sin : Elemental::exp, {value});
  builder.add_dependent(value);
  return std::move(builder).seal();
}

/// f0 = x0 * x1 + p0 * x2
ComputationalGraph sum_of_products() {
  GraphBuilder builder(3, 1, Folding::exact);
  const VertexId left = builder.apply(Elemental::mul, {VertexId(0), VertexId(1)});
  const VertexId right = builder.apply(Elemental::mul, {VertexId(3), VertexId(2)});
  builder.add_dependent(builder.apply(Elemental::add, {left, right}));
  return std::move(builder).seal();
}

}  // namespace

TEST_CASE("A product inside a sum becomes one fused instruction", "[plugin]") {
  const Program program = lowered(sum_of_products(), Quantity::residual);
  CHECK(count(program, Elemental::fma) == 1);
  CHECK(count(program, Elemental::mul) == 1);
  CHECK(emitted_cost(program) == 2);
}

TEST_CASE("Subtracted products fuse without a negation", "[plugin]") {
  GraphBuilder builder(3, 0, Folding::exact);
  const VertexId product = builder.apply(Elemental::mul, {VertexId(0), VertexId(1)});
  builder.add_dependent(builder.apply(Elemental::sub, {VertexId(2), product}));
  const VertexId other = builder.apply(Elemental::mul, {VertexId(1), VertexId(2)});
  const VertexId negated = builder.apply(Elemental::neg, {other});
  builder.add_dependent(builder.apply(Elemental::sub, {negated, VertexId(0)}));
  const ComputationalGraph residual = std::move(builder).seal();
  const Program program = lowered(residual, Quantity::residual);
  CHECK(emitted_cost(program) == 2);
  CHECK(count(program, Elemental::neg) == 0);
  const std::vector<double> x{3.0, 5.0, 7.0};
  CHECK(interpret<double>(program, x, {}).residual == std::vector<double>{-8.0, -38.0});
}

TEST_CASE("A product that is an output stays a product", "[plugin]") {
  GraphBuilder builder(3, 0, Folding::exact);
  const VertexId product = builder.apply(Elemental::mul, {VertexId(0), VertexId(1)});
  builder.add_dependent(product);
  builder.add_dependent(builder.apply(Elemental::add, {product, VertexId(2)}));
  const Program program = lowered(std::move(builder).seal(), Quantity::residual);
  CHECK(count(program, Elemental::mul) == 1);
  CHECK(count(program, Elemental::add) == 1);
  CHECK(count(program, Elemental::fma) == 0);
}

TEST_CASE("What decides a guard is rounded as the residual rounds it", "[plugin]") {
  // x0*x1 - x2 is exactly the rounding error of the product when fused; unfused it is zero.
  GraphBuilder builder(3, 0, Folding::exact);
  const VertexId product = builder.apply(Elemental::mul, {VertexId(0), VertexId(1)});
  const VertexId difference = builder.apply(Elemental::sub, {product, VertexId(2)});
  const VertexId condition = builder.apply(Elemental::equal, {difference, builder.literal(0.0)});
  builder.add_guard(condition, true);
  builder.add_dependent(difference);
  const Program program = lowered(std::move(builder).seal(), Quantity::both);
  const double a = 1.0 + std::numeric_limits<double>::epsilon(), b = 1.0 / 3.0;
  REQUIRE(std::fma(a, b, -(a * b)) != 0.0);
  const std::vector<double> x{a, b, a * b};
  const PointValues<double> values = interpret<double>(program, x, {});
  CHECK(values.residual == std::vector<double>{0.0});
  CHECK(values.flipped_guards == std::vector<bool>{false});
}

TEST_CASE("Each quantity computes only what it stores", "[plugin]") {
  // f = sin(x0) + exp(x1): J needs cos and exp but not sin; F needs sin and exp but not cos.
  GraphBuilder builder(2, 0, Folding::exact);
  const VertexId sine = builder.apply(Elemental::sin, {VertexId(0)});
  const VertexId power = builder.apply(Elemental::exp, {VertexId(1)});
  builder.add_dependent(builder.apply(Elemental::add, {sine, power}));
  const ComputationalGraph residual = std::move(builder).seal();

  const Program residual_only = lowered(residual, Quantity::residual);
  CHECK(count(residual_only, Elemental::cos) == 0);
  CHECK(count_stores(residual_only, OutputKind::residual) == 1);
  CHECK(count_stores(residual_only, OutputKind::jacobian) == 0);

  const Program jacobian_only = lowered(residual, Quantity::jacobian);
  CHECK(count(jacobian_only, Elemental::sin) == 0);
  CHECK(count(jacobian_only, Elemental::add) == 0);
  CHECK(count_stores(jacobian_only, OutputKind::residual) == 0);
  CHECK(count_stores(jacobian_only, OutputKind::jacobian) == 2);

  const Program both = lowered(residual, Quantity::both);
  CHECK(count(both, Elemental::exp) == 1);
  CHECK(both.instructions.size() == 6);
}

TEST_CASE("Constant entries have no store and cost no instruction", "[plugin]") {
  GraphBuilder builder(2, 0, Folding::exact);
  builder.add_dependent(builder.apply(Elemental::add, {VertexId(0), VertexId(1)}));
  const Program program = lowered(std::move(builder).seal(), Quantity::jacobian);
  CHECK(program.instructions.empty());
  CHECK(program.stores.empty());
  CHECK(program.num_slots == 0);
  CHECK(program.pattern.constants == std::vector<double>{1.0, 1.0});
}

TEST_CASE("Guards are computed whatever the quantity", "[plugin]") {
  GraphBuilder builder(2, 0, Folding::exact);
  builder.add_guard(builder.apply(Elemental::less, {VertexId(0), VertexId(1)}), true);
  builder.add_dependent(VertexId(0));
  const ComputationalGraph residual = std::move(builder).seal();
  for (const Quantity quantity : {Quantity::residual, Quantity::jacobian, Quantity::both}) {
    const Program program = lowered(residual, quantity);
    CHECK(count_stores(program, OutputKind::guard) == 1);
    const std::vector<double> x{2.0, 1.0};
    CHECK(interpret<double>(program, x, {}).flipped_guards == std::vector<bool>{true});
  }
}

TEST_CASE("Literal and repeated dependents are stored", "[plugin]") {
  GraphBuilder builder(1, 1, Folding::exact);
  for (const VertexId dependent : {builder.literal(2.5), VertexId(0), VertexId(0), VertexId(1)}) {
    builder.add_dependent(dependent);
  }
  const Program program = lowered(std::move(builder).seal(), Quantity::residual);
  const std::vector<double> x{3.0}, p{4.0};
  CHECK(interpret<double>(program, x, p).residual == std::vector<double>{2.5, 3.0, 3.0, 4.0});
}

TEST_CASE("A chain's residual needs one slot, its Jacobian a few", "[plugin]") {
  CHECK(lowered(chain(100), Quantity::residual).num_slots == 1);
  // Reverse order needs every link's value when it comes back; forward order goes along with the chain.
  Linearization linearization = linearize(chain(100));
  const EliminationOrder order = forward_order(linearization.graph);
  CHECK(lower(accumulate(std::move(linearization), order), Quantity::both).num_slots <= 4);
}

TEST_CASE("A long sum over products keeps few values alive", "[plugin]") {
  GraphBuilder builder(64, 0, Folding::exact);
  VertexId sum = builder.literal(0.5);
  for (std::size_t k = 0; k < 64; ++k) {
    const VertexId sine = builder.apply(Elemental::sin, {VertexId(k)});
    sum = builder.apply(Elemental::add, {sum, builder.apply(Elemental::mul, {sine, sine})});
  }
  builder.add_dependent(sum);
  CHECK(lowered(std::move(builder).seal(), Quantity::both).num_slots <= 4);
}
