// SPDX-License-Identifier: BSD-2-Clause
// A residual's power and its partial share one call.
#include <catch2/catch.hpp>
#include <cmath>

#include "jacquard/interpreter.hpp"
#include "jacquard/order.hpp"

namespace jacquard {
namespace {

/// x^y, or a guard on it, lowered to both residual and Jacobian.
Program lowered_power(double exponent, bool is_guarded = false) {
  GraphBuilder builder(1, 0, Folding::none);
  const VertexId power = builder.apply(Elemental::pow, {VertexId(0), builder.literal(exponent)});
  builder.add_dependent(power);
  if (is_guarded) builder.add_guard(builder.apply(Elemental::less, {power, VertexId(0)}), true);
  const Linearization linearization = linearize(simplify(std::move(builder).seal()));
  return lower(accumulate(linearization, forward_order(linearization.graph)), Quantity::both);
}

std::size_t num_powers(const Program& program) {
  std::size_t number = 0;
  for (const Instruction& instruction : program.instructions) number += instruction.elemental == Elemental::pow;
  return number;
}

}  // namespace

TEST_CASE("One power serves a literal exponent's value and partial", "[plugin]") {
  for (double exponent : {-2.7, -0.4, 0.3, 1.3, 2.7, 3.5, 17.0}) CHECK(num_powers(lowered_power(exponent)) == 1);
  for (double exponent : {0.5, 1.5, 2.5, -2.0, 3.0}) CHECK(num_powers(lowered_power(exponent)) == 0);
}

TEST_CASE("Shared powers keep value and partial, where one of them underflows too", "[plugin]") {
  // pow's own rounding and three more, of 2^-53 each.
  const auto agrees = [](double found, long double exact) {
    const auto expected = static_cast<double>(exact);
    return found == expected || std::abs(found - expected) <= 1e-15 * std::abs(expected);
  };
  for (long double exponent : {-2.7, 0.3, 1.3, 2.7, 17.0}) {
    const Program program = lowered_power(static_cast<double>(exponent));
    for (long double x : {0.0, 1e-200, 0.2, 1.0, 5.0, 1e15}) {
      INFO(x << " to the power " << exponent);
      const auto point = interpret<double>(program, std::vector{static_cast<double>(x)}, {});
      CHECK(agrees(point.jacobian[0], exponent * std::pow(x, exponent - 1)));
      CHECK(agrees(point.residual[0], std::pow(x, exponent)));
    }
  }
}

TEST_CASE("A power that decides a branch keeps its own rounding", "[plugin]") {
  CHECK(num_powers(lowered_power(2.7, true)) == 2);
}

}  // namespace jacquard
