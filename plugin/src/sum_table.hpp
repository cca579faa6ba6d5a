// SPDX-License-Identifier: BSD-2-Clause
// Dependents that are sums: lists of terms that share their beginnings.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "jacquard/sites.hpp"
#include "operation.hpp"

namespace jacquard {

/// One term of a sum: sign * state.
struct SumTerm {
  StateIndex state = 0;
  std::int8_t sign = 1;
};

/// A sum is named by its last term, so that a copy of it stays what it was when more is added.
class SumTable {
 public:
  static constexpr std::uint32_t empty = 0xffffffffu;

  /// The sum `previous` (or `empty`) plus `term`.
  std::uint32_t add(std::uint32_t previous, SumTerm term) {
    entries_.push_back({term, previous, Operation::no_state});
    return static_cast<std::uint32_t>(entries_.size() - 1);
  }

  /// In the order in which they were added.
  std::vector<SumTerm> terms(std::uint32_t sum) const {
    std::vector<SumTerm> terms;
    for (; sum != empty; sum = entries_[sum].previous) terms.push_back(entries_[sum].term);
    std::reverse(terms.begin(), terms.end());
    return terms;
  }

  /// The state entry that holds the sum, or Operation::no_state.
  StateIndex& state(std::uint32_t sum) { return entries_[sum].state; }

 private:
  struct Entry {
    SumTerm term;
    std::uint32_t previous;
    StateIndex state;
  };
  std::vector<Entry> entries_;
};

}  // namespace jacquard
