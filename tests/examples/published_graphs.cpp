// SPDX-License-Identifier: BSD-2-Clause
// A residual whose text is said to be a published graph is that graph.
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "jacquard/capture.hpp"
#include "jacquard/cost.hpp"
#include "jacquard/fingerprint.hpp"
#include "jacquard/policies/graph_file.hpp"
#include "residuals/random_function.hpp"

using namespace jacquard;
using namespace jacquard::examples;

namespace {

ComputationalGraph captured() {
  const auto residual = [](std::span<const Active> x, std::span<Active> f) { RandomFunction{}(x, f); };
  return capture_graph(residual, RandomFunction::sample(), RandomFunction::num_dependents).graph;
}

}  // namespace

TEST_CASE("The random function is the published graph g", "[examples]") {
  const LinearizedGraph own = linearize(captured()).graph;
  const LinearizedGraph published = policies::read_graph(JACQUARD_GRAPHS "/g.json").graph;
  CHECK(own.num_intermediates() == published.num_intermediates());
  CHECK(to_string(canonicalize(own).fingerprint) == to_string(canonicalize(published).fingerprint));
  // The published counts, which depend on the order of evaluation as well.
  CHECK(elimination_cost(own, forward_order(own), CostModel::plain) == 632);
  CHECK(elimination_cost(own, reverse_order(own), CostModel::plain) == 566);
  CHECK(elimination_cost(own, markowitz_order(own, TieBreak::lowest_id), CostModel::plain) == 451);
}

TEST_CASE("The random function is defined at its sample", "[examples]") {
  std::vector<double> f(RandomFunction::num_dependents);
  RandomFunction{}(std::span<const double>(RandomFunction::sample()), std::span(f));
  for (const double entry : f) CHECK(std::isfinite(entry));
}
