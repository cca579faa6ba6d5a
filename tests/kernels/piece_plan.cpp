// SPDX-License-Identifier: BSD-2-Clause
// Where programs are cut, and what the pieces hand on.
#include "../../kernels/src/piece_plan.hpp"

#include <catch2/catch.hpp>
#include <random>

#include "../support/random_graph.hpp"
#include "jacquard/elimination.hpp"
#include "jacquard/graph_builder.hpp"
#include "jacquard/order.hpp"

using namespace jacquard;
using namespace jacquard::test;
using namespace jacquard::kernels;

namespace {

Program lowered(const ComputationalGraph& graph) {
  Linearization linearization = linearize(graph);
  const EliminationOrder order = reverse_order(linearization.graph);
  return lower(accumulate(std::move(linearization), order), Quantity::both);
}

/// Runs the plan with names instead of numbers: what every piece reads must be what was put there.
void check_carried_values(const AssignedOnce& code, const PiecePlan& plan) {
  std::vector<ValueId> carried(plan.num_carried, no_value);
  for (std::size_t piece = 0; piece < plan.num_pieces(); ++piece) {
    const std::size_t first = plan.bounds[piece], last = plan.bounds[piece + 1];
    for (std::size_t k = first; k < last; ++k)
      for (const ValueId argument : code.arguments[k]) {
        if (argument == no_value || argument >= first || code.is_input(argument)) continue;
        REQUIRE(plan.places[argument] < plan.num_carried);
        CHECK(carried[plan.places[argument]] == argument);
      }
    for (std::size_t k = first; k < last; ++k)
      if (plan.places[k] != no_value) carried[plan.places[k]] = static_cast<ValueId>(k);
  }
}

}  // namespace

TEST_CASE("Pieces follow one another, keep to their length and find what earlier ones hand on",
          "[kernels][random]") {
  const std::uint64_t seed = 20261122;
  std::mt19937_64 random(seed);
  for (int repeat = 0; repeat < 100; ++repeat) {
    const Program program = lowered(RandomGraphGenerator(random)(100).graph);
    if (program.instructions.empty()) continue;
    const std::size_t longest = 1 + random() % 80;
    INFO("seed " << seed << ", program " << repeat << ", at most " << longest << " statements a piece");
    const AssignedOnce code(program);
    const PiecePlan plan = plan_pieces(code, longest);
    REQUIRE(plan.bounds.front() == 0);
    REQUIRE(plan.bounds.back() == program.instructions.size());
    for (std::size_t piece = 0; piece < plan.num_pieces(); ++piece) {
      CHECK(plan.bounds[piece] < plan.bounds[piece + 1]);
      CHECK(plan.bounds[piece + 1] - plan.bounds[piece] <= longest);
    }
    check_carried_values(code, plan);
  }
}

TEST_CASE("A chain of divisions in front of much arithmetic becomes a piece of its own", "[kernels]") {
  GraphBuilder builder(2, 0, Folding::exact);
  VertexId chain = VertexId(0);
  for (int k = 0; k < 4; ++k)
    chain = builder.apply(Elemental::div, {VertexId(1), builder.apply(Elemental::sqrt, {chain})});
  VertexId sum = chain;
  for (int k = 0; k < 60; ++k) {
    const VertexId term = builder.apply(Elemental::mul, {chain, builder.literal(1.0 + 0.1 * k)});
    sum = builder.apply(Elemental::add, {builder.apply(Elemental::mul, {term, VertexId(1)}), sum});
  }
  builder.add_dependent(sum);
  const Program program = lowered(std::move(builder).seal());
  const AssignedOnce code(program);
  CHECK(plan_pieces(code, 1000).num_pieces() > 1);
}

TEST_CASE("A program without instructions is one empty piece", "[kernels]") {
  GraphBuilder builder(1, 0, Folding::exact);
  builder.add_dependent(builder.literal(2.0));
  const Program program = lowered(std::move(builder).seal());
  REQUIRE(program.instructions.empty());
  const AssignedOnce code(program);
  CHECK(plan_pieces(code, 10).num_pieces() == 1);
}
