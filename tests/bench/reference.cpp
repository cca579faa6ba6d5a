// SPDX-License-Identifier: BSD-2-Clause
// Interprets the captured graph in long double: tangents through the graph, which no elimination touches.
#include "reference.hpp"

#include <cmath>
#include <limits>

#include "jacquard/interpreter.hpp"

namespace jacquard::bench {
namespace {

constexpr std::size_t most_checked_points = 24;

/// Largest exact entry of the column of entry `k`.
long double column_maximum(std::span<const long double> exact, std::size_t num_columns, std::size_t k) {
  long double largest = 0.0L;
  for (std::size_t at = k % num_columns; at < exact.size(); at += num_columns) {
    largest = std::fmax(largest, std::abs(exact[at]));
  }
  return largest;
}

// A row that is zero because all its terms cancel (a species that only collides) is held to the size of such terms,
// which the other rows of each column have.
double largest_error(std::span<const double> found, std::span<const long double> exact, std::size_t num_columns) {
  double largest = 0.0;
  for (std::size_t row = 0; row < exact.size(); row += num_columns) {
    long double row_maximum = 0.0L;
    for (const long double entry : exact.subspan(row, num_columns))
      row_maximum = std::fmax(row_maximum, std::abs(entry));
    for (std::size_t k = row; k < row + num_columns; ++k) {
      const long double floor =
          row_maximum > 0.0L ? 1e-8L * row_maximum : 1e-6L * column_maximum(exact, num_columns, k);
      const long double scale = std::fmax(std::abs(exact[k]), floor);
      const double error = static_cast<double>(std::abs(found[k] - exact[k]) / scale);
      if (found[k] == exact[k]) continue;            // also zero in a row of zeros
      largest = error <= largest ? largest : error;  // NaN is kept
      if (std::isnan(largest)) return std::numeric_limits<double>::infinity();
    }
  }
  return largest;
}

}  // namespace

Reference::Reference(const Task& task, const Points& points) : extents_(extents_of(task)) {
  const ComputationalGraph graph = captured_graph(task);
  const std::size_t step = (points.num_points + most_checked_points - 1) / most_checked_points;
  for (std::size_t p = points.num_points - 1; p < points.num_points; p -= step) {  // the last one always
    std::vector<long double> x;
    for (std::size_t k = 0; k < extents_.num_independents; ++k) {
      x.push_back(points.by_point[p * extents_.num_independents + k]);
    }
    const auto values = evaluate<long double>(graph, x, {});
    std::vector<long double> residual;
    for (const VertexId dependent : graph.dependents()) residual.push_back(values[dependent.value]);
    points_.push_back({p, residual, forward_sweep<long double>(graph, x, {})});
  }
}

double Reference::max_relative_error(const Variant& variant, const Run& run, const double* output) const {
  constexpr double unset = std::numeric_limits<double>::quiet_NaN();
  const std::size_t n = extents_.num_independents, m = extents_.num_dependents;
  double largest = 0.0;
  for (const Point& point : points_) {
    PointResults results{std::vector<double>(m, unset), std::vector<double>(m * n, unset)};
    run.read(output, point.index, results);
    if (variant.quantity != Quantity::jacobian) {
      // Of F, the row is the whole vector.
      largest = std::max(largest, largest_error(results.residual, point.residual, m));
    }
    if (variant.quantity != Quantity::residual) {
      largest = std::max(largest, largest_error(results.jacobian, point.jacobian, n));
    }
  }
  return largest;
}

}  // namespace jacquard::bench
