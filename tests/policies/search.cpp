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

/// Stages on a torus of `width` x `width` cells: each is a function of itself and its four neighbours one stage
/// before, with a vertex on every edge.
LinearizedGraph stencil_stages(std::size_t num_stages, std::size_t width) {
  const std::size_t num_cells = width * width, num_links = 5 * num_cells, stage_size = num_links + num_cells;
  const auto cell = [&](std::size_t stage, std::size_t row, std::size_t column) {
    const std::size_t place = row % width * width + column % width;
    return VertexId(stage == 0 ? place : num_cells + stage * stage_size - num_cells + place);
  };
  std::vector<Edge> edges;
  const auto add = [&](VertexId tail, VertexId head) {
    edges.push_back({tail, head, EdgeKind::variable, 0.0, {}});
  };
  for (std::size_t stage = 0; stage < num_stages; ++stage) {
    std::size_t link = num_cells + stage * stage_size;
    for (std::size_t i = 0; i < width; ++i) {
      for (std::size_t j = 0; j < width; ++j) {
        for (const auto& [row, column] :
             {std::pair{i, j}, {i + 1, j}, {i + width - 1, j}, {i, j + 1}, {i, j + width - 1}}) {
          add(cell(stage, row, column), VertexId(link));
          add(VertexId(link++), cell(stage + 1, i, j));
        }
      }
    }
  }
  return LinearizedGraph(num_cells, num_stages * stage_size - num_cells, num_cells, std::move(edges));
}

}  // namespace

TEST_CASE("Stages are accumulated each, and then multiplied from one side where that is cheaper", "[policies]") {
  constexpr std::size_t num_stages = 4, width = 7, num_cells = width * width;
  const LinearizedGraph graph = stencil_stages(num_stages, width);
  // Every link costs 1. A cell depends on 5, 13, 25 cells one, two, three stages before: Markowitz multiplies the
  // stages in pairs, for 5 5 + 5 5 + 13 13 a cell.
  const std::uint64_t by_hand = num_stages * 5 * num_cells + (5 * 5 + 13 * 5 + 25 * 5) * num_cells;
  CHECK(cheapest_heuristic(graph, CostModel::plain) > by_hand);
  CHECK(search_order(graph, CostModel::plain, moves(0)).cost <= by_hand);
  SearchOptions no_time;
  no_time.milliseconds = 0.0;
  CHECK(search_order(graph, CostModel::plain, no_time).cost <= by_hand);
}

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
