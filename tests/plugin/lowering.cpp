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

TEST_CASE("A balanced tree of sums takes the slots that Sethi and Ullman prove necessary", "[plugin]") {
  // Complete binary tree of height h over values in slots: h + 1 (J. ACM 17 (1970) 715).
  constexpr std::size_t height = 5;
  GraphBuilder builder(std::size_t{1} << height, 0, Folding::exact);
  std::vector<VertexId> level;
  for (std::size_t k = 0; k < (std::size_t{1} << height); ++k)
    level.push_back(builder.apply(Elemental::sin, {VertexId(k)}));
  while (level.size() > 1) {
    std::vector<VertexId> next;
    for (std::size_t k = 0; k < level.size(); k += 2)
      next.push_back(builder.apply(Elemental::hypot, {level[k], level[k + 1]}));
    level = next;
  }
  builder.add_dependent(level[0]);
  CHECK(lowered(std::move(builder).seal(), Quantity::residual).num_slots == height + 1);
}

TEST_CASE("Lowering the same graph twice gives the same program", "[plugin]") {
  const Program first = lowered(chain(50), Quantity::both), second = lowered(chain(50), Quantity::both);
  CHECK(first.instructions == second.instructions);
  CHECK(first.stores == second.stores);
  CHECK(first.literals == second.literals);
}

TEST_CASE("The emitted cost counts the operations that are left, each fused one once", "[plugin]") {
  // f0 = x0 x1 x2 + x0: J is x1 x2 + 1 (one fused), x0 x2, x0 x1.
  // f1 = (x0 + x1)^2: J is 2 (x0 + x1), computed once for both entries: an addition and a product.
  // f2 = 3 x0 - x1: constant. f3 = sin(-x2): J is -cos(x2), for nothing but a sign.
  GraphBuilder builder(3, 0, Folding::exact);
  const VertexId product = builder.apply(Elemental::mul, {VertexId(0), VertexId(1)});
  const VertexId triple = builder.apply(Elemental::mul, {product, VertexId(2)});
  builder.add_dependent(builder.apply(Elemental::add, {triple, VertexId(0)}));
  const VertexId sum = builder.apply(Elemental::add, {VertexId(0), VertexId(1)});
  builder.add_dependent(builder.apply(Elemental::square, {sum}));
  const VertexId multiple = builder.apply(Elemental::mul, {VertexId(0), builder.literal(3.0)});
  builder.add_dependent(builder.apply(Elemental::sub, {multiple, VertexId(1)}));
  builder.add_dependent(builder.apply(Elemental::sin, {builder.apply(Elemental::neg, {VertexId(2)})}));
  const ComputationalGraph residual = std::move(builder).seal();
  CHECK(emitted_cost(residual, reverse_order(linearize(residual).graph)) == 3 + 2);
  CHECK(emitted_cost(lowered(residual, Quantity::jacobian)) == 3 + 2);
  // F: x0 x1, the fused rest of f0; a sum and its square; one fused operation.
  CHECK(emitted_cost(lowered(residual, Quantity::residual)) == 2 + 2 + 1);
}

TEST_CASE("Quotients share the reciprocal that their partials need", "[plugin]") {
  GraphBuilder builder(3, 0, Folding::exact);
  for (const VertexId numerator : {VertexId(0), VertexId(1)}) {
    builder.add_dependent(builder.apply(Elemental::div, {numerator, VertexId(2)}));
  }
  const ComputationalGraph residual = std::move(builder).seal();
  const Program both = lowered(residual, Quantity::both);
  CHECK(count(both, Elemental::div) == 0);
  CHECK(count(both, Elemental::reciprocal) == 1);
  // The residual alone has no use for it, and keeps the user's quotients.
  CHECK(count(lowered(residual, Quantity::residual), Elemental::div) == 2);
}

TEST_CASE("The partials of atan2 divide once for all their quotients", "[plugin]") {
  GraphBuilder builder(2, 0, Folding::exact);
  builder.add_dependent(builder.apply(Elemental::atan2, {VertexId(0), VertexId(1)}));
  const Program jacobian = lowered(std::move(builder).seal(), Quantity::jacobian);
  CHECK(count(jacobian, Elemental::div) == 0);
  CHECK(count(jacobian, Elemental::reciprocal) == 1);
}

TEST_CASE("Differences of either sign are computed once", "[plugin]") {
  GraphBuilder builder(3, 0, Folding::exact);
  const VertexId forth = builder.apply(Elemental::sub, {VertexId(0), VertexId(1)});
  const VertexId back = builder.apply(Elemental::sub, {VertexId(1), VertexId(0)});
  builder.add_dependent(builder.apply(Elemental::mul, {forth, VertexId(2)}));
  builder.add_dependent(builder.apply(Elemental::sub, {back, builder.apply(Elemental::sin, {VertexId(2)})}));
  const Program program = lowered(std::move(builder).seal(), Quantity::residual);
  CHECK(emitted_cost(program) == 3);
  const std::vector<double> x{5.0, 3.0, 0.5};
  CHECK(interpret<double>(program, x, {}).residual == std::vector<double>{1.0, -2.0 - std::sin(0.5)});
}

TEST_CASE("A product needed with the other sign is one instruction", "[plugin]") {
  GraphBuilder builder(2, 0, Folding::exact);
  builder.add_dependent(builder.apply(Elemental::neg, {builder.apply(Elemental::mul, {VertexId(0), VertexId(1)})}));
  const Program program = lowered(std::move(builder).seal(), Quantity::residual);
  CHECK(program.instructions.size() == 3);
  for (const double zero : {0.0, -0.0}) {
    const std::vector<double> x{zero, 2.0};
    CHECK(std::signbit(interpret<double>(program, x, {}).residual[0]) == !std::signbit(zero));
  }
}

TEST_CASE("Comparisons that only partials make do not keep the residual's arithmetic from fusing", "[plugin]") {
  // The partials of max compare its arguments; max itself is continuous, so that rounding decides nothing.
  GraphBuilder builder(3, 0, Folding::exact);
  const VertexId product = builder.apply(Elemental::mul, {VertexId(0), VertexId(1)});
  const VertexId sum = builder.apply(Elemental::add, {product, VertexId(2)});
  builder.add_dependent(builder.apply(Elemental::max, {sum, VertexId(2)}));
  const Program program = lowered(std::move(builder).seal(), Quantity::both);
  CHECK(count(program, Elemental::less) == 1);
  CHECK(count(program, Elemental::fma) == 1);
}

TEST_CASE("Products with a literal zero stay in F and leave J", "[plugin]") {
  // f = x1 (sin(x0) + 0 x2); df/dx1 = sin(x0), for whatever x2 makes f a number.
  GraphBuilder builder(3, 0, Folding::none);
  const VertexId zero = builder.apply(Elemental::mul, {builder.literal(0.0), VertexId(2)});
  const VertexId sum = builder.apply(Elemental::add, {builder.apply(Elemental::sin, {VertexId(0)}), zero});
  builder.add_dependent(builder.apply(Elemental::mul, {VertexId(1), sum}));
  const ComputationalGraph graph = std::move(builder).seal();
  CHECK(emitted_cost(graph, reverse_order(linearize(graph).graph)) == 1);  // x1 cos(x0)

  const std::vector<double> good{0.5, 3.0, -7.0}, bad{0.5, 3.0, std::numeric_limits<double>::infinity()};
  for (const Quantity quantity : {Quantity::jacobian, Quantity::both}) {
    const Program program = lowered(graph, quantity);
    CHECK(program.pattern.is_constant == std::vector{false, false, true});
    CHECK(interpret<double>(program, good, {}).jacobian == std::vector{3.0 * std::cos(0.5), std::sin(0.5), 0.0});
    if (quantity == Quantity::both) CHECK(std::isnan(interpret<double>(program, bad, {}).residual[0]));
  }
}

TEST_CASE("What products with a literal zero leave of numbers alone is a number in J", "[plugin]") {
  // f = x1 exp(2 + 0 x0), a rate at any temperature; df/dx1 = exp(2) where f is a number.
  GraphBuilder builder(2, 0, Folding::exact);
  const VertexId zero = builder.apply(Elemental::mul, {builder.literal(0.0), VertexId(0)});
  const VertexId sum = builder.apply(Elemental::add, {builder.literal(2.0), zero});
  builder.add_dependent(builder.apply(Elemental::mul, {VertexId(1), builder.apply(Elemental::exp, {sum})}));
  const ComputationalGraph graph = std::move(builder).seal();
  const std::vector<double> x{0.5, 3.0}, bad{std::numeric_limits<double>::infinity(), 3.0};
  const Program jacobian = lowered(graph, Quantity::jacobian), both = lowered(graph, Quantity::both);
  CHECK(count(jacobian, Elemental::exp) == 0);
  CHECK(interpret<double>(jacobian, x, {}).jacobian == std::vector{0.0, std::exp(2.0)});
  CHECK(count(both, Elemental::exp) == 1);
  CHECK(std::isnan(interpret<double>(both, bad, {}).residual[0]));
}

TEST_CASE("A product with a literal zero whose NaN F may not show is left alone", "[plugin]") {
  // f = x1 min(x0, 0 x2): a NaN of the second argument is not what min returns.
  GraphBuilder builder(3, 0, Folding::none);
  const VertexId zero = builder.apply(Elemental::mul, {builder.literal(0.0), VertexId(2)});
  const VertexId least = builder.apply(Elemental::min, {VertexId(0), zero});
  builder.add_dependent(builder.apply(Elemental::mul, {VertexId(1), least}));
  const Program program = lowered(std::move(builder).seal(), Quantity::jacobian);
  const std::vector<double> x{0.5, 3.0, std::numeric_limits<double>::infinity()};
  CHECK(interpret<double>(program, x, {}).jacobian[1] == 0.5);
}

TEST_CASE("A value and its root are divided by once", "[plugin]") {
  // f = sqrt(x) + 1 / x; J = 0.5 / sqrt(x) - 1 / x^2.
  GraphBuilder builder(1, 0, Folding::exact);
  const VertexId root = builder.apply(Elemental::sqrt, {VertexId(0)});
  const VertexId inverse = builder.apply(Elemental::reciprocal, {VertexId(0)});
  builder.add_dependent(builder.apply(Elemental::add, {root, inverse}));
  const Program program = lowered(std::move(builder).seal(), Quantity::both);
  CHECK(count(program, Elemental::reciprocal) + count(program, Elemental::div) == 1);

  for (const double x : {0.3, 1e-300, 1e300, 0.0, std::numeric_limits<double>::infinity()}) {
    INFO("x = " << x);
    const PointValues<double> point = interpret<double>(program, std::vector<double>{x}, std::vector<double>{});
    const double f = std::sqrt(x) + 1.0 / x, j = 0.5 / std::sqrt(x) - 1.0 / (x * x);
    // (1 / sqrt(x))^2 is off by 2.5 epsilon, twice that in its square; the sums and the root add one each.
    CHECK((point.residual[0] == f || std::abs(point.residual[0] - f) <= 4 * std::abs(f) * 0x1p-52));
    if (x * x > 0.0 && std::isfinite(x * x))
      CHECK(std::abs(point.jacobian[0] - j) <= 8 * (1.0 / (x * x)) * 0x1p-52);
    if (x == 0.0) CHECK(!std::isfinite(point.jacobian[0]));
  }
}

TEST_CASE("A root that only one branch takes leaves the reciprocal of the other alone", "[plugin]") {
  GraphBuilder builder(1, 0, Folding::exact);
  const VertexId negative = builder.apply(Elemental::less, {VertexId(0), builder.literal(0.0)});
  const VertexId root = builder.apply(Elemental::sqrt, {VertexId(0)});
  const VertexId inverse = builder.apply(Elemental::reciprocal, {VertexId(0)});
  builder.add_dependent(builder.apply(Elemental::select, {negative, inverse, root}));
  const Program program = lowered(std::move(builder).seal(), Quantity::both);
  CHECK(interpret<double>(program, std::vector<double>{-2.0}, std::vector<double>{}).residual[0] == -0.5);
}
