// SPDX-License-Identifier: BSD-2-Clause
// Points that are evaluated together, and what is found; kernels that are compiled at run time include it, and only
// what costs a compiler little.
#pragma once

#include <cstddef>
#include <cstdint>

namespace jacquard {

/// Where entry k of point p stands in a batch's Jacobian values.
///
/// Tiles of `lanes` points, batch fastest within a tile: [num_tiles x num_entries x lanes].
/// A CPU uses 8 lanes whatever its instruction set; a GPU uses one tile as wide as the padded batch.
struct BatchLayout {
  std::size_t lanes = 1;
  std::size_t num_entries = 0;
  std::size_t num_points = 0;

  std::size_t num_tiles() const { return (num_points + lanes - 1) / lanes; }

  /// Doubles that the buffer must hold. Lanes beyond the last point are scratch: evaluations may write them.
  std::size_t extent() const { return num_tiles() * lanes * num_entries; }
  std::size_t offset(std::size_t entry, std::size_t point) const {
    return ((point / lanes) * num_entries + entry) * lanes + point % lanes;
  }
};

/// Gather, data and scatter of the points of one evaluation; all pointers in the evaluator's memory space.
struct Batch {
  std::size_t num_points = 0;
  const double* state = nullptr;               ///< what `gather` indexes
  const std::int32_t* gather = nullptr;        ///< independent k of point p: state[gather[k * gather_stride + p]];
                                               ///< without a table: state[k * gather_stride + p]
  std::size_t gather_stride = 0;
  const double* const* parameters = nullptr;   ///< parameter k of point p: parameters[k][p * parameter_strides[k]]
  const std::uint8_t* parameter_strides = nullptr;  ///< 0 (all points share) or 1
  double* result = nullptr;                    ///< what `scatter` indexes; may be other places of `state`
  const std::int32_t* scatter = nullptr;       ///< residual m of point p: result[scatter[m * scatter_stride + p]];
                                               ///< without a table: result[m * scatter_stride + p]
  std::size_t scatter_stride = 0;
  double* jacobian = nullptr;                  ///< in layout(num_points)
  std::uint8_t* flipped = nullptr;             ///< optional, [num_points]: 1 where a guard flipped, else 0
};

/// What one evaluation found.
struct EvaluationStatus {
  std::size_t num_flipped = 0;   ///< points where a guard flipped; their results are not valid
  std::size_t first_flipped = 0; ///< lowest such point, if any

  friend bool operator==(const EvaluationStatus&, const EvaluationStatus&) = default;
};

}  // namespace jacquard
