// SPDX-License-Identifier: BSD-2-Clause
// F and J in long double, and how far results are from them.
#pragma once

#include "variant.hpp"

namespace jacquard::bench {

/// Exact results of a task at a few of its points.
class Reference {
 public:
  Reference(const Task& task, const Points& points);

  /// Largest error of an entry, relative to the larger of it and 1e-8 times the largest entry of its row; in a row
  /// of zeros, relative to 1e-6 times the largest entry of its column.
  double max_relative_error(const Variant& variant, const Run& run, const double* output) const;

 private:
  struct Point {
    std::size_t index;
    std::vector<long double> residual, jacobian;
  };
  Extents extents_;
  std::vector<Point> points_;
};

}  // namespace jacquard::bench
