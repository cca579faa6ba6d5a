// SPDX-License-Identifier: BSD-2-Clause
// Compiles programs with the host's compiler and times them against each other.
#pragma once

#include <string>
#include <vector>

#include "tune_candidates.hpp"
#include "tune_points.hpp"

namespace jacquard::cli {

struct TuneTime {
  double nanoseconds = 0.0;  ///< of one Jacobian, median
  double ratio = 1.0;        ///< median of the ratios to the first candidate's time in the same repeat
};

/// Times of all candidates on one thread. Repeats are interleaved: what else the machine does meets all of them.
/// @param name  of the residual, for the kernels' source.
/// @throws StateError if the compiler makes no kernel, saying why.
std::vector<TuneTime> tune_times(const std::vector<TuneCandidate>& candidates, const TunePoints& points,
                                 const std::string& name);

}  // namespace jacquard::cli
