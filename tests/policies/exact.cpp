// SPDX-License-Identifier: BSD-2-Clause
// Branch and bound, reductions and bounds against dynamic programming over all subsets.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <iterator>
#include <limits>

#include "constant_residue.hpp"
#include "jacquard/policies/bounds.hpp"
#include "jacquard/policies/search.hpp"
#include "support/random_linearized_graph.hpp"

using namespace jacquard;
using namespace jacquard::policies;
using namespace jacquard::test;

namespace {

constexpr std::uint64_t seed = 20240604;

/// The two counts of one elimination, by the definition: a dense matrix of edges, every pair multiplied.
class DenseGraph {
 public:
  explicit DenseGraph(const LinearizedGraph& graph) : size_(graph.num_vertices()), edges_(size_ * size_) {
    for (const Edge& edge : graph.edges()) at(edge.tail.value, edge.head.value) = {true, edge.kind, edge.constant};
  }

  struct Count {
    std::uint64_t plain = 0, effective = 0;
  };

  /// What eliminating `v` would cost.
  Count count(std::size_t v) const {
    Count count;
    for (std::size_t tail = 0; tail < v; ++tail) {
      if (!at(tail, v).is_present) continue;
      for (std::size_t head = v + 1; head < size_; ++head) {
        if (!at(v, head).is_present) continue;
        count.plain += 1;
        count.effective += multiplies(at(tail, v), at(v, head)) ? 1 : 0;
      }
    }
    return count;
  }

  void eliminate(std::size_t v) {
    for (std::size_t tail = 0; tail < v; ++tail) {
      for (std::size_t head = v + 1; head < size_; ++head) {
        if (at(tail, v).is_present && at(v, head).is_present) absorb(at(tail, v), at(v, head), at(tail, head));
      }
    }
    for (std::size_t u = 0; u < size_; ++u) at(u, v) = at(v, u) = {};
  }

 private:
  struct Partial {
    bool is_present = false;
    EdgeKind kind = EdgeKind::variable;
    double constant = 0.0;
  };
  Partial& at(std::size_t tail, std::size_t head) { return edges_[tail * size_ + head]; }
  const Partial& at(std::size_t tail, std::size_t head) const { return edges_[tail * size_ + head]; }

  static Partial known(double value) {
    return {true, std::abs(value) == 1.0 ? EdgeKind::unit : EdgeKind::constant, value};
  }
  static bool is_known(const Partial& partial) { return partial.kind != EdgeKind::variable; }

  static bool multiplies(const Partial& inner, const Partial& outer) {
    if (inner.kind == EdgeKind::unit || outer.kind == EdgeKind::unit) return false;
    return !is_known(inner) || !is_known(outer);
  }

  static void absorb(const Partial& inner, const Partial& outer, Partial& sum) {
    const bool product_is_known = is_known(inner) && is_known(outer);
    if (!product_is_known || (sum.is_present && !is_known(sum))) {
      sum = {true, EdgeKind::variable, 0.0};
    } else {
      sum = known(inner.constant * outer.constant + (sum.is_present ? sum.constant : 0.0));
    }
  }

  std::size_t size_;
  std::vector<Partial> edges_;
};

/// What every vertex costs after every set, [2^n x n].
class CostsBySet {
 public:
  explicit CostsBySet(const LinearizedGraph& graph)
      : graph_(graph), size_(graph.num_intermediates()), counts_((std::size_t{1} << size_) * size_) {
    visit(DenseGraph(graph), 0, 0);
  }
  const DenseGraph::Count& operator()(std::size_t set, std::size_t k) const { return counts_[set * size_ + k]; }

 private:
  /// Vertices below `k` are in `set` and eliminated, or not.
  void visit(const DenseGraph& left, std::size_t set, std::size_t k) {
    if (k == size_) {
      for (std::size_t v = 0; v < size_; ++v) {
        if (!((set >> v) & 1)) counts_[set * size_ + v] = left.count(graph_.intermediate(v).value);
      }
      return;
    }
    visit(left, set, k + 1);
    DenseGraph without = left;
    without.eliminate(graph_.intermediate(k).value);
    visit(without, set | (std::size_t{1} << k), k + 1);
  }

  const LinearizedGraph& graph_;
  std::size_t size_;
  std::vector<DenseGraph::Count> counts_;
};

/// Least costs of both models over all orders.
DenseGraph::Count least_costs(const LinearizedGraph& graph) {
  const std::size_t size = graph.num_intermediates();
  const CostsBySet costs(graph);
  constexpr std::uint64_t unknown = std::numeric_limits<std::uint64_t>::max();
  std::vector<DenseGraph::Count> least(std::size_t{1} << size, {unknown, unknown});
  least[0] = {};
  for (std::size_t set = 0; set < least.size(); ++set) {
    for (std::size_t k = 0; k < size; ++k) {
      if ((set >> k) & 1) continue;
      DenseGraph::Count& next = least[set | (std::size_t{1} << k)];
      next.plain = std::min(next.plain, least[set].plain + costs(set, k).plain);
      next.effective = std::min(next.effective, least[set].effective + costs(set, k).effective);
    }
  }
  return least.back();
}

SearchResult prove(const LinearizedGraph& graph, CostModel model) {
  SearchOptions options;
  options.moves = 100'000'000;
  options.exact_fraction = 1.0;
  return search_order(graph, model, options);
}

void check_against(const LinearizedGraph& graph, CostModel model, std::uint64_t least) {
  INFO("effective " << (model == CostModel::effective));
  const SearchResult result = prove(graph, model);
  CHECK(result.cost == least);
  CHECK(result.optimal);
  CHECK(result.bound == least);
  CHECK(elimination_cost(graph, result.order, model) == least);
  for (const std::uint64_t most_cuts : {0, 200, 2000, 50'000}) CHECK(lower_bound(graph, model, most_cuts) <= least);
}

/// Most graphs have up to 10 intermediates, every twentieth has 14.
RandomShape random_shape(Random& random, int k) {
  return {uniform(random, 1, 6), k % 20 == 0 ? 14 : uniform(random, 0, 10), uniform(random, 1, 6),
          uniform(random, 2, 4)};
}

}  // namespace

TEST_CASE("The exact solver equals dynamic programming over subsets on 1,000 graphs", "[policies]") {
  Random random(seed);
  for (int k = 0; k < 1000; ++k) {
    INFO("seed " << seed << " case " << k);
    const LinearizedGraph graph = random_linearized_graph(random, random_shape(random, k));
    const DenseGraph::Count least = least_costs(graph);
    check_against(graph, CostModel::plain, least.plain);
    check_against(graph, CostModel::effective, least.effective);
  }
}

TEST_CASE("A cluster of all vertices makes the plain bound sharp", "[policies]") {
  Random random(seed + 1);
  for (int k = 0; k < 100; ++k) {
    INFO("seed " << seed + 1 << " case " << k);
    const LinearizedGraph graph = random_linearized_graph(random, {4, 8, 4, 3});
    const std::uint64_t bound = lower_bound(graph, CostModel::plain);
    CHECK(bound == least_costs(graph).plain);
    CHECK(bound >= lower_bound(graph, CostModel::plain, 0));
  }
}

TEST_CASE("A chain between one independent and one dependent is proven to cost one for each vertex", "[policies]") {
  std::vector<Edge> edges;
  for (std::size_t v = 0; v < 201; ++v)
    edges.push_back({VertexId(v), VertexId(v + 1), EdgeKind::variable, 0.0, {}});
  const LinearizedGraph chain(1, 200, 1, std::move(edges));
  const SearchResult result = prove(chain, CostModel::plain);
  CHECK(result.cost == 200);
  CHECK(result.bound == 200);
  CHECK(result.optimal);
}

TEST_CASE("Disjoint parts are each solved exactly, however many there are", "[policies]") {
  // A diamond 2 -> {3, 4} -> 5 behind two independents and before two dependents, forty times.
  constexpr std::size_t copies = 40;
  const auto number = [](std::size_t copy, std::size_t k) {
    if (k < 2) return VertexId(2 * copy + k);
    return k < 6 ? VertexId(2 * copies + 4 * copy + k - 2) : VertexId(6 * copies + 2 * copy + k - 6);
  };
  std::vector<Edge> edges;
  const std::size_t pairs[][2] = {{0, 2}, {1, 2}, {2, 3}, {2, 4}, {3, 5}, {4, 5}, {5, 6}, {5, 7}};
  for (std::size_t copy = 0; copy < copies; ++copy) {
    for (const auto& [tail, head] : pairs) {
      edges.push_back({number(copy, tail), number(copy, head), EdgeKind::variable, 0.0, {}});
    }
  }
  const LinearizedGraph graph(2 * copies, 4 * copies, 2 * copies, std::move(edges));
  const SearchResult result = prove(graph, CostModel::plain);
  CHECK(result.optimal);
  CHECK(result.cost == copies * 8);  // 1 x 1 twice leaves a chain of two: 2 x 1, then 2 x 2
  CHECK(result.cost == elimination_cost(graph, result.order, CostModel::plain));
}

TEST_CASE("Constants stand for the numbers they were rounded from", "[policies]") {
  const auto is_unit = [](double a, double b) { return (constant_residue(a) * constant_residue(b)).is_unit(); };
  CHECK(is_unit(0.1, 10.0));
  CHECK(is_unit(-0.4, 2.5));
  CHECK(is_unit(1.0 / 3.0, 3.0));
  CHECK(is_unit(0.7, 1.0 / 0.7));
  CHECK(is_unit(3.0 / 7.0, 7.0 / 3.0));
  CHECK(is_unit(1.602e-19, 1.0 / 1.602e-19));
  CHECK((constant_residue(0.1) + constant_residue(0.7) + constant_residue(0.2)).is_unit());
  CHECK_FALSE(is_unit(0.1, 10.000000000000002));
  for (const double exact : {0.0, -3.0, 0.375, 0x1.fffffffffffffp-300})
    CHECK(constant_residue(exact) == Residue::from_double(exact));
}

TEST_CASE("Proofs hold where constants round to units", "[policies]") {
  Random random(seed);
  const double constants[] = {0.1, 10.0, 0.2, 5.0, 3.0, 1.0 / 3.0, -0.1, 0.5, 2.0, 0.7, 1.0 / 0.7};
  for (int k = 0; k < 500; ++k) {
    INFO("seed " << seed << " case " << k);
    const LinearizedGraph shape = random_linearized_graph(random, {3, uniform(random, 1, 6), 3, 3});
    std::vector<Edge> edges(shape.edges().begin(), shape.edges().end());
    for (Edge& edge : edges) {
      if (edge.kind == EdgeKind::constant) edge.constant = constants[random() % std::size(constants)];
    }
    const LinearizedGraph graph(3, shape.num_intermediates(), 3, edges);
    EliminationOrder order = forward_order(graph);
    std::uint64_t least = std::numeric_limits<std::uint64_t>::max();
    do {
      least = std::min(least, elimination_cost(graph, order, CostModel::effective));
    } while (std::ranges::next_permutation(order.vertices).found);
    SearchOptions options;
    options.moves = 20'000;
    const SearchResult result = search_order(graph, CostModel::effective, options);
    CHECK(result.bound <= least);
    if (result.optimal) CHECK(result.cost == least);
  }
}
