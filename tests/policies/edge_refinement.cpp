// SPDX-License-Identifier: BSD-2-Clause
// Refinements by edges give the Jacobian that tangents give, at the cost that an independent counter finds.
#include "jacquard/policies/edge_refinement.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <optional>
#include <random>

#include "jacquard/elimination.hpp"
#include "jacquard/error.hpp"
#include "jacquard/interpreter.hpp"
#include "jacquard/program.hpp"
#include "support/random_graph.hpp"
#include "support/random_linearized_graph.hpp"
#include "support/running_error.hpp"

using namespace jacquard;
using namespace jacquard::policies;
using namespace jacquard::test;

namespace {

constexpr std::uint64_t seed = 20261121;

SearchOptions moves(std::uint64_t count) {
  SearchOptions options;
  options.moves = count;
  return options;
}

/// Counts edge by edge on a map of what is known of each: nothing, or a constant.
class MapCounter {
 public:
  MapCounter(const LinearizedGraph& graph, CostModel model) : model_(model) {
    for (const Edge& edge : graph.edges()) {
      edges_[{edge.tail.value, edge.head.value}] =
          edge.kind == EdgeKind::variable ? std::nullopt : std::optional(edge.constant);
    }
  }

  std::uint64_t count(const EliminationSteps& steps) {
    for (const EliminationStep& step : steps.steps) {
      const std::uint32_t pivot = step.pivot().value;
      const auto before = edges_;
      for (const auto& [inner, a] : before) {
        if (inner.second != pivot || (step.kind == StepKind::front_edge && inner.first != step.tail.value))
          continue;
        for (const auto& [outer, b] : before) {
          if (outer.first != pivot || (step.kind == StepKind::back_edge && outer.second != step.head.value))
            continue;
          multiply({inner.first, outer.second}, a, b);
        }
      }
      std::erase_if(edges_, [&](const auto& entry) {
        const Ends ends = entry.first;
        if (step.kind == StepKind::vertex) return ends.first == pivot || ends.second == pivot;
        return ends == Ends{step.tail.value, step.head.value};
      });
    }
    return cost_;
  }

  /// Whether every edge that is left leads from an independent to a dependent.
  bool is_bipartite(const LinearizedGraph& graph) const {
    return std::ranges::none_of(edges_, [&](const auto& entry) {
      return graph.is_intermediate(VertexId(entry.first.first)) ||
             graph.is_intermediate(VertexId(entry.first.second));
    });
  }

 private:
  using Ends = std::pair<std::uint32_t, std::uint32_t>;
  using Known = std::optional<double>;

  void multiply(Ends ends, const Known& a, const Known& b) {
    const auto is_unit = [](const Known& known) { return known && std::abs(*known) == 1.0; };
    const bool is_free = is_unit(a) || is_unit(b) || (a && b);
    cost_ += model_ == CostModel::plain || !is_free ? 1 : 0;
    const Known product = a && b ? Known(*a * *b) : std::nullopt;
    const auto [present, is_new] = edges_.try_emplace(ends, product);
    if (is_new) return;
    present->second = present->second && product ? Known(*present->second + *product) : std::nullopt;
  }

  CostModel model_;
  std::uint64_t cost_ = 0;
  std::map<Ends, Known> edges_;
};

std::uint64_t least_cost_of_all_orders(const LinearizedGraph& graph, CostModel model) {
  EliminationOrder order = forward_order(graph);
  std::uint64_t least = elimination_cost(graph, order, model);
  while (std::ranges::next_permutation(order.vertices).found) {
    least = std::min(least, elimination_cost(graph, order, model));
  }
  return least;
}

std::size_t num_edge_steps(const EliminationSteps& steps) {
  return static_cast<std::size_t>(
      std::ranges::count_if(steps.steps, [](const auto& step) { return step.kind != StepKind::vertex; }));
}

}  // namespace

TEST_CASE("A refinement by edges never costs more than its order, and what another counter finds", "[policies]") {
  Random random(seed);
  std::size_t num_cheaper = 0;
  for (int k = 0; k < 300; ++k) {
    const RandomShape shape{uniform(random, 1, 6), uniform(random, 0, 25), uniform(random, 1, 6), 3};
    const LinearizedGraph graph = random_linearized_graph(random, shape);
    for (const CostModel model : {CostModel::plain, CostModel::effective}) {
      INFO("seed " << seed << " case " << k << " effective " << (model == CostModel::effective));
      const EliminationOrder order = reverse_order(graph);
      const EdgeRefinement refined = refine_by_edges(graph, order, model, moves(500));
      MapCounter counter(graph, model);
      CHECK(counter.count(refined.steps) == refined.cost);
      CHECK(counter.is_bipartite(graph));
      CHECK(refined.cost <= elimination_cost(graph, order, model));
      CHECK(refined.steps == refine_by_edges(graph, order, model, moves(500)).steps);
      num_cheaper += num_edge_steps(refined.steps) > 0 ? 1 : 0;
    }
  }
  CHECK(num_cheaper > 30);
}

// A sum of n products is off by n roundings of its terms; the running error bound of the program itself, doubled
// for being of first order, says how much that is where terms cancel.
TEST_CASE("Along refinements by edges, Jacobians are those of the forward sweep", "[policies]") {
  std::mt19937_64 random(seed);
  std::size_t num_edges = 0;
  for (int k = 0; k < 300; ++k) {
    INFO("seed " << seed << " case " << k);
    const test::RandomGraph drawn = test::RandomGraphGenerator(random)(5 + random() % 100);
    const Linearization linearization = linearize(drawn.graph);
    const CostModel model = k % 2 == 0 ? CostModel::plain : CostModel::effective;
    const EliminationOrder order = forward_order(linearization.graph);
    const EliminationSteps steps = refine_by_edges(linearization.graph, order, model, moves(1000)).steps;
    num_edges += num_edge_steps(steps);
    const Program program = lower(accumulate(linearization, steps), Quantity::both);
    const std::vector<long double> x(drawn.independents.begin(), drawn.independents.end());
    const std::vector<long double> p(drawn.parameters.begin(), drawn.parameters.end());
    const auto bounds = test::RunningErrorAnalysis<double>(program, x, p).run();
    std::vector<long double> left = forward_sweep<long double>(drawn.graph, x, p);
    const auto found = interpret<double>(program, drawn.independents, drawn.parameters).jacobian;
    const CompressedRows& rows = program.pattern.rows;
    for (std::size_t row = 0; row < rows.num_rows(); ++row) {
      for (std::uint32_t e = rows.row_offsets[row]; e < rows.row_offsets[row + 1]; ++e) {
        long double& expected = left[row * x.size() + rows.columns[e]];
        const long double tolerance = std::max(1e-12L * std::abs(expected), 2 * bounds.jacobian[e].error);
        if (!(std::abs(found[e] - expected) <= tolerance)) FAIL_CHECK("entry " << e << " of row " << row);
        expected = 0;
      }
    }
    CHECK(std::ranges::all_of(left, [](long double entry) { return entry == 0; }));
  }
  CHECK(num_edges > 100);
}

// Found by going through small random graphs; U. Naumann showed that there are such graphs (Mathematical
// Programming 99, 2004). It pays to take the path 2 -> 3 -> 4 early, and those from 3 to 7 and 8 late.
TEST_CASE("On some graph, edges are eliminated for less than the best of all vertex orders", "[policies]") {
  std::vector<Edge> edges;
  for (const auto& [tail, head] : std::initializer_list<std::pair<unsigned, unsigned>>{
           {1, 2}, {2, 3}, {2, 4}, {3, 4}, {4, 5}, {2, 6}, {5, 6}, {0, 7}, {3, 7}, {3, 8}, {6, 8}, {6, 9}}) {
    edges.push_back({VertexId(tail), VertexId(head), EdgeKind::variable, 0.0, {}});
  }
  const LinearizedGraph graph(2, 5, 3, edges);
  const auto vertex = [](unsigned v) { return EliminationStep::vertex(VertexId(v)); };
  const EliminationStep back = EliminationStep::back(VertexId(3), VertexId(4));
  const EliminationSteps by_hand{{back, vertex(5), vertex(4), vertex(2), vertex(3), vertex(6)}};
  CHECK(least_cost_of_all_orders(graph, CostModel::plain) == 10);
  CHECK(elimination_cost(graph, by_hand, CostModel::plain) == 9);
  CHECK(MapCounter(graph, CostModel::plain).count(by_hand) == 9);
  CHECK(refine_by_edges(graph, reverse_order(graph), CostModel::plain, moves(3000)).cost == 9);
}

TEST_CASE("Steps without their edge, their vertex or a countable model are refused", "[policies]") {
  const auto edge = [](unsigned tail, unsigned head) {
    return Edge{VertexId(tail), VertexId(head), EdgeKind::variable, 0.0, {}};
  };
  const LinearizedGraph graph(1, 2, 1, {edge(0, 1), edge(1, 2), edge(2, 3)});
  const EliminationStep one = EliminationStep::vertex(VertexId(1)), two = EliminationStep::vertex(VertexId(2));
  const EliminationStep back = EliminationStep::back(VertexId(1), VertexId(2));
  CHECK_NOTHROW(check_steps(graph, {{back, one, two}}));
  CHECK_THROWS_AS(check_steps(graph, {{back, one}}), OrderError);
  CHECK_THROWS_AS(check_steps(graph, {{back, back, one, two}}), OrderError);
  CHECK_THROWS_AS(check_steps(graph, {{one, back, two}}), OrderError);
  CHECK_THROWS_AS(check_steps(graph, {{EliminationStep::back(VertexId(0), VertexId(1)), one, two}}), OrderError);
  CHECK_THROWS_AS(check_steps(graph, {{EliminationStep::front(VertexId(2), VertexId(3)), one, two}}), OrderError);
  CHECK_THROWS_AS(check_steps(graph, {{{StepKind::front_edge, {}, {}}, one, two}}), OrderError);
  CHECK_THROWS_AS(elimination_cost(graph, EliminationSteps{{one, two}}, CostModel::emitted), OrderError);
  CHECK_THROWS_AS(refine_by_edges(graph, reverse_order(graph), CostModel::emitted, moves(1)), OrderError);
}
