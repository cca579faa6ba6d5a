// SPDX-License-Identifier: BSD-2-Clause
// How many operations a capture of a mesh keeps; apart, so that tests can make them few.
#pragma once

#include <cstddef>
#include <span>

#include "jacquard/capture.hpp"

namespace jacquard {

struct CaptureWindow {
  std::size_t most = std::size_t(1) << 18;         ///< operations kept at most
  std::size_t comfortable = std::size_t(1) << 16;  ///< and where units close often
};

/// capture_sites() with a window of its own.
CapturedResidual capture_sites_within(const CaptureWindow& window, const ActiveResidual& residual,
                                      std::span<const double> x, const CaptureShape& shape);

}  // namespace jacquard
