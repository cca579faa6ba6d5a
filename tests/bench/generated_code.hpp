// SPDX-License-Identifier: BSD-2-Clause
// What a compiled unit of generated C code exports.
#pragma once

#include <cstddef>
#include <cstdint>

#define JACQUARD_GENERATED_SYMBOL "jacquard_bench_generated"

namespace jacquard::bench {

/// The Jacobian of one task at a batch of points, entries in the generator's order.
struct GeneratedCode {
  std::size_t lanes;  ///< 1: x is [num_points x n], values are [num_points x entries];
                      ///< else x is [n x num_points], values are [num_points / lanes x entries x lanes]
  std::size_t num_entries;
  const std::uint32_t* rows;
  const std::uint32_t* columns;
  void (*run)(const double* x, std::size_t num_points, double* values);
};

}  // namespace jacquard::bench
