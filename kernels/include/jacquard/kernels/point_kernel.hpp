// SPDX-License-Identifier: BSD-2-Clause
// All steps of a program at one point: what one thread of a GPU runs.
#pragma once

#include <cstddef>
#include <cstdint>

#include "jacquard/batch.hpp"
#include "jacquard/elementals.hpp"
#include "jacquard/kernels/tile_program.hpp"

namespace jacquard::kernels {

JACQUARD_FUNCTION inline double point_value(Elemental elemental, double a, double b, double c) {
  switch (elemental) {
#define JACQUARD_POINT_VALUE(name) \
  case Elemental::name:            \
    return rows::value<elementals::name>(a, b, c);
    JACQUARD_ELEMENTALS(JACQUARD_POINT_VALUE)
#undef JACQUARD_POINT_VALUE
    default:
      return 0.0;
  }
}

/// Program and batch in the memory space of the threads; trivially copyable.
struct PointKernel {
  const TileStep* steps = nullptr;
  std::size_t num_steps = 0;
  const double* literals = nullptr;
  double* slots = nullptr;  ///< [num_slots x num_threads], thread fastest, so that neighbours' accesses are one
  std::size_t num_threads = 0;
  std::size_t entry_stride = 0;  ///< lanes of the layout
  Batch batch;

  /// Runs point `p` in the slots of `thread`. @return whether a guard flipped.
  JACQUARD_FUNCTION bool run(std::size_t p, std::size_t thread) const {
    bool flipped = false;
    for (std::size_t s = 0; s < num_steps; ++s) flipped |= run_step(steps[s], p, thread);
    if (batch.flipped) batch.flipped[p] = flipped ? 1 : 0;
    return flipped;
  }

 private:
  JACQUARD_FUNCTION bool run_step(const TileStep& step, std::size_t p, std::size_t thread) const {
    switch (step.operation) {
      case TileOperation::load_independent:
        write(step.result, p, thread, independent(step.index, p));
        return false;
      case TileOperation::load_parameter:
        write(step.result, p, thread, batch.parameters[step.index][p * batch.parameter_strides[step.index]]);
        return false;
      case TileOperation::compute:
        write(step.result, p, thread,
              point_value(step.elemental, read(step.arguments[0], thread), read(step.arguments[1], thread),
                          read(step.arguments[2], thread)));
        return false;
      case TileOperation::store_entry:
        batch.jacobian[step.index * entry_stride + p] = read(step.arguments[0], thread);
        return false;
      case TileOperation::store_residual:
        residual(step.index, p) = read(step.arguments[0], thread);
        return false;
      case TileOperation::check_guard:
        return (read(step.arguments[0], thread) != 0.0) != step.outcome;
    }
    return false;
  }

  JACQUARD_FUNCTION double independent(std::size_t k, std::size_t p) const {
    const std::size_t at = k * batch.gather_stride + p;
    return batch.state[batch.gather ? static_cast<std::size_t>(batch.gather[at]) : at];
  }
  JACQUARD_FUNCTION double& residual(std::size_t m, std::size_t p) const {
    const std::size_t at = m * batch.scatter_stride + p;
    return batch.result[batch.scatter ? static_cast<std::size_t>(batch.scatter[at]) : at];
  }
  JACQUARD_FUNCTION double read(TileOperand operand, std::size_t thread) const {
    return operand.kind == TileOperand::Kind::literal ? literals[operand.index]
                                                      : slots[operand.index * num_threads + thread];
  }
  JACQUARD_FUNCTION void write(TileOperand result, std::size_t p, std::size_t thread, double value) const {
    if (result.kind == TileOperand::Kind::entry) {
      batch.jacobian[result.index * entry_stride + p] = value;
    } else {
      slots[result.index * num_threads + thread] = value;
    }
  }
};

}  // namespace jacquard::kernels
