// SPDX-License-Identifier: BSD-2-Clause
// Counting the plain and the effective cost on the machine of lowering_time.hpp, and lowering.
#include "count_estimate.hpp"

#include <algorithm>

#include "jacquard/policies/lowering_time.hpp"

namespace jacquard::cli {

namespace {

// Milliseconds.
constexpr double linearize_per_vertex = 2e-4;
constexpr double count_per_vertex = 1.5e-3;
constexpr double count_per_multiplication = 4e-5;
constexpr double most_slowness = 3.0;  // a larger one says that the measurement was interrupted

constexpr double effective_share = 0.75;  // of plain multiplications, where fill-in has replaced most units

/// The emitted cost is known where it was searched for, and of no use without a residual.
double lowering(bool is_lowered, CostChoice choice, double cost) {
  if (!is_lowered || choice == CostChoice::emitted) return 0.0;
  return policies::lowering_milliseconds(choice == CostChoice::effective ? cost : effective_share * cost);
}

}  // namespace

CountEstimate estimate_count(const policies::GraphFile& subject, CostChoice choice, double linearize_milliseconds) {
  const auto num_vertices = static_cast<double>(subject.graph.num_vertices());
  const double slowness =
      std::clamp(linearize_milliseconds / (linearize_per_vertex * (num_vertices + 1.0)), 1.0, most_slowness);
  const bool is_lowered = subject.residual.has_value();
  return [=](std::uint64_t found) {
    const auto cost = static_cast<double>(found);
    return slowness *
           (count_per_vertex * num_vertices + count_per_multiplication * cost + lowering(is_lowered, choice, cost));
  };
}

}  // namespace jacquard::cli
