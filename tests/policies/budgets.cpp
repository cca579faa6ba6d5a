// SPDX-License-Identifier: BSD-2-Clause
// What searches and bounds leave out when their time is up, on a clock that goes on only when it is looked at.
#include <algorithm>
#include <catch2/catch.hpp>
#include <ctime>
#include <utility>

#include "emitted_starts.hpp"
#include "jacquard/policies/bounds.hpp"
#include "jacquard/policies/lowering_time.hpp"
#include "jacquard/policies/search.hpp"
#include "jacquard/program.hpp"
#include "random_tensor_graph.hpp"
#include "support/random_graph.hpp"
#include "support/random_linearized_graph.hpp"

using namespace jacquard;
using namespace jacquard::policies;
using namespace jacquard::test;

namespace {

constexpr std::uint64_t seed = 20240711;

/// Work between two looks takes a millisecond.
class CountedTime {
 public:
  std::function<double()> source() {
    return [this] { return static_cast<double>(++num_looks_); };
  }
  std::uint64_t num_looks() const { return num_looks_; }

 private:
  std::uint64_t num_looks_ = 0;
};

SearchOptions budget(CountedTime& time, double milliseconds) {
  SearchOptions options;
  options.milliseconds = milliseconds;
  options.time = time.source();
  return options;
}

/// Says yes so many times.
KeepGoing times(int count) {
  return [left = count]() mutable { return left-- > 0; };
}

// Once the time is up, every kind of work looks at the clock once more and is left out.
constexpr std::uint64_t looks_to_end = 60;

/// Products and quotients of late values, so that orders leave many thousand multiplications.
ComputationalGraph dense_residual() {
  Random random(seed);
  constexpr std::size_t num_independents = 20, num_vertices = 1000, window = 60;
  GraphBuilder builder(num_independents, 0, Folding::exact);
  while (builder.num_vertices() < num_vertices) {
    const std::size_t oldest = builder.num_vertices() - std::min(builder.num_vertices(), window);
    const VertexId a(uniform(random, oldest, builder.num_vertices() - 1));
    const VertexId b(uniform(random, oldest, builder.num_vertices() - 1));
    builder.apply(random() % 2 == 0 ? Elemental::mul : Elemental::div, {a, b});
  }
  for (std::size_t v = num_vertices - window; v < num_vertices; ++v) builder.add_dependent(VertexId(v));
  return std::move(builder).seal();
}

template <class Work>
double processor_milliseconds(Work&& work) {
  const std::clock_t begin = std::clock();
  work();
  return 1e3 * static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
}

LinearizedGraph large_graph() {
  Random random(seed);
  return random_linearized_graph(random, {20, 2000, 20, 2});
}

}  // namespace

TEST_CASE("A search of a large graph ends when its time is up, and its order and bound hold", "[policies]") {
  const LinearizedGraph graph = large_graph();
  for (const CostModel model : {CostModel::plain, CostModel::effective}) {
    SearchOptions long_search;
    long_search.moves = 100'000;
    const std::uint64_t known = search_order(graph, model, long_search).cost;
    for (const double milliseconds : {0.0, 1.0, 100.0, 3000.0, 8000.0}) {
      INFO("seed " << seed << " effective " << (model == CostModel::effective) << " milliseconds " << milliseconds);
      CountedTime time;
      const SearchResult result = search_order(graph, model, budget(time, milliseconds));
      CHECK(static_cast<double>(time.num_looks()) <= 1.02 * milliseconds + looks_to_end);
      CHECK(result.cost == elimination_cost(graph, result.order, model));
      CHECK(result.cost <= elimination_cost(graph, forward_order(graph), model));
      CHECK(result.bound <= std::min(known, result.cost));
    }
  }
}

TEST_CASE("More time on a large graph gives better orders", "[policies]") {
  const LinearizedGraph graph = large_graph();
  std::uint64_t before = elimination_cost(graph, forward_order(graph), CostModel::plain) + 1;
  for (const double milliseconds : {0.0, 9'000.0, 14'000.0}) {
    CountedTime time;
    const std::uint64_t cost = search_order(graph, CostModel::plain, budget(time, milliseconds)).cost;
    CHECK(cost < before);
    before = cost;
  }
}

TEST_CASE("What the caller does with the order is kept out of the search's time", "[policies]") {
  const LinearizedGraph graph = large_graph();
  CountedTime all, part;
  SearchOptions options = budget(all, 20'000.0);
  search_order(graph, CostModel::plain, options);
  options = budget(part, 20'000.0);
  options.reserve = [](std::uint64_t cost) { return 3.0 * static_cast<double>(cost); };
  const SearchResult result = search_order(graph, CostModel::plain, options);
  CHECK(result.cost > 2'000);
  CHECK(part.num_looks() + 4000 < all.num_looks());
}

TEST_CASE("A search under the emitted model ends when its time is up, and its order and bound hold", "[policies]") {
  std::mt19937_64 random(seed);
  RandomGraphGenerator generate(random);
  for (const std::size_t size : {40, 400}) {
    const Linearization linearization = linearize(generate(size).graph);
    const std::uint64_t bound = emitted_lower_bound(linearization);
    for (const double milliseconds : {0.0, 10.0, 100.0, 1000.0}) {
      INFO("seed " << seed << " size " << size << " milliseconds " << milliseconds);
      CountedTime time;
      const SearchResult result = search_order(linearization, CostModel::emitted, budget(time, milliseconds));
      CHECK(result.cost == emitted_cost(linearization, result.order));
      CHECK(result.bound <= std::min(bound, result.cost));
      CHECK(result.milliseconds <= 1.02 * milliseconds + looks_to_end);
    }
  }
}

TEST_CASE("A search for tensors ends when its time is up", "[policies]") {
  Random random(seed);
  const TensorGraph graph = random_tensor_graph(random, 100);
  for (const double milliseconds : {0.0, 5.0, 50.0}) {
    CountedTime time;
    const SearchResult result = search_order(graph, budget(time, milliseconds));
    CHECK(result.cost == tensor_cost(graph, result.order));
    CHECK(result.milliseconds <= 1.02 * milliseconds + looks_to_end);
  }
}

TEST_CASE("With a budget in moves nothing depends on the time", "[policies]") {
  std::mt19937_64 random(seed);
  const Linearization linearization = linearize(RandomGraphGenerator(random)(100).graph);
  for (const CostModel model : {CostModel::plain, CostModel::effective, CostModel::emitted}) {
    SearchOptions options;
    options.moves = 30'000;
    const SearchResult quick = search_order(linearization, model, options);
    options.time = [time = 0.0]() mutable { return time += 1e9; };
    const SearchResult slow = search_order(linearization, model, options);
    CHECK(slow.order == quick.order);
    CHECK(slow.bound == quick.bound);
    CHECK(slow.moves == quick.moves);
  }
}

TEST_CASE("A search of a dense graph takes no more of the processor than its budget", "[policies]") {
  const Linearization linearization = linearize(dense_residual());
  const EliminationOrder forward = forward_order(linearization.graph);
  const double count = processor_milliseconds([&] { emitted_cost(linearization, forward); });
  for (const CostModel model : {CostModel::plain, CostModel::effective, CostModel::emitted}) {
    SearchOptions options;
    options.milliseconds = 20.0 * count;
    const double spent = processor_milliseconds([&] { search_order(linearization, model, options); });
    INFO("seed " << seed << ", a count took " << count << " ms, the search " << spent << " of "
                 << options.milliseconds);
    // Processor time runs no faster than the clock, however busy the machine. One count may be under way at the
    // end, and take longer than the first where the machine has become slower since.
    CHECK(spent <= options.milliseconds + 4.0 * count);
  }
}

TEST_CASE("No start is looked for where there is barely time to count one", "[policies]") {
  const Linearization linearization = linearize(dense_residual());
  const auto milliseconds_of_starts = [&](double budget) {
    SearchOptions options;
    options.milliseconds = budget;
    options.time = [time = 0.0]() mutable { return time += 1e-3; };  // a look is a microsecond
    SearchClock clock(options);
    BestProgram programs(linearization, clock);
    consider_starts({}, programs);
    CHECK(programs.best().cost == emitted_cost(linearization, programs.best().order));
    return clock.milliseconds();
  };
  const EliminationOrder forward = forward_order(linearization.graph);
  const std::uint64_t cost = elimination_cost(linearization.graph, forward, CostModel::effective);
  const double count = lowering_milliseconds(static_cast<double>(cost));
  INFO("seed " << seed << ", cost " << cost);
  REQUIRE(count > 10.0);
  CHECK(milliseconds_of_starts(0.9 * count) < 0.2 * count);
  CHECK(milliseconds_of_starts(10.0 * count) > 0.2 * count);
}

TEST_CASE("Bounds that ran out of time are bounds", "[policies]") {
  Random random(seed);
  for (int k = 0; k < 10; ++k) {
    const LinearizedGraph graph = random_linearized_graph(random, {6, 40, 6, 3});
    for (const CostModel model : {CostModel::plain, CostModel::effective}) {
      INFO("seed " << seed << " case " << k << " effective " << (model == CostModel::effective));
      SearchOptions options;
      options.moves = 20'000;
      const std::uint64_t known = search_order(graph, model, options).cost;
      CHECK(lower_bound(graph, model, 2000, times(0)) == 0);
      for (const int asked : {1, 10, 41, 100, 1000}) CHECK(lower_bound(graph, model, 2000, times(asked)) <= known);
      CHECK(lower_bound(graph, model, 2000, times(1'000'000)) == lower_bound(graph, model, 2000));
    }
  }
}

TEST_CASE("Bounds on programs that ran out of time are bounds", "[policies]") {
  std::mt19937_64 random(seed);
  RandomGraphGenerator generate(random);
  for (int k = 0; k < 30; ++k) {
    INFO("seed " << seed << " case " << k);
    const Linearization linearization = linearize(generate(60).graph);
    const std::uint64_t bound = emitted_lower_bound(linearization);
    CHECK(emitted_lower_bound(linearization, times(0)) == 0);
    for (const int asked : {1, 2, 3, 5, 20}) CHECK(emitted_lower_bound(linearization, times(asked)) <= bound);
    CHECK(emitted_lower_bound(linearization, times(1'000'000)) == bound);
  }
}
