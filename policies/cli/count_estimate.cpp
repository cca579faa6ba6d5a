// SPDX-License-Identifier: BSD-2-Clause
// Constants fitted to graphs of 1,000 to 8,000 vertices (chains, fans, layers, stencils, random), one count in a
// fresh process.
#include "count_estimate.hpp"

#include <algorithm>

namespace jacquard::cli {

namespace {

// Milliseconds.
constexpr double linearize_per_vertex = 2e-4;
constexpr double count_per_vertex = 1.5e-3;
constexpr double count_per_multiplication = 4e-5;
constexpr double lowering_per_multiplication = 3.8e-4;
constexpr double lowering_per_effective = 6.4e-4;  // those by units come on top, and still leave sums
constexpr double most_slowness = 3.0;              // a larger one says that the measurement was interrupted

/// The emitted cost is known where it was searched for, and of no use without a residual.
double lowering(const policies::GraphFile& subject, CostChoice choice) {
  if (!subject.residual || choice == CostChoice::emitted) return 0.0;
  return choice == CostChoice::effective ? lowering_per_effective : lowering_per_multiplication;
}

}  // namespace

CountEstimate estimate_count(const policies::GraphFile& subject, CostChoice choice, double linearize_milliseconds) {
  const auto num_vertices = static_cast<double>(subject.graph.num_vertices());
  const double slowness =
      std::clamp(linearize_milliseconds / (linearize_per_vertex * (num_vertices + 1.0)), 1.0, most_slowness);
  return {slowness * count_per_vertex * num_vertices,
          slowness * (count_per_multiplication + lowering(subject, choice))};
}

}  // namespace jacquard::cli
