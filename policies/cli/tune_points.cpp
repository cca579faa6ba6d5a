// SPDX-License-Identifier: BSD-2-Clause
// Points at which programs are timed.
#include "tune_points.hpp"

#include <algorithm>
#include <cmath>
#include <random>
#include <span>

#include "jacquard/error.hpp"
#include "jacquard/interpreter.hpp"

namespace jacquard::cli {

namespace {

bool is_usable(const Program& program, std::span<const double> point) {
  const auto x = point.first(program.num_independents), p = point.subspan(program.num_independents);
  const PointValues<double> values = interpret<double>(program, x, p);
  return std::ranges::all_of(values.jacobian, [](double value) { return std::isfinite(value); }) &&
         std::ranges::none_of(values.flipped_guards, [](bool flipped) { return flipped; });
}

std::vector<double> random_point(const Program& program, std::mt19937_64& random) {
  constexpr int num_trials = 1000;
  constexpr double ranges[][2] = {{0.5, 1.5}, {0.1, 0.9}, {1.0, 4.0}, {-1.0, 1.0}};
  std::vector<double> point(program.num_independents + program.num_parameters);
  for (int trial = 0; trial < num_trials; ++trial) {
    const auto& range = ranges[trial % std::size(ranges)];
    std::uniform_real_distribution<double> uniform(range[0], range[1]);
    for (double& number : point) number = uniform(random);
    if (is_usable(program, point)) return point;
  }
  throw OrderError("tune: expected a point where the Jacobian is finite and no branch is left, found none in " +
                   std::to_string(num_trials) + " random ones");
}

}  // namespace

TunePoints tune_points(const Program& program, const std::vector<double>& known, std::size_t num_points,
                       std::uint64_t seed) {
  constexpr double relative_spread = 1e-6;  // so that no branch is left
  std::mt19937_64 random(seed);
  const std::vector<double> centre = known.empty() ? random_point(program, random) : known;
  std::uniform_real_distribution<double> factor(1.0 - relative_spread, 1.0 + relative_spread);
  TunePoints points{num_points, {}};
  for (const double number : centre)
    for (std::size_t p = 0; p < num_points; ++p) points.columns.push_back(number * factor(random));
  return points;
}

}  // namespace jacquard::cli
