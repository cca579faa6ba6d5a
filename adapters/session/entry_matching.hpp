// SPDX-License-Identifier: BSD-2-Clause
// How entries of one pattern are found in another, so that what a solver knows of a matrix stays.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

namespace jacquard {

/// Entries by their coordinates; those with negative ones are none. Coordinates may repeat.
struct EntryList {
  std::span<const std::int32_t> rows;
  std::span<const std::int32_t> columns;
};

inline constexpr std::uint32_t no_entry = std::numeric_limits<std::uint32_t>::max();

/// For each of the `known` entries, one of `found` with the same coordinates, or `no_entry`.
///
/// Nothing if one of `found` has no place among the known ones, or not as often as it occurs.
/// Cost: O(e log(e / rows)).
std::optional<std::vector<std::uint32_t>> match_entries(const EntryList& known, const EntryList& found,
                                                        std::size_t num_rows);

}  // namespace jacquard
