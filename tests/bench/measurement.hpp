// SPDX-License-Identifier: BSD-2-Clause
// Checks variants against long double and times them in turn.
#pragma once

#include <string>
#include <vector>

#include "variant.hpp"

namespace jacquard::bench {

struct MeasurementOptions {
  std::vector<std::size_t> num_points{256, 1024, 4096, 16384, 65536};
  int repeats = 15;
  double milliseconds_a_sample = 1.0;  ///< evaluations are repeated until the clock is fine enough
  double most_milliseconds = 500.0;    ///< variants whose one evaluation takes longer are left out, and named
  double most_bytes = 2e9;             ///< likewise, of results
};

/// What was found about one variant at one number of points.
struct Record {
  std::string task;
  std::size_t num_points = 0;
  std::string variant;
  Quantity quantity = Quantity::jacobian;
  Origin origin = Origin::ours;
  double minimum_ns = 0.0;  ///< of one point
  double median_ns = 0.0;
  double max_relative_error = 0.0;
};

/// Measures all variants of one task on the calling thread: for each number of points, all are checked, then timed
/// in turn `repeats` times, so that what disturbs the machine disturbs all of them. Processor time is measured.
///
/// Peers whose results are off by more than 1e-9, relative to the larger of the exact entry and 1e-8 times the
/// largest one of its row, are left out and named. @throws std::runtime_error naming the variant if it is ours.
std::vector<Record> measure(const Task& task, const std::vector<Variant>& variants,
                            const MeasurementOptions& options);

}  // namespace jacquard::bench
