// SPDX-License-Identifier: BSD-2-Clause
// The Jacobian of a choice is that of the arm it takes, whatever the other one does.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <random>

#include "../support/random_choices.hpp"
#include "jacquard/expression.hpp"
#include "jacquard/interpreter.hpp"

using namespace jacquard;
using namespace jacquard::test;

namespace {

constexpr std::uint64_t seed = 20251122;

/// The graph of f, a function of `num_independents` expressions in an array that returns its dependents in one.
template <class Function>
ComputationalGraph graph_of(std::size_t num_independents, Function f) {
  GraphBuilder builder(num_independents, 0, Folding::none);
  std::vector<Expression> x;
  for (std::size_t k = 0; k < num_independents; ++k) x.emplace_back(builder, VertexId(k));
  for (const Expression& y : f(x)) builder.add_dependent(y.vertex_in(builder));
  return std::move(builder).seal();
}

using Expressions = std::vector<Expression>;

Expression number(double value) { return Expression(value); }

/// J, dense [num_dependents x num_independents], by the program that `order` gives.
std::vector<double> jacobian(const ComputationalGraph& graph, const EliminationOrder& order,
                             const std::vector<double>& x) {
  const Program program = lower(accumulate(linearize(graph), order), Quantity::both);
  const PointValues<double> point = interpret<double>(program, x, {});
  std::vector<double> dense(graph.dependents().size() * x.size(), 0.0);
  const CompressedRows& rows = program.pattern.rows;
  for (std::size_t i = 0; i < rows.num_rows(); ++i) {
    for (std::uint32_t k = rows.row_offsets[i]; k < rows.row_offsets[i + 1]; ++k)
      dense[i * x.size() + rows.columns[k]] = point.jacobian[k];
  }
  return dense;
}

/// In every order of at most six intermediates.
void check_jacobian(const ComputationalGraph& graph, const std::vector<double>& x,
                    const std::vector<double>& expected) {
  EliminationOrder order = forward_order(linearize(graph).graph);
  REQUIRE(order.vertices.size() <= 6);
  do {
    const std::vector<double> found = jacobian(graph, order, x);
    CAPTURE(x, found, expected);
    CHECK(found == expected);
  } while (std::ranges::next_permutation(order.vertices).found);
  CHECK(forward_sweep<double>(graph, x, {}) == expected);
}

}  // namespace

TEST_CASE("Where a root is not taken, its infinite or missing derivative does not count", "[plugin]") {
  const ComputationalGraph graph = graph_of(1, [](const Expressions& x) {
    return Expressions{select(less(number(0), x[0]), number(3) * sqrt(x[0]), number(2) * x[0])};
  });
  check_jacobian(graph, {0.0}, {2.0});
  check_jacobian(graph, {-1.0}, {2.0});
  check_jacobian(graph, {4.0}, {0.75});
}

TEST_CASE("Two choices that both refuse an arm refuse it together", "[plugin]") {
  // Backward, the adjoint of the root is a sum of one part for each choice before it meets the root's partial.
  const ComputationalGraph graph = graph_of(2, [](const Expressions& x) {
    const Expression root = sqrt(x[0]);
    return Expressions{select(less(number(0), x[0]), root, x[1]) + select(less(x[1], x[0]), root * root, x[1])};
  });
  check_jacobian(graph, {0.0, 3.0}, {0.0, 2.0});
  check_jacobian(graph, {-1.0, 3.0}, {0.0, 2.0});
  check_jacobian(graph, {4.0, 5.0}, {0.25, 1.0});
  check_jacobian(graph, {4.0, 3.0}, {1.25, 0.0});
}

TEST_CASE("An arm within an arm counts where both are taken", "[plugin]") {
  const ComputationalGraph graph = graph_of(2, [](const Expressions& x) {
    const Expression inner = select(less(number(1), x[0]), log(x[0]), number(1) / x[0]);
    return Expressions{select(less(number(0), x[1]), inner, x[0] * x[1])};
  });
  check_jacobian(graph, {0.0, -2.0}, {-2.0, 0.0});
  check_jacobian(graph, {-1.0, -2.0}, {-2.0, -1.0});
  check_jacobian(graph, {2.0, 1.0}, {0.5, 0.0});
  check_jacobian(graph, {0.5, 1.0}, {-4.0, 0.0});
}

TEST_CASE("Minima, maxima and positive differences count what they return", "[plugin]") {
  const ComputationalGraph graph = graph_of(2, [](const Expressions& x) {
    const Expression root = sqrt(x[0]), logarithm = log(x[0]);
    return Expressions{max(logarithm, x[1]), min(x[1], root), fdim(logarithm, x[1]), max(root, root + x[1])};
  });
  check_jacobian(graph, {0.0, -1.0}, {0, 1, 0, 1, 0, 0, INFINITY, 0});
  check_jacobian(graph, {4.0, 3.0}, {0, 1, 0.25, 0, 0, 0, 0.25, 1});
  check_jacobian(graph, {4.0, 1.0}, {0.25, 0, 0, 1, 0.25, -1, 0.25, 1});
}

TEST_CASE("What an arm that is taken has for a derivative counts, infinite or not a number", "[plugin]") {
  const ComputationalGraph graph = graph_of(1, [](const Expressions& x) {
    return Expressions{select(less_equal(number(0), x[0]), sqrt(x[0]), x[0]), number(0) * sqrt(x[0])};
  });
  const auto found = jacobian(graph, forward_order(linearize(graph).graph), {0.0});
  CHECK(found[0] == INFINITY);
  CHECK(found[1] == 0.0);  // 0 sqrt(x) is 0 for all x that have a root
}

TEST_CASE("Two arms of one choice cost a select, not products and a sum", "[plugin]") {
  const ComputationalGraph graph =
      graph_of(2, [](const Expressions& x) { return Expressions{select(less(x[0], x[1]), sin(x[0]), cos(x[0]))}; });
  const Linearization linearization = linearize(graph);
  CHECK(emitted_cost(linearization, forward_order(linearization.graph)) == 0);
  CHECK(emitted_cost(linearization, reverse_order(linearization.graph)) == 0);
}

namespace {

/// Some single edges first, of those that the graph starts with, then all vertices.
EliminationSteps random_steps(const LinearizedGraph& graph, std::mt19937_64& random) {
  EliminationSteps steps;
  for (const Edge& edge : graph.edges()) {
    if (random() % 4 == 0 && graph.is_intermediate(edge.head))
      steps.steps.push_back(EliminationStep::front(edge.tail, edge.head));
    else if (random() % 4 == 0 && graph.is_intermediate(edge.tail))
      steps.steps.push_back(EliminationStep::back(edge.tail, edge.head));
  }
  std::ranges::shuffle(steps.steps, random);
  EliminationOrder order = forward_order(graph);
  std::ranges::shuffle(order.vertices, random);
  for (const VertexId v : order.vertices) steps.steps.push_back(EliminationStep::vertex(v));
  return steps;
}

/// Holds the entries of `program` to those of a dense matrix, in long double.
void check_entries(const Program& program, std::span<const long double> x, std::span<const long double> expected) {
  const std::vector<long double> found = interpret<long double>(program, x, {}).jacobian;
  const CompressedRows& rows = program.pattern.rows;
  for (std::size_t i = 0; i < rows.num_rows(); ++i) {
    for (std::uint32_t k = rows.row_offsets[i]; k < rows.row_offsets[i + 1]; ++k) {
      const long double reference = expected[i * x.size() + rows.columns[k]];
      INFO("entry " << k << ": found " << found[k] << ", expected " << reference);
      if (!(std::abs(found[k] - reference) <= 1e-9L * (1 + std::abs(reference)))) CHECK(false);
    }
  }
}

}  // namespace

// Values and slopes of what is taken are below 20 in size, and partial derivatives of at most 40 vertices of two
// arguments are sums of products of them: in long double these lose far less than half of their 19 digits.
TEST_CASE("Random choices have the Jacobian of the arms they take, in every order", "[plugin][random]") {
  constexpr std::size_t num_graphs = 700;
  std::mt19937_64 random(seed);
  std::size_t num_traps = 0, num_entries = 0;
  for (std::size_t g = 0; g < num_graphs; ++g) {
    INFO("seed " << seed << ", graph " << g);
    const RandomChoices drawn = RandomChoicesGenerator(random)(6 + g % 35);
    num_traps += drawn.num_traps;
    const std::vector<long double> x(drawn.independents.begin(), drawn.independents.end());
    const auto expected = forward_sweep<long double>(drawn.taken, x, {});
    CHECK(forward_sweep<long double>(drawn.graph, x, {}) == expected);
    const Linearization linearization = linearize(drawn.graph);
    for (const EliminationSteps& steps :
         {steps_of(forward_order(linearization.graph)), steps_of(reverse_order(linearization.graph)),
          random_steps(linearization.graph, random), random_steps(linearization.graph, random)}) {
      const Program program = lower(accumulate(linearization, steps), Quantity::both);
      check_entries(program, x, expected);
      num_entries += program.pattern.rows.num_entries();
    }
  }
  CHECK(num_traps > num_graphs / 3);
  CHECK(num_entries > 10 * num_graphs);
}
