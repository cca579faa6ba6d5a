// SPDX-License-Identifier: BSD-2-Clause
// Which vertex may be eliminated next without giving up an optimal order.
#pragma once

#include "path_rows.hpp"

namespace jacquard::policies {

/// Whether nothing passes through `v`, so that its elimination is free and changes nothing else.
template <class Value>
bool is_dead(const PathRows<Value>& rows, std::uint32_t v) {
  return rows(Side::entering, v).entries.empty() || rows(Side::leaving, v).entries.empty();
}

/// Whether eliminating `v` makes no later elimination dearer.
///
/// So it is if `v` has one neighbour u to one side, all its edges to the other side are of the dearest kind,
/// and u is never eliminated or has edges of the dearest kind to all the same vertices: fill-in then only
/// replaces edges of `v` by edges of u that are there or cost nobody more.
template <class Value>
bool harms_nothing(const PathRows<Value>& rows, std::uint32_t v) {
  for (const Side side : {Side::entering, Side::leaving}) {
    const auto& single = rows(side, v).entries;
    if (single.size() != 1) continue;
    const std::uint32_t u = single.front().id;
    bool is_harmless = true;
    for (const auto& entry : rows(opposite(side), v)) {
      is_harmless = is_harmless && entry.value.is_dearest();
      if (rows.is_end(side, u) || !is_harmless) continue;
      const Value* parallel = rows(opposite(side), u).find(entry.id);
      is_harmless = parallel != nullptr && parallel->is_dearest();
    }
    if (is_harmless) return true;
  }
  return false;
}

/// Whether some optimal order of what is left starts with `v`; `bound` is a lower bound on its cost.
template <class Value>
bool is_safe(const PathRows<Value>& rows, std::uint32_t v, std::int64_t bound) {
  return is_dead(rows, v) || (rows.cost(v) == bound && harms_nothing(rows, v));
}

}  // namespace jacquard::policies
