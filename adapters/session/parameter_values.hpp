// SPDX-License-Identifier: BSD-2-Clause
// Re-reads a capture's parameters and spreads them over the data columns of its classes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "jacquard/sites.hpp"

namespace jacquard {

/// Current values of a capture's parameters and of the work that depends on nothing else.
class ParameterValues {
 public:
  explicit ParameterValues(const CapturedResidual& captured);

  /// Reads all addresses; where a value differs from the last time (bit for bit), redoes the parameter-only
  /// work and rewrites the data columns of `captured`. Cost if nothing changed: one read each, no allocation.
  /// @return how many branches on parameters are taken otherwise than at capture.
  std::size_t refresh(CapturedResidual& captured);

 private:
  bool read(const CapturedResidual& captured);

  std::vector<double> inputs_;  ///< [num addresses], as last read
  bool is_fresh_ = false;
  std::size_t num_flipped_ = 0;
};

}  // namespace jacquard
