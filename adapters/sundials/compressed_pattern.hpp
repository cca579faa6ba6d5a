// SPDX-License-Identifier: BSD-2-Clause
// A session's coordinates in compressed rows or columns, with the diagonal that implicit steps add to.
#pragma once

#include <sundials/sundials_types.h>

#include <cstdint>
#include <span>
#include <vector>

namespace jacquard::sundials {

/// Value number `entry` is added to stored number `slot`.
struct Addition {
  std::size_t entry = 0;
  std::size_t slot = 0;
};

/// Lines are columns (CSC) or rows (CSR).
struct CompressedPattern {
  std::vector<sunindextype> line_offsets;  ///< [num_lines + 1]
  std::vector<sunindextype> indices;       ///< [num_stored], ascending within a line
  std::vector<Addition> additions;         ///< one for each coordinate

  std::size_t num_stored() const { return indices.size(); }
};

/// @param lines, indices  [num_entries], may repeat; negative ones are no entries; square, `num_lines` each way.
CompressedPattern compress(std::span<const std::int32_t> lines, std::span<const std::int32_t> indices,
                           std::size_t num_lines);

}  // namespace jacquard::sundials
