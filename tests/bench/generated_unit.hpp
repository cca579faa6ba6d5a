// SPDX-License-Identifier: BSD-2-Clause
// What a unit of generated code is built around: its scalar, and the loop over points.
#pragma once

#include <algorithm>
#include <cmath>
#include <iterator>

#include "generated_code.hpp"

#ifdef JACQUARD_BENCH_PACKS
#include "jacquard/kernels/compiled_unit.hpp"
#include "lanes.hpp"

namespace jacquard::bench {

using Real = Lanes;
inline constexpr std::size_t lanes = kernels::group_size;
inline Real load(const double* x) { return Pack::load(x); }
inline void store(const Real& value, double* to) { value.pack.store(to); }
inline Real sign_of(Real x) { return one_if_less(0.0, x) - one_if_less(x, 0.0); }

}  // namespace jacquard::bench
#else
namespace jacquard::bench {

using Real = double;
inline constexpr std::size_t lanes = 1;
inline Real sign_of(Real x) { return x < 0 ? -1 : x > 0 ? 1 : x; }

}  // namespace jacquard::bench
#endif

namespace jacquard::bench {

/// Runs `point(x, values)` over a batch, in the layout that GeneratedCode describes.
template <std::size_t num_independents, std::size_t num_entries, class Point>
void run_points(const double* x, std::size_t num_points, double* values, Point point) {
#ifdef JACQUARD_BENCH_PACKS
  Real independents[num_independents], entries[num_entries];
  for (std::size_t p = 0; p < num_points; p += Lanes::size) {
    for (std::size_t k = 0; k < num_independents; ++k) independents[k] = load(x + k * num_points + p);
    point(independents, entries);
    double* const tile = values + p / lanes * lanes * num_entries + p % lanes;
    for (std::size_t k = 0; k < num_entries; ++k) store(entries[k], tile + k * lanes);
  }
#else
  for (std::size_t p = 0; p < num_points; ++p) point(x + p * num_independents, values + p * num_entries);
#endif
}

}  // namespace jacquard::bench

/// Exports `point` with its rows and columns.
#define JACQUARD_BENCH_GENERATED(num_independents, rows, columns, point)                                           \
  extern "C" __attribute__((visibility("default"))) const jacquard::bench::GeneratedCode jacquard_bench_generated{ \
      jacquard::bench::lanes, std::size(rows), rows, columns,                                                      \
      [](const double* x, std::size_t num_points, double* values) {                                                \
        jacquard::bench::run_points<num_independents, std::size(rows)>(x, num_points, values, point);              \
      }};
