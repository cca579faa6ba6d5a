// SPDX-License-Identifier: BSD-2-Clause
// Points at which programs are timed.
#pragma once

#include <cstdint>
#include <vector>

#include "jacquard/program.hpp"

namespace jacquard::cli {

/// Independents, then parameters, batch fastest: [num_columns x num_points].
struct TunePoints {
  std::size_t num_points = 0;
  std::vector<double> columns;
};

/// Points close to `known` (independents, then parameters) or, where it is empty, to a random point at which all
/// numbers are finite: special values take slow paths that are not to be measured.
/// @throws OrderError if no such point was found.
TunePoints tune_points(const Program& program, const std::vector<double>& known, std::size_t num_points,
                       std::uint64_t seed);

}  // namespace jacquard::cli
