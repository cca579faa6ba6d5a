// SPDX-License-Identifier: BSD-2-Clause
// Exchanges keep the sequence's cost that of an independent count, and can be taken back.
#include "elimination_sequence.hpp"

#include <catch2/catch.hpp>

#include "jacquard/cost.hpp"
#include "support/random_linearized_graph.hpp"

using namespace jacquard;
using namespace jacquard::policies;
using namespace jacquard::test;

namespace {

constexpr std::uint64_t seed = 20240605;

LinearizedGraph graph_number(Random& random) {
  return random_linearized_graph(random, {uniform(random, 1, 6), uniform(random, 2, 40), uniform(random, 1, 6), 3});
}

template <class Value>
void check_exchanges(CostModel model) {
  Random random(seed);
  for (int k = 0; k < 100; ++k) {
    INFO("seed " << seed << " case " << k);
    const LinearizedGraph graph = graph_number(random);
    auto sequence = EliminationSequence<Value>::build(graph, forward_order(graph)).value();
    for (int step = 0; step < 50; ++step) {
      const std::uint32_t v = graph.intermediate(uniform(random, 0, graph.num_intermediates() - 1)).value;
      if (step % 2 == 0) {
        const auto w = sequence.next_neighbour(v);
        if (w.id == sequence.none) continue;
        const std::int64_t before = sequence.cost();
        const auto exchange = sequence.exchange(v, w);
        REQUIRE(sequence.cost() == before);
        sequence.make(exchange);
        REQUIRE(sequence.cost() == before + exchange.change);
      } else {
        const std::uint32_t w = sequence.previous_neighbour(v);
        if (w != sequence.none) sequence.pull(w, v);
      }
      REQUIRE(static_cast<std::uint64_t>(sequence.cost()) == elimination_cost(graph, sequence.order(), model));
    }
  }
}

}  // namespace

TEST_CASE("After every exchange the sequence costs what its order costs", "[policies]") {
  check_exchanges<PlainValue>(CostModel::plain);
  check_exchanges<EffectiveValue>(CostModel::effective);
}

TEST_CASE("A sequence that is not built in time is none, and one that is is whole", "[policies]") {
  Random random(seed);
  const LinearizedGraph graph = graph_number(random);
  const EliminationOrder order = forward_order(graph);
  for (std::size_t most = 0; most <= order.vertices.size(); ++most) {
    INFO("seed " << seed << " eliminations " << most);
    const auto sequence =
        EliminationSequence<PlainValue>::build(graph, order, [left = most]() mutable { return left-- > 0; });
    REQUIRE(sequence.has_value() == (most == order.vertices.size()));
    if (!sequence) continue;
    CHECK(sequence->order() == order);
    CHECK(static_cast<std::uint64_t>(sequence->cost()) == elimination_cost(graph, order, CostModel::plain));
  }
}

TEST_CASE("Exchanges taken back in turn leave the order as it was", "[policies]") {
  Random random(seed);
  for (int k = 0; k < 100; ++k) {
    INFO("seed " << seed << " case " << k);
    const LinearizedGraph graph = graph_number(random);
    auto sequence = EliminationSequence<EffectiveValue>::build(graph, reverse_order(graph)).value();
    const std::int64_t cost = sequence.cost();
    for (int step = 0; step < 30; ++step) {
      const std::uint32_t v = graph.intermediate(uniform(random, 0, graph.num_intermediates() - 1)).value;
      const auto later = sequence.next_neighbour(v);
      const std::uint32_t earlier = sequence.previous_neighbour(v);
      if (step % 2 == 0 && later.id != sequence.none) {
        sequence.make(sequence.exchange(v, later));
      } else if (earlier != sequence.none) {
        sequence.pull(earlier, v);
      }
    }
    while (sequence.num_exchanges() > 0) sequence.undo();
    CHECK(sequence.order() == reverse_order(graph));
    CHECK(sequence.cost() == cost);
  }
}

TEST_CASE("Residues of doubles are exact: powers of two, signs and inverses agree", "[policies]") {
  const auto of = [](double value) { return Residue::from_double(value); };
  CHECK(of(0.5) * of(2.0) == of(1.0));
  CHECK(of(-0.75) * of(4.0) == of(-3.0));
  CHECK(of(0.1) + of(-0.1) == Residue());
  CHECK(of(1e300) * of(3.0) - of(1e300) - of(1e300) == of(1e300));
  CHECK(of(-1.0).is_unit());
  CHECK_FALSE(of(1.0 + 0x1p-52).is_unit());
}
