// SPDX-License-Identifier: BSD-2-Clause
// Holds captured residuals to one graph of everything, and to the residual itself.
#pragma once

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <random>
#include <span>
#include <vector>

#include "jacquard/capture.hpp"
#include "support/site_oracle.hpp"

namespace jacquard::test {

inline constexpr unsigned default_seed = 20231;

inline std::vector<double> random_point(std::size_t size, double low, double high) {
  std::mt19937_64 generator(default_seed);
  std::uniform_real_distribution<double> uniform(low, high);
  std::vector<double> x(size);
  for (double& value : x) value = uniform(generator);
  return x;
}

/// Folded and whole captures do the same operations; only tangents are summed in another order, path by
/// path within a unit first. A dependent of these models has at most a few hundred paths, each of them
/// within the scale of the largest entry: one rounding of that scale for each.
inline void check_close(std::span<const double> found, std::span<const double> expected) {
  REQUIRE(found.size() == expected.size());
  double scale = 1.0, worst = 0.0;
  std::size_t worst_entry = 0;
  for (std::size_t k = 0; k < found.size(); ++k) {
    scale = std::max(scale, std::abs(expected[k]));
    const double difference = std::abs(found[k] - expected[k]);
    if (difference <= worst) continue;  // a NaN is worst of all
    worst = difference;
    worst_entry = k;
  }
  INFO("seed " << default_seed << ", entry " << worst_entry << " of scale " << scale);
  CHECK(worst <= 256 * std::numeric_limits<double>::epsilon() * scale);
}

/// Captures at x both ways and compares F and J at y, which takes the same branches.
template <class Model>
CapturedResidual check_sites(const Model& model, std::span<const double> x, std::span<const double> y,
                             const CaptureShape& shape) {
  const ActiveResidual active = [&](std::span<const Active> in, std::span<Active> out) { model(in, out); };
  CapturedResidual captured = capture_sites(active, x, shape);
  const CapturedGraph whole = capture_graph(active, x, shape.num_dependents);
  std::vector<double> parameters;
  for (const double* address : whole.parameters) parameters.push_back(*address);

  const SiteValues found = SiteOracle(captured).evaluate(y);
  CHECK(found.num_flipped_guards == 0);
  std::vector<double> expected(shape.num_dependents);
  model(y, std::span<double>(expected));
  check_close(found.residual, expected);
  check_close(found.jacobian, forward_sweep<double>(whole.graph, y, parameters));
  return captured;
}

template <class Model>
CapturedResidual check_sites(const Model& model, std::span<const double> x, const CaptureShape& shape) {
  std::vector<double> y(x.begin(), x.end());
  for (double& value : y) value *= 1.0 + 1e-6;  // keeps signs, and with them branches
  return check_sites(model, x, y, shape);
}

inline std::vector<std::size_t> site_counts(const CapturedResidual& captured) {
  std::vector<std::size_t> counts;
  for (const SiteClass& site_class : captured.classes) counts.push_back(site_class.num_sites);
  std::sort(counts.begin(), counts.end());
  return counts;
}

}  // namespace jacquard::test
