// SPDX-License-Identifier: BSD-2-Clause
// Searches return permutations, report what an independent counter says, and keep to seed and budget.
#include "jacquard/policies/search.hpp"

#include <catch2/catch.hpp>
#include <limits>
#include <thread>

#include "jacquard/error.hpp"
#include "jacquard/policies/bounds.hpp"
#include "jacquard/policies/search_source.hpp"
#include "jacquard/program.hpp"
#include "support/random_graph.hpp"
#include "support/random_linearized_graph.hpp"

using namespace jacquard;
using namespace jacquard::policies;
using namespace jacquard::test;

namespace {

constexpr std::uint64_t seed = 20240603;

SearchOptions moves(std::uint64_t count, std::uint64_t search_seed = 1) {
  SearchOptions options;
  options.seed = search_seed;
  options.moves = count;
  return options;
}

std::uint64_t cheapest_heuristic(const LinearizedGraph& graph, CostModel model) {
  std::uint64_t least = std::numeric_limits<std::uint64_t>::max();
  for (const EliminationOrder& order :
       {forward_order(graph), reverse_order(graph), markowitz_order(graph, TieBreak::lowest_id),
        markowitz_order(graph, TieBreak::highest_id)}) {
    least = std::min(least, elimination_cost(graph, order, model));
  }
  return least;
}

}  // namespace

TEST_CASE("A search returns a permutation of the reported cost, between its bound and every heuristic",
          "[policies]") {
  Random random(seed);
  for (int k = 0; k < 200; ++k) {
    const RandomShape shape{uniform(random, 1, 8), uniform(random, 0, 60), uniform(random, 1, 8), 3};
    const LinearizedGraph graph = random_linearized_graph(random, shape);
    for (const CostModel model : {CostModel::plain, CostModel::effective}) {
      INFO("seed " << seed << " case " << k << " effective " << (model == CostModel::effective));
      const SearchResult result = search_order(graph, model, moves(3000));
      CHECK(result.cost == elimination_cost(graph, result.order, model));
      CHECK(result.cost <= cheapest_heuristic(graph, model));
      CHECK(result.bound <= result.cost);
      if (result.optimal) CHECK(search_order(graph, model, moves(20000, 2)).cost == result.cost);
    }
  }
}

TEST_CASE("A search improves on the heuristics where they can be improved", "[policies]") {
  Random random(seed);
  int num_improved = 0;
  for (int k = 0; k < 20; ++k) {
    const LinearizedGraph graph = random_linearized_graph(random, {10, 80, 10, 3});
    const SearchResult result = search_order(graph, CostModel::plain, moves(100000));
    num_improved += result.cost < cheapest_heuristic(graph, CostModel::plain) ? 1 : 0;
  }
  CHECK(num_improved >= 15);
}

TEST_CASE("Seed and moves decide the order", "[policies]") {
  Random random(seed);
  const LinearizedGraph graph = random_linearized_graph(random, {10, 100, 10, 3});
  const SearchResult one = search_order(graph, CostModel::plain, moves(20000, 5));
  const SearchResult two = search_order(graph, CostModel::plain, moves(20000, 5));
  const SearchResult other = search_order(graph, CostModel::plain, moves(20000, 6));
  CHECK(one.order == two.order);
  CHECK(one.moves == two.moves);
  CHECK(one.seed == 5);
  CHECK_FALSE(one.order == other.order);
  CHECK(one.moves >= 20000);
  CHECK(one.moves < 22000);
}

TEST_CASE("On 2,000 vertices a search starts from a heuristic and improves on it all along", "[policies]") {
  Random random(seed);
  const LinearizedGraph graph = random_linearized_graph(random, {20, 2000, 20, 2});
  const SearchResult first = search_order(graph, CostModel::plain, moves(1));
  const SearchResult second = search_order(graph, CostModel::plain, moves(100'000));
  const SearchResult third = search_order(graph, CostModel::plain, moves(500'000));
  CHECK(first.cost <= cheapest_heuristic(graph, CostModel::plain));
  CHECK(second.cost < first.cost);
  CHECK(third.cost < second.cost);
  CHECK(third.cost == elimination_cost(graph, third.order, CostModel::plain));
}

TEST_CASE("A stop request leaves the best order so far", "[policies]") {
  Random random(seed);
  const LinearizedGraph graph = random_linearized_graph(random, {10, 200, 10, 3});
  std::stop_source source;
  SearchOptions options;
  options.milliseconds = 60'000;
  options.stop = source.get_token();
  std::uint64_t reported = std::numeric_limits<std::uint64_t>::max();
  options.progress = [&](const SearchProgress& progress) {
    reported = progress.cost;
    source.request_stop();
  };
  const SearchResult result = search_order(graph, CostModel::plain, options);
  CHECK(result.milliseconds < 10'000);
  CHECK(result.cost <= reported);
  CHECK(result.cost == elimination_cost(graph, result.order, CostModel::plain));
}

TEST_CASE("A starting order is used, and refused if it is no permutation", "[policies]") {
  Random random(seed);
  const LinearizedGraph graph = random_linearized_graph(random, {5, 60, 5, 3});
  SearchOptions options = moves(0);
  options.starts = {search_order(graph, CostModel::plain, moves(200000)).order};
  const SearchResult result = search_order(graph, CostModel::plain, options);
  CHECK(result.cost <= elimination_cost(graph, options.starts[0], CostModel::plain));
  options.starts[0].vertices.pop_back();
  CHECK_THROWS_AS(search_order(graph, CostModel::plain, options), OrderError);
}

TEST_CASE("Under the emitted model a search counts programs", "[policies]") {
  std::mt19937_64 random(seed);
  jacquard::test::RandomGraphGenerator generate(random);
  for (int k = 0; k < 10; ++k) {
    INFO("seed " << seed << " case " << k);
    const Linearization linearization = linearize(generate(40).graph);
    const SearchResult result = search_order(linearization, CostModel::emitted, moves(50'000));
    CHECK(result.cost == emitted_cost(linearization, result.order));
    CHECK(result.cost <= emitted_cost(linearization, reverse_order(linearization.graph)));
    CHECK(result.cost <= emitted_cost(linearization, forward_order(linearization.graph)));
  }
  CHECK_THROWS_AS(search_order(LinearizedGraph(), CostModel::emitted, SearchOptions{}), OrderError);
}

TEST_CASE("As an order source a search names its budget", "[policies]") {
  std::mt19937_64 random(seed);
  const Linearization linearization = linearize(jacquard::test::RandomGraphGenerator(random)(40).graph);
  SearchOrderSource source(moves(5000, 3));
  const auto proposal = source.propose(linearization, CostModel::emitted);
  REQUIRE(proposal);
  CHECK(proposal->source == "search 5000 moves seed 3");
  CHECK(proposal->lower_bound.value() == lower_bound(linearization.graph, CostModel::plain));
  CHECK_NOTHROW(check_order(linearization.graph, proposal->order));
}
