// SPDX-License-Identifier: BSD-2-Clause
// Where programs are cut, and what the pieces hand on.
#include "../../kernels/src/piece_plan.hpp"

#include <algorithm>
#include <bit>
#include <catch2/catch.hpp>
#include <random>

#include "../../kernels/src/live_order.hpp"
#include "../support/random_graph.hpp"
#include "jacquard/elimination.hpp"
#include "jacquard/graph_builder.hpp"
#include "jacquard/interpreter.hpp"
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
    for (std::size_t k = first; k < last; ++k) {
      for (const ValueId argument : code.arguments[k]) {
        if (argument == no_value || argument >= first || code.is_input(argument)) continue;
        REQUIRE(plan.places[argument] < plan.num_carried);
        CHECK(carried[plan.places[argument]] == argument);
      }
      if (plan.places[k] != no_value) carried[plan.places[k]] = static_cast<ValueId>(k);
    }
  }
}

/// Values that the instructions [first, last) and the stores behind them need at a time, by definition.
std::size_t most_live_in_piece(const AssignedOnce& code, std::size_t first, std::size_t last) {
  std::vector<std::size_t> from(last, last), to(last, 0);
  const auto use = [&](ValueId value, std::size_t at) {
    if (value == no_value) return;
    const bool is_first = code.program.instructions[value].elemental == Elemental::independent;
    from[value] = std::min(from[value], is_first ? first : at);
    to[value] = std::max(to[value], at);
  };
  for (std::size_t k = first; k < last; ++k) {
    use(static_cast<ValueId>(k), k);
    for (const ValueId argument : code.arguments[k]) use(argument, k);
  }
  for (std::size_t k = 0; k < code.stored.size(); ++k) {
    const std::size_t at = std::max<std::size_t>(code.program.stores[k].position, 1) - 1;
    if (at >= first && at < last) use(code.stored[k], at);
  }
  std::size_t most = 0;
  for (std::size_t at = first; at < last; ++at) {
    std::size_t live = 0;
    for (std::size_t value = 0; value < last; ++value) live += from[value] <= at && at <= to[value] ? 1 : 0;
    most = std::max(most, live);
  }
  return most;
}

bool same_bits(const std::vector<double>& a, const std::vector<double>& b) {
  return std::ranges::equal(
      a, b, [](double x, double y) { return std::bit_cast<std::uint64_t>(x) == std::bit_cast<std::uint64_t>(y); });
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

TEST_CASE("Pieces for threads need few values at a time and find what earlier ones hand on", "[kernels][random]") {
  const std::uint64_t seed = 20261123;
  std::mt19937_64 random(seed);
  std::size_t num_cut = 0;
  for (int repeat = 0; repeat < 100; ++repeat) {
    const Program program = lowered(RandomGraphGenerator(random)(100).graph);
    if (program.instructions.empty()) continue;
    const std::size_t live_values = 4 + random() % 8;
    INFO("seed " << seed << ", program " << repeat << ", at most " << live_values << " values live");
    const AssignedOnce code(program);
    const PiecePlan plan = plan_live_pieces(code, live_values);
    REQUIRE(plan.bounds.front() == 0);
    REQUIRE(plan.bounds.back() == program.instructions.size());
    for (std::size_t piece = 0; piece < plan.num_pieces(); ++piece) {
      const std::size_t first = plan.bounds[piece], last = plan.bounds[piece + 1];
      REQUIRE(first < last);
      if (last - first > 1) CHECK(most_live_in_piece(code, first, last) <= live_values);
    }
    num_cut += plan.num_pieces() > 1 ? 1 : 0;
    check_carried_values(code, plan);
    if (most_live_values(program) < live_values / 2) CHECK(plan.num_pieces() == 1);
  }
  CHECK(num_cut > 30);
}

TEST_CASE("Orders for threads keep no more values than the program's own and compute the same bits",
          "[kernels][random]") {
  const std::uint64_t seed = 20261124;
  std::mt19937_64 random(seed);
  std::size_t num_better = 0;
  for (int repeat = 0; repeat < 100; ++repeat) {
    const RandomGraph drawn = RandomGraphGenerator(random)(100);
    const Program program = lowered(drawn.graph), ordered = with_few_live_values(program);
    INFO("seed " << seed << ", program " << repeat);
    CHECK(most_live_values(ordered) <= most_live_values(program));
    num_better += most_live_values(ordered) < most_live_values(program) ? 1 : 0;
    const auto expected = interpret<double>(program, drawn.independents, drawn.parameters);
    const auto found = interpret<double>(ordered, drawn.independents, drawn.parameters);
    CHECK(same_bits(found.residual, expected.residual));
    CHECK(same_bits(found.jacobian, expected.jacobian));
    CHECK(found.flipped_guards == expected.flipped_guards);
  }
  CHECK(num_better > 10);
}

TEST_CASE("Orders for threads take long chains as they come", "[kernels]") {
  GraphBuilder builder(1, 0, Folding::exact);
  VertexId chain = VertexId(0);
  for (int k = 0; k < 4000; ++k) chain = builder.apply(Elemental::sin, {chain});
  builder.add_dependent(chain);
  Linearization linearization = linearize(std::move(builder).seal());
  const EliminationOrder order = forward_order(linearization.graph);
  const Program program = lower(accumulate(std::move(linearization), order), Quantity::residual);
  REQUIRE(program.instructions.size() > 4000);
  CHECK(most_live_values(with_few_live_values(program)) <= 2);
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
