// SPDX-License-Identifier: BSD-2-Clause
// Comparison of a captured residual with the user's own, and the perturbed point at which terms cannot hide.
#include "cross_check.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>

namespace jacquard {
namespace {

/// Between 1/2 and 1, well mixed in `k` (the multiplier is 2^64 over the golden ratio).
double fraction(std::size_t k) {
  std::uint64_t mixed = (k + 1) * 0x9e3779b97f4a7c15u;
  mixed ^= mixed >> 32;
  return 0.5 + static_cast<double>(mixed & 0xffffffu) * 0x1p-25;
}

bool agree(double expected, double found, double scale, double tolerance) {
  if (expected == found || (std::isnan(expected) && std::isnan(found))) return true;
  const double extent = std::abs(expected) + (std::isfinite(scale) ? scale : 0.0);
  return std::isfinite(expected) && std::abs(expected - found) <= tolerance * extent;
}

/// The sum of term(k), k = 0 .. size - 1, in eight parts: the compiler makes packs of it.
template <class Term>
double sum_in_lanes(std::size_t size, Term&& term) {
  constexpr std::size_t num_lanes = 8;
  double lanes[num_lanes] = {};
  const std::size_t end_of_packs = size / num_lanes * num_lanes;
  for (std::size_t k = 0; k < end_of_packs; k += num_lanes) {
    for (std::size_t lane = 0; lane < num_lanes; ++lane) lanes[lane] += term(k + lane);
  }
  for (std::size_t k = end_of_packs; k < size; ++k) lanes[k % num_lanes] += term(k);
  return std::accumulate(std::begin(lanes), std::end(lanes), 0.0);
}

// As agree(), but for equal infinities and NaNs. Times 0, what is not finite is a NaN.
bool all_surely_agree(std::span<const double> expected, std::span<const double> found,
                      std::span<const double> scales, double tolerance) {
  const double num_in_doubt = sum_in_lanes(expected.size(), [&](std::size_t i) {
    const double allowed = tolerance * (std::abs(expected[i]) + scales[i]);
    return (std::abs(expected[i] - found[i]) <= allowed ? 0.0 : 1.0) + 0.0 * allowed;
  });
  return num_in_doubt == 0.0;
}

}  // namespace

std::optional<Disagreement> find_disagreement(std::span<const double> expected, std::span<const double> found,
                                              std::span<const double> scales, double tolerance,
                                              std::span<const std::uint8_t> skip) {
  if (!scales.empty() && all_surely_agree(expected, found, scales, tolerance)) return std::nullopt;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    if (agree(expected[i], found[i], scales.empty() ? 0.0 : scales[i], tolerance)) continue;
    if (skip.empty() || skip[i] == 0) return Disagreement{i, expected[i], found[i]};
  }
  return std::nullopt;
}

void perturb(std::span<const double> x, std::span<const std::uint8_t> is_used, std::size_t num_components,
             double step, std::span<double> moved) {
  std::vector<double> largest(num_components, 0.0);
  for (std::size_t k = 0; k < x.size(); ++k) {
    double& own = largest[k % num_components];
    if (is_used[k]) own = std::max(own, std::abs(x[k]));
  }
  for (double& own : largest) own = own == 0.0 ? 1.0 : own;
  for (std::size_t k = 0; k < x.size(); ++k) {
    moved[k] = x[k] + step * fraction(k) * largest[k % num_components];
  }
}

std::optional<std::size_t> find_non_finite(std::span<const double> values, std::span<const std::uint8_t> is_used) {
  if (sum_in_lanes(values.size(), [&](std::size_t k) { return 0.0 * values[k]; }) == 0.0) return std::nullopt;
  for (std::size_t k = 0; k < values.size(); ++k) {
    if (!std::isfinite(values[k]) && (is_used.empty() || is_used[k] != 0)) return k;
  }
  return std::nullopt;
}

}  // namespace jacquard
