// SPDX-License-Identifier: BSD-2-Clause
// The arrays of one batch without index tables, and what the interpreter makes of them.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "jacquard/evaluator.hpp"
#include "jacquard/interpreter.hpp"

namespace jacquard::test {

inline constexpr double untouched = -7.25e200;

/// Where the first cache line begins in `storage`, which has 7 doubles more than are needed.
inline double* at_cache_line(std::vector<double>& storage) {
  const auto misalignment = reinterpret_cast<std::uintptr_t>(storage.data()) % 64 / sizeof(double);
  return storage.data() + (8 - misalignment) % 8;
}

/// Independents [num_independents x num_points], parameters likewise, outputs `untouched`; point fastest.
struct BatchArrays {
  std::size_t num_points;
  std::vector<double> state;
  std::vector<std::vector<double>> parameters;
  std::vector<double> result;
  std::vector<double> jacobian;
  std::vector<std::uint8_t> flipped;
  std::vector<const double*> parameter_pointers;
  std::vector<std::uint8_t> parameter_strides;

  BatchArrays(const Program& program, const BatchLayout& layout)
      : num_points(layout.num_points),
        state(program.num_independents * num_points),
        parameters(program.num_parameters, std::vector<double>(num_points)),
        result(program.num_residuals * num_points, untouched),
        jacobian(layout.extent(), untouched),
        flipped(num_points, 7),
        parameter_strides(program.num_parameters, 1) {
    for (const std::vector<double>& column : parameters) parameter_pointers.push_back(column.data());
  }

  Batch view() {
    return {.num_points = num_points,
            .state = state.data(),
            .gather_stride = num_points,
            .parameters = parameter_pointers.data(),
            .parameter_strides = parameter_strides.data(),
            .result = result.data(),
            .scatter_stride = num_points,
            .jacobian = jacobian.data(),
            .flipped = flipped.data()};
  }

  double& independent(std::size_t k, std::size_t p) { return state[k * num_points + p]; }

  /// What the oracle computes at point `p`.
  PointValues<double> interpreted(const Program& program, std::size_t p) const {
    std::vector<double> x, data;
    for (std::size_t k = 0; k < program.num_independents; ++k) x.push_back(state[k * num_points + p]);
    for (const std::vector<double>& column : parameters) data.push_back(column[p]);
    return interpret<double>(program, x, data);
  }
};

}  // namespace jacquard::test
