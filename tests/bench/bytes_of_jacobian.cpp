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

/// Something that depends on every independent.
Group sum_of_independents(const Points& points, std::size_t first, std::size_t num_independents) {
  Group sum{};
  for (std::size_t k = 0; k < num_independents; ++k)
    for (std::size_t lane = 0; lane < group_size; ++lane)
      sum[lane] += points.by_component[k * points.num_points + first + lane];
  return sum;
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
      for (std::size_t first = 0; first < points.num_points; first += group_size) {
        const Group sum = sum_of_independents(points, first, extents.num_independents);
        for (const std::size_t entry : variable)
          std::ranges::copy(sum, output + first * num_entries + entry * group_size);
      }
    };
    return run;
  };
  return {"bytes of J, read and written", Quantity::jacobian, Origin::floor, false, start};
}

}  // namespace jacquard::bench
