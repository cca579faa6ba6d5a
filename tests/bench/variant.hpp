// SPDX-License-Identifier: BSD-2-Clause
// One way to compute F, J or both of a task at many points.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "jacquard/program.hpp"
#include "tasks.hpp"

namespace jacquard::bench {

/// What a variant gives at one point; what it does not compute stays as it was.
struct PointResults {
  std::vector<double> residual;  ///< [num_dependents]
  std::vector<double> jacobian;  ///< [num_dependents x num_independents], column fastest
};

/// A variant set up for a batch of points. It writes into a buffer of its caller, in a layout of its own.
struct Run {
  std::size_t extent = 0;                       ///< doubles in the buffer
  std::function<void(double* output)> prepare;  ///< once per buffer, before evaluate; may be empty
  std::function<void(double* output)> evaluate;
  std::function<void(const double* output, std::size_t point, PointResults& results)> read;
};

enum class Origin {
  ours,
  baseline,  ///< the residual itself
  peer,      ///< software that is not ours, as shipped, or a method written by hand
  retyped,   ///< a peer's method or code on our packs
};

/// As variants' names have it.
inline const char* name_of(Quantity quantity) {
  constexpr const char* names[] = {"F", "J", "F and J"};
  return names[static_cast<std::size_t>(quantity)];
}

struct Variant {
  std::string name;
  Quantity quantity = Quantity::jacobian;  ///< what is asked for; peers may compute F on the way to J
  Origin origin = Origin::peer;
  bool is_approximate = false;                     ///< difference quotients: their error is reported, not refused
  std::function<Run(const Points& points)> start;  ///< `points` outlive the run
};

/// Runs `kernel(x, values)` point after point over arrays with one row a point, as scalar frameworks like it.
///
/// @param kernel  writes F, [num_dependents], or J, [num_dependents x num_independents], by `quantity`.
template <class Kernel>
Run run_by_point(const Points& points, Extents extents, Quantity quantity, Kernel kernel) {
  const std::size_t n = extents.num_independents, m = extents.num_dependents;
  const std::size_t num_values = quantity == Quantity::residual ? m : m * n;
  Run run;
  run.extent = num_values * points.num_points;
  run.evaluate = [&points, n, num_values, kernel](double* output) mutable {
    for (std::size_t p = 0; p < points.num_points; ++p)
      kernel(points.by_point.data() + p * n, output + p * num_values);
  };
  run.read = [quantity, num_values](const double* output, std::size_t point, PointResults& results) {
    auto& values = quantity == Quantity::residual ? results.residual : results.jacobian;
    values.assign(output + point * num_values, output + (point + 1) * num_values);
  };
  return run;
}

/// The residual on doubles, hand-written dual numbers and difference quotients.
std::vector<Variant> scalar_variants(const Task& task);

/// The residual and hand-written dual numbers on packs.
std::vector<Variant> pack_variants(const Task& task);

/// Tile and compiled evaluators, for several elimination orders.
std::vector<Variant> own_variants(const Task& task);

std::vector<Variant> sacado_variants(const Task& task);
std::vector<Variant> adolc_variants(const Task& task);

/// C code that CasADi and CppADCodeGen wrote, compiled into <folder>/<task>.<generator>.so; whatever is there.
std::vector<Variant> generated_variants(const Task& task, const std::string& folder);

}  // namespace jacquard::bench
