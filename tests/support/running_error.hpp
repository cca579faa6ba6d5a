// SPDX-License-Identifier: BSD-2-Clause
// What rounding may do to a program's outputs: a running error analysis beside the values.
#pragma once

#include <cmath>
#include <limits>
#include <span>
#include <vector>

#include "jacquard/program.hpp"

namespace jacquard::test {

/// An output of a program and how far one evaluated in a lesser precision may be from it.
struct BoundedValue {
  long double value = 0.0L;
  long double error = 0.0L;  ///< to first order in the unit roundoff
};

struct BoundedOutputs {
  std::vector<BoundedValue> residual;  ///< [num_residuals]
  std::vector<BoundedValue> jacobian;  ///< [num_entries]
};

/// Evaluates a program in long double and bounds the error that the same program makes in `Real`.
///
/// An instruction's result is off by what its arguments are off, times its local partials, plus its own rounding of
/// at most 4 ulp, which is what the table of elementals promises.
/// Source: N. Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., section 3.3.
template <class Real>
class RunningErrorAnalysis {
 public:
  RunningErrorAnalysis(const Program& program, std::span<const long double> independents,
                       std::span<const long double> parameters)
      : program_(program), independents_(independents), parameters_(parameters), slots_(program.num_slots) {}

  BoundedOutputs run() {
    BoundedOutputs outputs{std::vector<BoundedValue>(program_.num_residuals),
                           std::vector<BoundedValue>(program_.pattern.rows.num_entries())};
    for (std::size_t k = 0; k < outputs.jacobian.size(); ++k)
      outputs.jacobian[k] = rounded(program_.pattern.constants[k]);
    std::size_t done = 0;
    for (const Store& store : program_.stores) {
      for (; done < store.position; ++done) execute(program_.instructions[done]);
      if (store.kind == OutputKind::residual) outputs.residual[store.index] = read(store.value);
      if (store.kind == OutputKind::jacobian) outputs.jacobian[store.index] = read(store.value);
    }
    return outputs;
  }

 private:
  static constexpr long double four_ulp = 4.0L * std::numeric_limits<Real>::epsilon();

  static BoundedValue rounded(long double value) { return {value, four_ulp * std::abs(value)}; }

  BoundedValue read(Operand operand) const {
    return operand.is_literal() ? BoundedValue{program_.literals[operand.index()], 0.0L} : slots_[operand.index()];
  }

  void execute(const Instruction& instruction) {
    BoundedValue& result = slots_[instruction.result.value];
    if (instruction.elemental == Elemental::independent) {
      result = {independents_[instruction.index], 0.0L};
    } else if (instruction.elemental == Elemental::parameter) {
      result = {parameters_[instruction.index], 0.0L};
    } else {
      result = applied(instruction);
    }
  }

  BoundedValue applied(const Instruction& instruction) const {
    const auto num_arguments = static_cast<std::size_t>(arity(instruction.elemental));
    std::array<BoundedValue, 3> operands{};
    std::array<long double, 3> arguments{};
    for (std::size_t k = 0; k < num_arguments; ++k) {
      operands[k] = read(instruction.arguments[k]);
      arguments[k] = operands[k].value;
    }
    BoundedValue result = rounded(value(instruction.elemental, arguments));
    if (is_comparison(instruction.elemental)) return result;
    const auto slopes = partials(instruction.elemental, arguments, result.value);
    for (std::size_t k = 0; k < num_arguments; ++k) {
      if (operands[k].error > 0.0L) result.error += std::abs(slopes[k]) * operands[k].error;
    }
    return result;
  }

  const Program& program_;
  std::span<const long double> independents_;
  std::span<const long double> parameters_;
  std::vector<BoundedValue> slots_;
};

}  // namespace jacquard::test
