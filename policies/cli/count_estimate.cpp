// SPDX-License-Identifier: BSD-2-Clause
// Constants measured on graphs of 2,000 vertices, one count in a fresh process.
#include "count_estimate.hpp"

#include <algorithm>

namespace jacquard::cli {

namespace {

// Milliseconds.
constexpr double linearize_per_vertex = 2e-4;
constexpr double count_per_vertex = 1.5e-3;
constexpr double count_per_multiplication = 2e-5;
constexpr double lowering_per_multiplication = 4.5e-4;  // that is effective
constexpr double most_slowness = 3.0;                   // a larger one says that the measurement was interrupted

double share_of_units(const LinearizedGraph& graph) {
  const auto edges = graph.edges();
  const auto num_units = std::ranges::count(edges, EdgeKind::unit, &Edge::kind);
  return static_cast<double>(num_units) / static_cast<double>(std::max<std::size_t>(edges.size(), 1));
}

/// Lowering works on the multiplications that are effective, which plain ones are as often as edges are no units.
/// The emitted cost is known where it was searched for.
double per_multiplication(const policies::GraphFile& subject, CostChoice choice) {
  if (!subject.residual || choice == CostChoice::emitted) return 2.0 * count_per_multiplication;
  if (choice == CostChoice::effective) return 2.0 * count_per_multiplication + lowering_per_multiplication;
  return count_per_multiplication + (1.0 - share_of_units(subject.graph)) * lowering_per_multiplication;
}

}  // namespace

CountEstimate estimate_count(const policies::GraphFile& subject, CostChoice choice, double linearize_milliseconds) {
  const auto num_vertices = static_cast<double>(subject.graph.num_vertices());
  const double slowness =
      std::clamp(linearize_milliseconds / (linearize_per_vertex * (num_vertices + 1.0)), 1.0, most_slowness);
  return {slowness * count_per_vertex * num_vertices, slowness * per_multiplication(subject, choice)};
}

}  // namespace jacquard::cli
