// SPDX-License-Identifier: BSD-2-Clause
// Runs something over packs of points, from and to the layouts that our evaluators use.
#pragma once

#include <algorithm>
#include <array>

#include "jacquard/kernels/instruction_set.hpp"
#include "lanes.hpp"
#include "variant.hpp"

namespace jacquard::bench {

/// Runs `kernel(x, values)` pack after pack; tiles of kernels::group_size points, batch fastest within a tile.
///
/// Batches are whole numbers of tiles.
template <std::size_t n, std::size_t m, class Kernel>
Run run_by_pack(const Points& points, Quantity quantity, Kernel kernel) {
  constexpr std::size_t group = kernels::group_size;
  const std::size_t num_values = quantity == Quantity::residual ? m : m * n;
  Run run;
  run.extent = num_values * points.num_points;
  run.evaluate = [&points, num_values, kernel](double* output) {
    std::array<Lanes, n> x;
    std::array<Lanes, m * n> values;
    for (std::size_t p = 0; p < points.num_points; p += Lanes::size) {
      for (std::size_t k = 0; k < n; ++k) x[k] = Pack::load(points.by_component.data() + k * points.num_points + p);
      kernel(x.data(), values.data());
      double* const tile = output + p / group * group * num_values + p % group;
      for (std::size_t k = 0; k < num_values; ++k) values[k].pack.store(tile + k * group);
    }
  };
  run.read = [quantity, num_values](const double* output, std::size_t point, PointResults& results) {
    auto& values = quantity == Quantity::residual ? results.residual : results.jacobian;
    values.resize(num_values);
    for (std::size_t k = 0; k < num_values; ++k) {
      values[k] = output[(point / group * num_values + k) * group + point % group];
    }
  };
  return run;
}

}  // namespace jacquard::bench
