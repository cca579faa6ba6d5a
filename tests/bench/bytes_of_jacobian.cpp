// SPDX-License-Identifier: BSD-2-Clause
// What moving a Jacobian's bytes takes, in the layout of host evaluators: groups of points, entry by entry.
#include <algorithm>
#include <array>

#include "jacquard/kernels/instruction_set.hpp"
#include "variant.hpp"

namespace jacquard::bench {
namespace {

using kernels::group_size;
using Group = std::array<double, group_size>;

// In the widest registers there are, as the kernels that this is held against.
#if defined(__x86_64__)
#define JACQUARD_WIDEST __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define JACQUARD_WIDEST
#endif

/// Something that depends on every independent, for every entry of `variable`.
/// @param output  [num_points / group_size][num_entries][group_size]
JACQUARD_WIDEST void read_and_write(const Points& points, std::size_t num_independents,
                                    const std::vector<std::size_t>& variable, std::size_t num_entries,
                                    double* output) {
  for (std::size_t first = 0; first < points.num_points; first += group_size) {
    Group sum{};
    for (std::size_t k = 0; k < num_independents; ++k)
      for (std::size_t lane = 0; lane < group_size; ++lane)
        sum[lane] += points.by_component[k * points.num_points + first + lane];
    double* const group = output + first * num_entries;
    for (const std::size_t entry : variable) {
      for (std::size_t lane = 0; lane < group_size; ++lane) group[entry * group_size + lane] = sum[lane];
      __builtin_prefetch(group + (num_entries + entry) * group_size, 1);  // as kernels do
    }
  }
}

}  // namespace

Variant bytes_of_jacobian(const JacobianPattern& pattern, Extents extents) {
  const std::size_t num_entries = pattern.rows.num_entries();
  std::vector<std::size_t> variable;
  for (std::size_t entry = 0; entry < num_entries; ++entry)
    if (!pattern.is_constant[entry]) variable.push_back(entry);
  const auto start = [=](const Points& points) {
    Run run;
    run.extent = num_entries * points.num_points;
    run.evaluate = [=, &points](double* output) {
      read_and_write(points, extents.num_independents, variable, num_entries, output);
    };
    return run;
  };
  return {"bytes of J, read and written", Quantity::jacobian, Origin::floor, false, start};
}

}  // namespace jacquard::bench
