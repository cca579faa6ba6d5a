// SPDX-License-Identifier: BSD-2-Clause
// The choice among order sources: cheapest emitted program, earlier source on ties, no invalid order ever.
#include <algorithm>
#include <catch2/catch.hpp>

#include "jacquard/order_source.hpp"
#include "jacquard/program.hpp"
#include "support/random_graph.hpp"

using namespace jacquard;

namespace {

constexpr std::uint64_t seed = 20240602;

class FixedSource final : public OrderSource {
 public:
  FixedSource(std::string name, std::optional<EliminationOrder> order, std::uint64_t lower_bound = 0)
      : name_(std::move(name)), order_(std::move(order)), lower_bound_(lower_bound) {}

  std::optional<OrderProposal> propose(const Linearization&, CostModel) override {
    if (!order_) return std::nullopt;
    return OrderProposal{*order_, name_, lower_bound_};
  }

 private:
  std::string name_;
  std::optional<EliminationOrder> order_;
  std::uint64_t lower_bound_;
};

using Sources = std::vector<std::unique_ptr<OrderSource>>;

/// f_i = product of all three independents, i times over: orders differ in cost.
ComputationalGraph chained_products() {
  GraphBuilder builder(3, 0, Folding::exact);
  VertexId last = builder.apply(Elemental::mul, {VertexId(0), VertexId(1)});
  for (int k = 0; k < 6; ++k) {
    last = builder.apply(Elemental::mul, {last, VertexId(k % 3)});
    last = builder.apply(Elemental::sin, {last});
    if (k % 2 == 1) builder.add_dependent(last);
  }
  return std::move(builder).seal();
}

EliminationOrder shuffled(EliminationOrder order, std::mt19937_64& random) {
  std::shuffle(order.vertices.begin(), order.vertices.end(), random);
  return order;
}

}  // namespace

TEST_CASE("Without sources the cheapest of the four heuristic orders is chosen", "[plugin]") {
  const ComputationalGraph residual = chained_products();
  const LinearizedGraph graph = linearize(residual).graph;
  const OrderChoice choice = choose_order(residual, Sources{});
  std::uint64_t least = emitted_cost(residual, forward_order(graph));
  least = std::min(least, emitted_cost(residual, reverse_order(graph)));
  least = std::min(least, emitted_cost(residual, markowitz_order(graph, TieBreak::lowest_id)));
  least = std::min(least, emitted_cost(residual, markowitz_order(graph, TieBreak::highest_id)));
  CHECK(choice.emitted == least);
  CHECK(choice.emitted == emitted_cost(residual, choice.proposal.order));
  CHECK(choice.plain == elimination_cost(graph, choice.proposal.order, CostModel::plain));
  CHECK(choice.effective == elimination_cost(graph, choice.proposal.order, CostModel::effective));
  CHECK(choice.refused.empty());
  CHECK(choice.lower_bound.value() == 0);
}

TEST_CASE("A source wins with a cheaper program and loses with a dearer one", "[plugin]") {
  std::mt19937_64 random(seed);
  test::RandomGraphGenerator generate(random);
  int num_won = 0;
  for (int k = 0; k < 60; ++k) {
    INFO("seed " << seed << " case " << k);
    const ComputationalGraph residual = generate(80).graph;
    const EliminationOrder order = shuffled(forward_order(linearize(residual).graph), random);
    const std::uint64_t heuristic = choose_order(residual, Sources{}).emitted;
    const std::uint64_t proposed = emitted_cost(residual, order);
    Sources sources;
    sources.push_back(std::make_unique<FixedSource>("random", order));
    const OrderChoice choice = choose_order(residual, sources);
    CHECK(choice.emitted == std::min(heuristic, proposed));
    CHECK((choice.proposal.source == "random") == (proposed <= heuristic));
    num_won += proposed < heuristic ? 1 : 0;
  }
  CHECK(num_won > 0);
}

TEST_CASE("On ties the earlier source is chosen, and a source before the heuristics", "[plugin]") {
  const ComputationalGraph residual = chained_products();
  const EliminationOrder order = choose_order(residual, Sources{}).proposal.order;
  Sources sources;
  sources.push_back(std::make_unique<FixedSource>("nothing", std::nullopt));
  sources.push_back(std::make_unique<FixedSource>("first", order, 3));
  sources.push_back(std::make_unique<FixedSource>("second", order, 5));
  const OrderChoice choice = choose_order(residual, sources);
  CHECK(choice.proposal.source == "first");
  CHECK(choice.proposal.order == order);
  CHECK(choice.lower_bound.value() == 5);
}

TEST_CASE("A proposal that is no permutation is refused by name with the reason", "[plugin]") {
  const ComputationalGraph residual = chained_products();
  const LinearizedGraph graph = linearize(residual).graph;
  EliminationOrder repeated = forward_order(graph);
  repeated.vertices[4] = repeated.vertices[1];
  EliminationOrder shortened = forward_order(graph);
  shortened.vertices.pop_back();
  Sources sources;
  sources.push_back(std::make_unique<FixedSource>("damaged library", repeated));
  sources.push_back(std::make_unique<FixedSource>("short policy", shortened));
  sources.push_back(std::make_unique<FixedSource>("empty", EliminationOrder{}, 1000));
  const OrderChoice choice = choose_order(residual, sources);
  REQUIRE(choice.refused.size() == 3);
  CHECK(choice.refused[0].rfind("damaged library: order: vertex", 0) == 0);
  CHECK(choice.refused[0].find("appears twice (positions 1 and 4)") != std::string::npos);
  CHECK(choice.refused[1].rfind("short policy: ", 0) == 0);
  CHECK(choice.refused[1].find("is missing") != std::string::npos);
  CHECK(choice.lower_bound.value() == 0);
  CHECK(choice.proposal.order == choose_order(residual, Sources{}).proposal.order);
}

TEST_CASE("A settled proposal is taken whatever others cost, and ends the questions", "[plugin]") {
  const ComputationalGraph residual = chained_products();
  const LinearizedGraph graph = linearize(residual).graph;
  EliminationOrder dearest = forward_order(graph);
  for (const EliminationOrder& order : {reverse_order(graph), markowitz_order(graph, TieBreak::lowest_id)})
    if (emitted_cost(residual, order) > emitted_cost(residual, dearest)) dearest = order;
  REQUIRE(emitted_cost(residual, dearest) > choose_order(residual, Sources{}).emitted);

  class Settled final : public OrderSource {
   public:
    explicit Settled(EliminationOrder order) : order_(std::move(order)) {}
    std::optional<OrderProposal> propose(const Linearization&, CostModel) override {
      OrderProposal proposal{order_, "measured"};
      proposal.is_settled = true;
      return proposal;
    }

   private:
    EliminationOrder order_;
  };
  Sources sources;
  sources.push_back(std::make_unique<FixedSource>("first", markowitz_order(graph, TieBreak::highest_id)));
  sources.push_back(std::make_unique<Settled>(dearest));
  sources.push_back(std::make_unique<FixedSource>("never asked", EliminationOrder{}));
  const OrderChoice choice = choose_order(residual, sources);
  CHECK(choice.proposal.source == "measured");
  CHECK(choice.emitted == emitted_cost(residual, dearest));
  CHECK(choice.refused.empty());
}

TEST_CASE("A bound is found when it is asked for, and once", "[plugin]") {
  struct BoundedSource final : OrderSource {
    std::optional<OrderProposal> propose(const Linearization& linearization, CostModel) override {
      return OrderProposal{forward_order(linearization.graph), "bounded", find, find};
    }
    int num_found = 0;
    LowerBound find{[this] { return static_cast<std::uint64_t>(++num_found); }};
  };
  Sources sources;
  auto bounded = std::make_unique<BoundedSource>();
  const BoundedSource& source = *bounded;
  sources.push_back(std::move(bounded));
  sources.push_back(std::make_unique<FixedSource>("fixed", std::nullopt));
  std::mt19937_64 random(1);
  const OrderChoice choice = choose_order(test::RandomGraphGenerator(random)(20).graph, sources);
  CHECK(source.num_found == 0);
  CHECK(choice.lower_bound.value() == 1);
  CHECK(OrderChoice(choice).emitted_lower_bound.value() == 1);
  CHECK(source.num_found == 1);
  CHECK(larger(LowerBound(3), choice.lower_bound).value() == 3);
  CHECK_FALSE(larger(LowerBound(), LowerBound()).may_be_known());
}
