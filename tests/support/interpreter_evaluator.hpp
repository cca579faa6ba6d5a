// SPDX-License-Identifier: BSD-2-Clause
// The oracle behind the seam: an evaluator that interprets, point by point.
#pragma once

#include <algorithm>
#include <span>
#include <vector>

#include "jacquard/error.hpp"
#include "jacquard/evaluator.hpp"
#include "jacquard/interpreter.hpp"

namespace jacquard::test {

/// Runs programs by the interpreter. Lanes beyond the last point are filled with rubbish, as the contract allows.
class InterpreterEvaluator final : public Evaluator {
 public:
  InterpreterEvaluator(std::span<const Program> programs, std::size_t lanes)
      : programs_(programs.begin(), programs.end()), lanes_(lanes) {}

  BatchLayout layout(std::size_t num_points) const override {
    return {lanes_, programs_.front().pattern.rows.num_entries(), num_points};
  }

  void write_constants(const Batch& batch) const override {
    const JacobianPattern& pattern = programs_.front().pattern;
    for (std::size_t e = 0; e < pattern.constants.size(); ++e) {
      if (!pattern.is_constant[e]) continue;
      for (std::size_t p = 0; p < batch.num_points; ++p) {
        batch.jacobian[layout(batch.num_points).offset(e, p)] = pattern.constants[e];
      }
    }
  }

  EvaluationStatus evaluate(const Batch& batch, Quantity quantity) const override {
    const Program& program = program_for(quantity);
    EvaluationStatus status;
    for (std::size_t p = 0; p < batch.num_points; ++p) {
      const bool flipped = evaluate_point(program, batch, p);
      if (flipped && status.num_flipped++ == 0) status.first_flipped = p;
      if (batch.flipped) batch.flipped[p] = flipped ? 1 : 0;
    }
    if (quantity != Quantity::residual) spoil_padding(batch);
    return status;
  }

  std::string description() const override { return "interpreter"; }

 private:
  const Program& program_for(Quantity quantity) const {
    for (const Program& program : programs_) {
      if (program.quantity == quantity) return program;
    }
    throw StateError("interpreter: no program for this quantity");
  }

  static std::size_t index(const std::int32_t* table, std::size_t k) {
    return table ? static_cast<std::size_t>(table[k]) : k;
  }

  bool evaluate_point(const Program& program, const Batch& batch, std::size_t p) const {
    std::vector<double> x(program.num_independents), parameters(program.num_parameters);
    for (std::size_t k = 0; k < x.size(); ++k) x[k] = batch.state[index(batch.gather, k * batch.gather_stride + p)];
    for (std::size_t k = 0; k < parameters.size(); ++k) {
      parameters[k] = batch.parameters[k][p * batch.parameter_strides[k]];
    }
    const PointValues<double> out = interpret<double>(program, x, parameters);
    for (std::size_t m = 0; m < out.residual.size(); ++m) {
      batch.result[index(batch.scatter, m * batch.scatter_stride + p)] = out.residual[m];
    }
    for (std::size_t e = 0; e < out.jacobian.size(); ++e) {
      if (program.pattern.is_constant[e]) continue;
      batch.jacobian[layout(batch.num_points).offset(e, p)] = out.jacobian[e];
    }
    return std::ranges::find(out.flipped_guards, true) != out.flipped_guards.end();
  }

  void spoil_padding(const Batch& batch) const {
    const BatchLayout layout = this->layout(batch.num_points);
    for (std::size_t e = 0; e < layout.num_entries; ++e) {
      for (std::size_t p = batch.num_points; p < layout.num_tiles() * lanes_; ++p)
        batch.jacobian[layout.offset(e, p)] = 1e300;
    }
  }

  std::vector<Program> programs_;
  std::size_t lanes_;
};

}  // namespace jacquard::test
