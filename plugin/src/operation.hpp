// SPDX-License-Identifier: BSD-2-Clause
// One recorded elemental.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <limits>

#include "jacquard/active.hpp"

namespace jacquard {

/// One recorded elemental. An argument is an ActiveTag's index, or the bits of a literal.
struct Operation {
  static constexpr std::int32_t no_state = std::numeric_limits<std::int32_t>::min();

  Elemental elemental = Elemental::literal;
  std::array<ActiveKind, 3> kinds{ActiveKind::none, ActiveKind::none, ActiveKind::none};
  std::uint32_t unit : 31 = 0;         ///< which unit claimed it; 0 while none has
  std::uint32_t is_for_guard : 1 = 0;  ///< whether it was claimed for a branch, not for a root
  std::int32_t state = no_state;       ///< the state entry that holds its value, if any
  std::uint32_t local = 0;             ///< its number within its unit, once that is closed
  std::array<std::uint64_t, 3> arguments{};

  friend bool operator==(const Operation&, const Operation&) = default;
};

inline std::size_t arity(const Operation& operation) {
  std::size_t count = 0;
  while (count < 3 && operation.kinds[count] != ActiveKind::none) ++count;
  return count;
}

inline double literal_argument(const Operation& operation, std::size_t k) {
  return std::bit_cast<double>(operation.arguments[k]);
}

}  // namespace jacquard
