// SPDX-License-Identifier: BSD-2-Clause
// The bound on the emitted cost against all orders there are.
#include <algorithm>
#include <catch2/catch.hpp>
#include <limits>

#include "jacquard/capture.hpp"
#include "jacquard/policies/bounds.hpp"
#include "jacquard/program.hpp"
#include "support/random_graph.hpp"

using namespace jacquard;
using namespace jacquard::test;

namespace {

constexpr std::uint64_t seed = 20240811;
constexpr std::size_t most_intermediates = 6;

std::uint64_t least_emitted_cost(const Linearization& linearization) {
  EliminationOrder order;
  for (std::size_t k = 0; k < linearization.graph.num_intermediates(); ++k)
    order.vertices.push_back(linearization.graph.intermediate(k));
  std::uint64_t least = std::numeric_limits<std::uint64_t>::max();
  do {
    least = std::min(least, emitted_cost(linearization, order));
  } while (std::ranges::next_permutation(order.vertices).found);
  return least;
}

/// Sums, products, quotients and a few functions only, so that much is shared and rewritten.
ComputationalGraph random_formula(std::mt19937_64& random) {
  GraphBuilder builder(1 + random() % 3, 0, Folding::none);
  const Elemental binary[] = {Elemental::add, Elemental::sub, Elemental::mul, Elemental::mul, Elemental::div};
  const Elemental unary[] = {Elemental::sin,    Elemental::exp,        Elemental::sqrt,
                             Elemental::square, Elemental::reciprocal, Elemental::neg};
  for (std::size_t k = 3 + random() % 5; k > 0; --k) {
    const auto any = [&] { return VertexId(random() % builder.num_vertices()); };
    if (random() % 8 == 0) builder.literal(0.5 + static_cast<double>(random() % 4));
    if (random() % 2 == 0) {
      builder.apply(binary[random() % 5], {any(), any()});
    } else {
      builder.apply(unary[random() % 6], {any()});
    }
  }
  for (std::size_t k = 1 + random() % 3; k > 0; --k)
    builder.add_dependent(VertexId(builder.num_vertices() - 1 - random() % 3 % builder.num_vertices()));
  return std::move(builder).seal();
}

struct Tally {
  std::size_t num_graphs = 0, num_positive = 0, num_tight = 0;

  /// Every other graph stays as it was captured, with its repeats.
  void check(const ComputationalGraph& residual) {
    const Linearization linearization = linearize(num_graphs % 2 == 0 ? simplify(residual) : residual);
    if (linearization.graph.num_intermediates() > most_intermediates) return;
    const std::uint64_t bound = policies::emitted_lower_bound(linearization);
    const std::uint64_t least = least_emitted_cost(linearization);
    REQUIRE(bound <= least);
    ++num_graphs;
    if (bound > 0) ++num_positive;
    if (bound == least) ++num_tight;
  }
};

}  // namespace

TEST_CASE("No order of a random formula is emitted below the bound", "[policies]") {
  std::mt19937_64 random(seed);
  Tally tally;
  for (std::size_t k = 0; k < 6000; ++k) {
    INFO("seed " << seed << ", formula " << k);
    tally.check(random_formula(random));
  }
  INFO(tally.num_graphs << " formulas, bound positive for " << tally.num_positive << ", met for " << tally.num_tight);
  CHECK(tally.num_graphs > 5000);
  CHECK(tally.num_positive > tally.num_graphs / 3);
  CHECK(tally.num_tight > tally.num_graphs / 3);
}

TEST_CASE("No order of a random graph of all elementals is emitted below the bound", "[policies]") {
  std::mt19937_64 random(seed);
  RandomGraphGenerator generate(random);
  Tally tally;
  for (std::size_t k = 0; k < 4000; ++k) {
    INFO("seed " << seed << ", graph " << k);
    tally.check(generate(4 + random() % 14).graph);
  }
  INFO(tally.num_graphs << " graphs, bound positive for " << tally.num_positive << ", met for " << tally.num_tight);
  CHECK(tally.num_graphs > 3000);
  CHECK(tally.num_positive > tally.num_graphs / 4);
}

TEST_CASE("The emitted bound counts entries, arguments and guards that nothing gives for free", "[policies]") {
  const auto bound_of = [](const ComputationalGraph& residual) {
    return policies::emitted_lower_bound(linearize(simplify(residual)));
  };
  const auto formula = [](auto write) {
    GraphBuilder builder(2, 0, Folding::none);
    write(builder, VertexId(0), VertexId(1));
    return std::move(builder).seal();
  };
  SECTION("x y: both entries are there already") {
    CHECK(bound_of(formula([](GraphBuilder& b, VertexId x, VertexId y) {
            b.add_dependent(b.apply(Elemental::mul, {x, y}));
          })) == 0);
  }
  SECTION("sin(x y): the argument, y cos(x y) and x cos(x y)") {
    CHECK(bound_of(formula([](GraphBuilder& b, VertexId x, VertexId y) {
            b.add_dependent(b.apply(Elemental::sin, {b.apply(Elemental::mul, {x, y})}));
          })) == 3);
  }
  SECTION("exp(x + y): both entries are the function itself; its argument is left") {
    CHECK(bound_of(formula([](GraphBuilder& b, VertexId x, VertexId y) {
            b.add_dependent(b.apply(Elemental::exp, {b.apply(Elemental::add, {x, y})}));
          })) == 1);
  }
  SECTION("sqrt(x y): the argument of the root, and both entries") {
    CHECK(bound_of(formula([](GraphBuilder& b, VertexId x, VertexId y) {
            b.add_dependent(b.apply(Elemental::sqrt, {b.apply(Elemental::mul, {x, y})}));
          })) == 3);
  }
  SECTION("a guard on x y, whose sum has a constant Jacobian") {
    CHECK(bound_of(formula([](GraphBuilder& b, VertexId x, VertexId y) {
            b.add_dependent(b.apply(Elemental::add, {x, y}));
            b.add_guard(b.apply(Elemental::less, {x, b.apply(Elemental::mul, {x, y})}), true);
          })) == 1);
  }
}
