// SPDX-License-Identifier: BSD-2-Clause
// Which zeros make a pattern structurally symmetric, its diagonal included.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace jacquard {

struct Coordinates {
  std::vector<std::int32_t> rows;     ///< dependents
  std::vector<std::int32_t> columns;  ///< independents
};

/// Coordinates that a pattern lacks though their mirror images are there, and what it lacks of the diagonal.
///
/// @param rows, columns          [num_entries]; may repeat; negative ones are no entries
/// @param equation_of   [num_independents] the dependent that is an independent's equation, or -1; several copies
/// of
///                      one unknown (ghosts of a periodic mesh) may have the same
/// Cost: O(e log(e / rows)); entries in columns without equation have no mirror image.
Coordinates missing_mirror_images(std::span<const std::int32_t> rows, std::span<const std::int32_t> columns,
                                  std::span<const std::int32_t> equation_of, std::size_t num_dependents);

}  // namespace jacquard
