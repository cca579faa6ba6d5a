// SPDX-License-Identifier: BSD-2-Clause
// Entries of a new pattern in an old one.
#include "entry_matching.hpp"

#include <catch2/catch.hpp>

using namespace jacquard;

namespace {

using Numbers = std::vector<std::int32_t>;
using Matches = std::vector<std::uint32_t>;

std::optional<Matches> match(const Numbers& known_rows, const Numbers& known_columns, const Numbers& rows,
                             const Numbers& columns) {
  return match_entries({known_rows, known_columns}, {rows, columns}, 3);
}

}  // namespace

TEST_CASE("Entries are found by their coordinates in any order; places without one are said to have none",
          "[adapters]") {
  CHECK(match({0, 2, 1, 1, -1}, {5, 0, 7, 3, -1}, {1, -1, 0}, {7, -1, 5}) ==
        Matches{2, no_entry, 0, no_entry, no_entry});
}

TEST_CASE("An entry without a place leaves no match", "[adapters]") {
  CHECK_FALSE(match({0, 1}, {0, 0}, {0}, {1}));
  CHECK_FALSE(match({0, 1}, {0, 0}, {2}, {0}));
  CHECK(match({0, 1}, {0, 0}, {}, {}) == Matches{no_entry, no_entry});
}

TEST_CASE("Coordinates that repeat need as many places", "[adapters]") {
  CHECK(match({1, 1, 1}, {4, 4, 2}, {1, 1}, {4, 4}) == Matches{0, 1, no_entry});
  CHECK_FALSE(match({1, 1}, {4, 2}, {1, 1}, {4, 4}));
}
