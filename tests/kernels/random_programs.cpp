// SPDX-License-Identifier: BSD-2-Clause
// Random graphs under random orders: tiles agree with the interpreter.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <random>

#include "../support/random_choices.hpp"
#include "../support/random_graph.hpp"
#include "../support/running_error.hpp"
#include "../support/started_kokkos.hpp"
#include "batch_arrays.hpp"
#include "batch_copies.hpp"
#include "jacquard/kernels/tile_evaluator.hpp"

using namespace jacquard;
using namespace jacquard::test;

namespace {

constexpr std::uint64_t seed = 20260118;

struct RandomProgram {
  RandomGraph random;
  Program program;
};

RandomProgram draw(std::mt19937_64& random) {
  const double log_size = std::uniform_real_distribution<double>(std::log(5.0), std::log(201.0))(random);
  RandomGraph drawn = RandomGraphGenerator(random)(static_cast<std::size_t>(std::exp(log_size)));
  Linearization linearization = linearize(drawn.graph);
  EliminationOrder order = forward_order(linearization.graph);
  std::ranges::shuffle(order.vertices, random);
  const auto quantity = static_cast<Quantity>(random() % 3);
  return {std::move(drawn), lower(accumulate(std::move(linearization), order), quantity)};
}

/// Points that differ from that of the graph, but so little that no branch is taken differently.
void fill(BatchArrays& arrays, const RandomGraph& graph, std::mt19937_64& random) {
  std::uniform_real_distribution<double> factor(1 - 1e-9, 1 + 1e-9);
  for (std::size_t p = 0; p < arrays.num_points; ++p) {
    for (std::size_t k = 0; k < graph.independents.size(); ++k)
      arrays.independent(k, p) = graph.independents[k] * factor(random);
    for (std::size_t k = 0; k < graph.parameters.size(); ++k)
      arrays.parameters[k][p] = graph.parameters[k] * factor(random);
  }
}

std::vector<long double> widened(const std::vector<double>& values) { return {values.begin(), values.end()}; }

BoundedOutputs rounding_bounds(const RandomProgram& drawn) {
  const auto x = widened(drawn.random.independents), p = widened(drawn.random.parameters);
  return RunningErrorAnalysis<double>(drawn.program, x, p).run();
}

/// Differences between two runs of one program in double, against what rounding may do.
class Comparison {
 public:
  Comparison(const RandomProgram& drawn, std::size_t& num_checked, std::size_t& num_sharp)
      : bounds_(rounding_bounds(drawn)), num_checked_(num_checked), num_sharp_(num_sharp) {}

  void residual(std::size_t m, double found, double expected) {
    check("residual", m, found, expected, bounds_.residual[m]);
  }
  void entry(std::size_t k, double found, double expected) {
    check("entry", k, found, expected, bounds_.jacobian[k]);
  }

 private:
  void check(const char* what, std::size_t index, double found, double expected, const BoundedValue& bound) {
    const double relative = 1e-12 * std::abs(expected);
    const double tolerance = std::max(relative, 4 * static_cast<double>(bound.error));
    ++num_checked_;
    num_sharp_ += tolerance <= relative ? 1 : 0;
    if (std::abs(found - expected) <= tolerance && std::isfinite(tolerance)) return;
    INFO(what << " " << index << ": found " << found << ", expected " << expected << " +- " << tolerance);
    CHECK(false);
  }

  BoundedOutputs bounds_;
  std::size_t& num_checked_;
  std::size_t& num_sharp_;
};

void compare(const RandomProgram& drawn, const Evaluator& evaluator, const BatchLayout& layout, BatchArrays& arrays,
             Comparison& comparison) {
  const Program& program = drawn.program;
  evaluator.write_constants(arrays.view());
  const EvaluationStatus status = evaluator.evaluate(arrays.view(), program.quantity);
  CHECK(status == EvaluationStatus{});
  for (std::size_t p = 0; p < arrays.num_points; ++p) {
    const PointValues<double> expected = arrays.interpreted(program, p);
    for (std::size_t m = 0; m < expected.residual.size(); ++m) {
      comparison.residual(m, arrays.result[m * arrays.num_points + p], expected.residual[m]);
    }
    for (std::size_t k = 0; k < expected.jacobian.size(); ++k) {
      comparison.entry(k, arrays.jacobian[layout.offset(k, p)], expected.jacobian[k]);
    }
  }
}

template <class MakeEvaluator>
void compare_all(std::size_t num_graphs, MakeEvaluator make_evaluator) {
  std::mt19937_64 random(seed);
  std::size_t num_checked = 0, num_sharp = 0;
  for (std::size_t g = 0; g < num_graphs; ++g) {
    const RandomProgram drawn = draw(random);
    INFO("seed " << seed << ", graph " << g << " of " << drawn.random.graph.num_vertices() << " vertices");
    const std::unique_ptr<Evaluator> evaluator = make_evaluator(drawn.program, g);
    const BatchLayout layout = evaluator->layout(1 + g % 9);
    BatchArrays arrays(drawn.program, layout);
    fill(arrays, drawn.random, random);
    Comparison comparison(drawn, num_checked, num_sharp);
    compare(drawn, *evaluator, layout, arrays, comparison);
  }
  CHECK(num_checked > 10 * num_graphs);
  CHECK(static_cast<double>(num_sharp) > 0.98 * static_cast<double>(num_checked));
}

}  // namespace

// Tiles and interpreter run the same program, each of whose operations either rounds within 4 ulp
// (pack_accuracy.cpp), which is what the running error analysis assumes: each run is off by at most its bound, to
// first order, so that they differ by at most 4 bounds even where the first order is only half of the story. Where
// that is less, 1e-12 is asked.
TEST_CASE("Ten thousand random programs compute in tiles what the interpreter computes", "[kernels][random]") {
  start_kokkos();
  const std::vector<kernels::InstructionSet> sets = kernels::available_instruction_sets();
  compare_all(10000, [&](const Program& program, std::size_t g) {
    const kernels::TileOptions options{.instruction_set = sets[g % sets.size()]};
    return std::make_unique<kernels::TileEvaluator<Kokkos::DefaultHostExecutionSpace>>(std::span(&program, 1),
                                                                                       options);
  });
}

TEST_CASE("Threads that run a point each compute what the interpreter computes", "[kernels][random]") {
  start_kokkos();
  using Space = Kokkos::DefaultExecutionSpace;
  using Points = kernels::TileEvaluator<Space, kernels::DeviceRunner<Space>>;
  compare_all(2000, [](const Program& program, std::size_t) {
    const std::span programs(&program, 1);
    return std::make_unique<EvaluatorOnCopies<Space>>(std::make_unique<Points>(programs), programs);
  });
}

// At the points that are compared, those of the graphs, tiles may be an ulp apart from the interpreter, but
// conditions do not hang on that.
TEST_CASE("Tiles count of choices the arms they take, whatever other points take beside them",
          "[kernels][random]") {
  start_kokkos();
  using Space = Kokkos::DefaultHostExecutionSpace;
  constexpr std::size_t num_graphs = 500, num_points = 9;
  std::mt19937_64 random(seed + 1);
  std::size_t num_traps = 0;
  for (std::size_t g = 0; g < num_graphs; ++g) {
    const RandomChoices drawn = RandomChoicesGenerator(random)(6 + g % 35);
    num_traps += drawn.num_traps;
    Linearization linearization = linearize(drawn.graph);
    EliminationOrder order = forward_order(linearization.graph);
    std::ranges::shuffle(order.vertices, random);
    const Program program = lower(accumulate(std::move(linearization), order), Quantity::both);
    const kernels::TileEvaluator<Space> evaluator(std::span(&program, 1));
    const BatchLayout layout = evaluator.layout(num_points);
    BatchArrays arrays(program, layout);
    for (std::size_t p = 0; p < num_points; ++p) {
      for (std::size_t k = 0; k < drawn.independents.size(); ++k)
        arrays.independent(k, p) = p % 2 == 0 ? drawn.independents[k] : std::array{0.0, -2.0, 0.5}[random() % 3];
    }
    evaluator.write_constants(arrays.view());
    CHECK(evaluator.evaluate(arrays.view(), Quantity::both) == EvaluationStatus{});
    for (std::size_t p = 0; p < num_points; p += 2) {
      const std::vector<double> expected = arrays.interpreted(program, p).jacobian;
      for (std::size_t k = 0; k < expected.size(); ++k) {
        const double found = arrays.jacobian[layout.offset(k, p)];
        INFO("seed " << seed + 1 << ", graph " << g << ", point " << p << ", entry " << k << ": " << found
                     << ", expected " << expected[k]);
        if (!(std::abs(found - expected[k]) <= 1e-9 * (1 + std::abs(expected[k])))) CHECK(false);
      }
    }
  }
  CHECK(num_traps > num_graphs / 3);
}
