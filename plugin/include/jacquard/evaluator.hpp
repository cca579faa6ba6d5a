// SPDX-License-Identifier: BSD-2-Clause
// The seam behind which programs run: interpreter, tiles, compiled kernels.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "jacquard/batch.hpp"
#include "jacquard/quantity.hpp"

namespace jacquard {

/// Runs the programs of one residual at a batch of points; one evaluation at a time.
///
/// Points of one batch run in no particular order, and so do loads and stores of a point: none may gather what one
/// of them scatters.
class Evaluator {
 public:
  virtual ~Evaluator() = default;

  virtual BatchLayout layout(std::size_t num_points) const = 0;

  /// Writes the constant entries of the pattern; once per Jacobian buffer.
  virtual void write_constants(const Batch& batch) const = 0;

  /// Computes F, J or both; constant entries of J are left alone. Allocates nothing; results are complete
  /// when it returns (a GPU is fenced, since the count of flipped guards is read back).
  /// @throws ShapeError if a pointer that `quantity` needs is null; StateError if there is no such program.
  virtual EvaluationStatus evaluate(const Batch& batch, Quantity quantity) const = 0;

  /// For reports: "tile, avx512, 8 lanes"; may change as evaluations go on.
  virtual std::string description() const = 0;
};

}  // namespace jacquard
