// SPDX-License-Identifier: BSD-2-Clause
// Networks that choose vertices: what they see, what they compute, and what is refused.
#include "jacquard/policies/policy.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <numeric>

#include "jacquard/error.hpp"
#include "jacquard/policies/search_source.hpp"
#include "sample_library.hpp"
#include "vertex_features.hpp"

using namespace jacquard;
using namespace jacquard::policies;
using namespace jacquard::test;

namespace {

constexpr std::uint64_t seed = 20240815;
constexpr std::size_t markowitz_feature = 2;

/// One layer that gives each vertex minus the root of its Markowitz degree.
NetworkRecord markowitz_network(CostModel model = CostModel::plain) {
  NetworkRecord network{"minus Markowitz", policy_architecture(model), policy_feature_version, {}, {}, "tests"};
  network.shapes = {1, num_policy_features, 1, 1};
  network.weights.assign(num_policy_features + 1, 0.0f);
  network.weights[markowitz_feature] = -1.0f;
  return network;
}

/// Two layers of random weights.
NetworkRecord random_policy(Random& random) {
  NetworkRecord network = markowitz_network();
  network.shapes = {5, num_policy_features, 5, 1, 1, 5, 1, 1};
  network.weights.clear();
  for (std::size_t k = 0; k < 5 * num_policy_features + 5 + 5 + 1; ++k)
    network.weights.push_back(static_cast<float>(uniform(random, 0, 2000)) / 1000.0f - 1.0f);
  return network;
}

/// Which edges there are, by brute force.
struct DenseEdges {
  std::size_t size;
  std::vector<bool> present;

  explicit DenseEdges(const LinearizedGraph& graph) : size(graph.num_vertices()), present(size * size, false) {
    for (const Edge& edge : graph.edges()) present[edge.tail.value * size + edge.head.value] = true;
  }
  bool operator()(std::size_t tail, std::size_t head) const { return present[tail * size + head]; }

  void eliminate(std::size_t v) {
    for (std::size_t tail = 0; tail < size; ++tail) {
      for (std::size_t head = 0; head < size; ++head) {
        if ((*this)(tail, v) && (*this)(v, head)) present[tail * size + head] = true;
      }
    }
    for (std::size_t u = 0; u < size; ++u) present[u * size + v] = present[v * size + u] = false;
  }

  /// Predecessors, successors, pairs of them, pairs of them without an edge.
  std::array<double, 4> counts(std::size_t v) const {
    std::array<double, 4> counts{};
    for (std::size_t u = 0; u < size; ++u) {
      counts[0] += (*this)(u, v) ? 1 : 0;
      counts[1] += (*this)(v, u) ? 1 : 0;
      for (std::size_t w = 0; w < size; ++w) {
        const bool is_pair = (*this)(u, v) && (*this)(v, w);
        counts[2] += is_pair ? 1 : 0;
        counts[3] += is_pair && !(*this)(u, w) ? 1 : 0;
      }
    }
    return counts;
  }
};

void check_features(const VertexFeatures& features, const DenseEdges& edges, std::size_t v) {
  const auto counts = edges.counts(v);
  const auto seen = features[static_cast<std::uint32_t>(v)];
  for (std::size_t k = 0; k < counts.size(); ++k) CHECK(seen[k] == std::sqrt(counts[k]));
  // Means and maxima of the same four over the intermediates before and after it.
  for (const bool is_before : {true, false}) {
    std::array<double, 4> sum{}, most{};
    double count = 0.0;
    for (std::size_t u = features.first_intermediate(); u < features.first_dependent(); ++u) {
      if (!(is_before ? edges(u, v) : edges(v, u))) continue;
      const auto own = edges.counts(u);
      count += 1.0;
      for (std::size_t k = 0; k < own.size(); ++k) {
        sum[k] += std::sqrt(own[k]);
        most[k] = std::max(most[k], std::sqrt(own[k]));
      }
    }
    const std::size_t first = 14 + (is_before ? 0 : 2 * VertexFeatures::num_own);
    for (std::size_t k = 0; k < sum.size(); ++k) {
      CHECK(seen[first + k] == (count == 0.0 ? 0.0 : sum[k] / count));
      CHECK(seen[first + VertexFeatures::num_own + k] == most[k]);
    }
  }
}

void expect_refusal(const NetworkRecord& network, const std::string& reason) {
  CHECK_THROWS_WITH(Policy(network, "a.h5: network x"),
                    Catch::StartsWith("a.h5: network x: expected ") && Catch::Contains(reason));
}

}  // namespace

TEST_CASE("A network that says minus Markowitz gives the Markowitz order of the lowest ids", "[policies]") {
  Random random(seed);
  const Policy policy(markowitz_network(), "network");
  for (int k = 0; k < 300; ++k) {
    INFO("seed " << seed << " case " << k);
    const LinearizedGraph graph = random_graph(random);
    CHECK(policy.order(graph) == markowitz_order(graph, TieBreak::lowest_id));
  }
  const LinearizedGraph large = random_linearized_graph(random, {8, 400, 5, 3});
  CHECK(policy.order(large) == markowitz_order(large, TieBreak::lowest_id));
}

TEST_CASE("Features stay those of the graph that is left", "[policies]") {
  Random random(seed);
  for (int k = 0; k < 40; ++k) {
    INFO("seed " << seed << " case " << k);
    const LinearizedGraph graph = random_linearized_graph(random, {3, uniform(random, 1, 16), 3, 3});
    VertexFeatures features(graph);
    DenseEdges edges(graph);
    std::vector<std::uint32_t> left(graph.num_intermediates());
    std::iota(left.begin(), left.end(), features.first_intermediate());
    std::shuffle(left.begin(), left.end(), random);
    while (!left.empty()) {
      for (const std::uint32_t v : left) check_features(features, edges, v);
      edges.eliminate(left.back());
      features.eliminate(left.back());
      left.pop_back();
    }
  }
}

TEST_CASE("An elimination names every vertex whose features change", "[policies]") {
  Random random(seed);
  for (int k = 0; k < 40; ++k) {
    INFO("seed " << seed << " case " << k);
    const LinearizedGraph graph = random_linearized_graph(random, {3, 24, 3, 3});
    VertexFeatures features(graph);
    for (const VertexId v : forward_order(graph).vertices) {
      std::vector<std::array<double, num_policy_features>> before(graph.num_vertices());
      for (std::uint32_t w = 0; w < before.size(); ++w) {
        if (features.is_left(w)) before[w] = features[w];
      }
      const std::vector<std::uint32_t> changed = features.eliminate(v.value);
      for (std::uint32_t w = 0; w < before.size(); ++w) {
        if (!features.is_left(w)) continue;
        if (!std::ranges::binary_search(changed, w)) CHECK(features[w] == before[w]);
      }
    }
  }
}

TEST_CASE("Training sees the features that inference does", "[policies]") {
  Random random(seed);
  const LinearizedGraph graph = random_linearized_graph(random, {3, 10, 3, 3});
  const EliminationOrder order = reverse_order(graph);
  const std::span<const VertexId> eliminated = std::span(order.vertices).first(4);
  const std::vector<double> rows = policy_features(graph, eliminated);
  REQUIRE(rows.size() == 10 * num_policy_features);
  VertexFeatures features(graph);
  for (const VertexId v : eliminated) features.eliminate(v.value);
  for (std::uint32_t k = 0; k < 10; ++k) {
    const std::uint32_t v = features.first_intermediate() + k;
    for (std::size_t j = 0; j < num_policy_features; ++j) {
      CHECK(rows[k * num_policy_features + j] == (features.is_left(v) ? features[v][j] : 0.0));
    }
  }
}

TEST_CASE("A network's layers are matrix, bias and positive part", "[policies]") {
  // x -> v -> y: one predecessor, one successor. Hidden: (2 - 1, -1 + 0) becomes (1, 0); score 3 * 1 + 5 * 0 + 7.
  const LinearizedGraph chain(1, 1, 1,
                              {{VertexId(0), VertexId(1), EdgeKind::variable, 0.0, {}},
                               {VertexId(1), VertexId(2), EdgeKind::variable, 0.0, {}}});
  NetworkRecord network = markowitz_network();
  network.shapes = {2, num_policy_features, 2, 1, 1, 2, 1, 1};
  network.weights.assign(2 * num_policy_features, 0.0f);
  network.weights[0] = 2.0f;
  network.weights[num_policy_features + 1] = -1.0f;
  for (const float weight : {-1.0f, 0.0f, 3.0f, 5.0f, 7.0f}) network.weights.push_back(weight);
  CHECK(Policy(network, "network").scores(chain) == std::vector<double>{10.0});
}

TEST_CASE("The order of a network is that of scores computed anew at every step", "[policies]") {
  Random random(seed);
  for (int k = 0; k < 20; ++k) {
    INFO("seed " << seed << " case " << k);
    const Policy policy(random_policy(random), "network");
    const LinearizedGraph graph = random_linearized_graph(random, {3, 20, 3, 3});
    const EliminationOrder order = policy.order(graph);
    CHECK_NOTHROW(check_order(graph, order));
    const std::vector<double> scores = policy.scores(graph);
    const auto best = std::ranges::max_element(scores) - scores.begin();
    CHECK(order.vertices.front() == graph.intermediate(static_cast<std::size_t>(best)));
  }
}

TEST_CASE("A network out of a library chooses the order that it chose before", "[policies]") {
  Random random(seed);
  const ScratchFolder folder;
  const NetworkRecord network = random_policy(random);
  add_to_library(folder / "a.h5", {{}, {network}});
  add_to_library(folder / "other.h5", {{}, {random_network(random, "of another kind")}});
  const auto found = find_policy({folder / "other.h5", folder / "a.h5"}, CostModel::plain);
  REQUIRE(found);
  const LinearizedGraph graph = random_linearized_graph(random, {3, 40, 3, 3});
  CHECK(found->order(graph) == Policy(network, "network").order(graph));
  CHECK_FALSE(find_policy({folder / "a.h5"}, CostModel::effective));
  CHECK_FALSE(find_policy({}, CostModel::plain));
}

TEST_CASE("A network that is not what it says is refused", "[policies]") {
  NetworkRecord network = markowitz_network();
  SECTION("another architecture") {
    network.architecture = "message passing";
    expect_refusal(network, "vertex-scores:MODEL, found message passing");
  }
  SECTION("features of another version") {
    network.feature_version = 2;
    expect_refusal(network, "feature version 1, found 2");
  }
  SECTION("a matrix for other features") {
    network.shapes[1] -= 1;
    network.weights.pop_back();
    expect_refusal(network, "x 66, found 1 x 65");
  }
  SECTION("a layer without a bias") {
    network.shapes.resize(2);
    network.weights.pop_back();
    expect_refusal(network, "a matrix and a bias for each layer");
  }
  SECTION("a bias of another size") {
    network.shapes[2] = 2;
    network.weights.push_back(0.0f);
    expect_refusal(network, "a bias of 1 x 1, found 2 x 1");
  }
  SECTION("layers that do not fit") {
    network.shapes.insert(network.shapes.end(), {1, 3, 1, 1});
    network.weights.insert(network.weights.end(), 4, 0.0f);
    expect_refusal(network, "x 1, found 1 x 3");
  }
  SECTION("two scores") {
    network.shapes = {2, num_policy_features, 2, 1};
    network.weights.assign(2 * num_policy_features + 2, 0.0f);
    expect_refusal(network, "one score, found 2");
  }
  SECTION("too few weights") {
    network.weights.pop_back();
    expect_refusal(network, "shapes of all weights");
  }
  SECTION("no layers") {
    network.shapes.clear();
    network.weights.clear();
    expect_refusal(network, "a matrix and a bias for each layer");
  }
  SECTION("a weight that is no number") {
    network.weights[5] = std::numeric_limits<float>::quiet_NaN();
    expect_refusal(network, "finite weights");
  }
  SECTION("an infinite weight") {
    network.weights[5] = std::numeric_limits<float>::infinity();
    expect_refusal(network, "finite weights");
  }
}

TEST_CASE("No library takes a network with a weight that is no number", "[policies]") {
  const ScratchFolder folder;
  NetworkRecord network = markowitz_network();
  network.weights[0] = std::numeric_limits<float>::quiet_NaN();
  CHECK_THROWS_WITH(add_to_library(folder / "a.h5", {{}, {network}}), Catch::Contains("finite weights"));
}

TEST_CASE("A network whose scores overflow still chooses a permutation", "[policies]") {
  Random random(seed);
  NetworkRecord network = markowitz_network();
  network.shapes.clear();
  network.weights.clear();
  for (std::uint32_t inputs = num_policy_features, layer = 0; layer < 12; ++layer, inputs = 1) {
    network.shapes.insert(network.shapes.end(), {1, inputs, 1, 1});
    network.weights.insert(network.weights.end(), inputs + 1, std::numeric_limits<float>::max());
  }
  const LinearizedGraph graph = random_linearized_graph(random, {3, 12, 3, 3});
  CHECK_NOTHROW(check_order(graph, Policy(network, "network").order(graph)));
}

TEST_CASE("A search starts from a policy's order, and names it", "[policies]") {
  class Fixed final : public OrderSource {
   public:
    explicit Fixed(EliminationOrder order) : order_(std::move(order)) {}
    std::optional<OrderProposal> propose(const Linearization&, CostModel) override {
      return OrderProposal{order_, "policy of the test"};
    }

   private:
    EliminationOrder order_;
  };
  class Damaged final : public OrderSource {
   public:
    std::optional<OrderProposal> propose(const Linearization&, CostModel) override {
      throw LibraryError("a.h5: expected finite weights, found NaN or infinity");
    }
  };
  Random random(seed);
  Linearization linearization = linearize(GraphBuilder(1, 0, Folding::none).seal());
  linearization.graph = random_linearized_graph(random, {4, 30, 4, 3});
  SearchOptions options;
  options.moves = 100'000;
  const EliminationOrder best = search_order(linearization.graph, CostModel::plain, options).order;
  options.moves = 0;
  SearchOrderSource from_best(options, std::make_unique<Fixed>(best));
  const auto proposal = from_best.propose(linearization, CostModel::plain);
  REQUIRE(proposal);
  CHECK(elimination_cost(linearization.graph, proposal->order, CostModel::plain) <=
        elimination_cost(linearization.graph, best, CostModel::plain));
  CHECK(proposal->source.find("policy of the test") != std::string::npos);
  SearchOrderSource from_damaged(options, std::make_unique<Damaged>());
  CHECK_THAT(from_damaged.propose(linearization, CostModel::plain)->source, Catch::Contains("passed over a.h5"));
}
