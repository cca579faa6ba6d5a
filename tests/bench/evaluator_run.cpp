// SPDX-License-Identifier: BSD-2-Clause
// Buffers of an evaluator, and what stands where in them.
#include "evaluator_run.hpp"

#include <stdexcept>

namespace jacquard::bench {
namespace {

void read_entries(const JacobianPattern& pattern, const BatchLayout& layout, const double* values,
                  std::size_t point, PointResults& results, std::size_t num_columns) {
  results.jacobian.assign(pattern.rows.num_rows() * num_columns, 0.0);
  for (std::size_t row = 0; row < pattern.rows.num_rows(); ++row) {
    for (std::uint32_t k = pattern.rows.row_offsets[row]; k < pattern.rows.row_offsets[row + 1]; ++k) {
      results.jacobian[row * num_columns + pattern.rows.columns[k]] = values[layout.offset(k, point)];
    }
  }
}

}  // namespace

Run run_of(const std::shared_ptr<Prepared>& prepared, Quantity quantity, Extents extents, const double* state,
           std::size_t num_points) {
  const BatchLayout layout = prepared->evaluator->layout(num_points);
  const auto batch_for = [=](double* output) {
    Batch batch;
    batch.num_points = num_points;
    batch.state = state;
    batch.gather_stride = batch.scatter_stride = num_points;
    batch.jacobian = output;
    batch.result = output + layout.extent();
    return batch;
  };
  Run run;
  run.extent = layout.extent() + extents.num_dependents * num_points;
  if (quantity != Quantity::residual) {
    run.prepare = [=](double* output) { prepared->evaluator->write_constants(batch_for(output)); };
  }
  run.evaluate = [=](double* output) {
    const EvaluationStatus status = prepared->evaluator->evaluate(batch_for(output), quantity);
    if (status.num_flipped > 0) throw std::runtime_error("a point takes another branch than the captured one");
  };
  run.read = [=](const double* output, std::size_t point, PointResults& results) {
    if (quantity != Quantity::jacobian) {
      for (std::size_t i = 0; i < extents.num_dependents; ++i) {
        results.residual[i] = output[layout.extent() + i * num_points + point];
      }
    }
    if (quantity != Quantity::residual) {
      read_entries(prepared->pattern, layout, output, point, results, extents.num_independents);
    }
  };
  return run;
}

}  // namespace jacquard::bench
