// SPDX-License-Identifier: BSD-2-Clause
// How much of a straight line of values goes through memory because registers are few.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "piece_plan.hpp"

namespace jacquard::kernels {

/// Where each value is read.
class Reads {
 public:
  explicit Reads(const AssignedOnce& code) : positions_(code.last_use.size()) {
    for (std::uint32_t reader = 0; reader < code.last_use.size(); ++reader) {
      for (const ValueId value : code.arguments[reader])
        if (value != no_value) positions_[value].push_back(reader);
    }
  }

  std::size_t never() const { return positions_.size(); }

  /// The first position behind `position`, or never().
  std::size_t next(ValueId value, std::size_t position) const {
    const auto& reads = positions_[value];
    const auto next = std::ranges::upper_bound(reads, position);
    return next == reads.end() ? never() : *next;
  }

 private:
  std::vector<std::vector<std::uint32_t>> positions_;
};

/// Values in the registers, of which the one that is read last makes way (L. A. Belady). Counts what is stored
/// because it has to, and fetched again.
class RegisterFile {
 public:
  explicit RegisterFile(const Reads& reads) : reads_(reads) {}

  /// Before `position` reads it. @param is_new  it is fetched for the first time, which others count
  void read(ValueId value, std::size_t position, bool is_new) {
    const auto held = std::ranges::find(held_, value, &Held::value);
    if (held != held_.end()) {
      held->next_read = reads_.next(value, position);
      return;
    }
    if (!is_new) ++num_transfers_;
    hold({value, reads_.next(value, position), true});
  }

  void define(ValueId value) { hold({value, reads_.next(value, value), false}); }

  /// Stores and fetches.
  double num_transfers() const { return num_transfers_; }

 private:
  struct Held {
    ValueId value;
    std::size_t next_read;
    bool is_in_memory;
  };

  void hold(Held value) {
    constexpr std::size_t num_registers = 28;  // four of 32 for operands and constants
    std::erase_if(held_, [this](const Held& held) { return held.next_read == reads_.never(); });
    held_.push_back(value);
    if (held_.size() <= num_registers || value.next_read == reads_.never()) return;
    const auto last = std::ranges::max_element(held_, {}, &Held::next_read);
    if (!last->is_in_memory) ++num_transfers_;
    *last = held_.back();
    held_.pop_back();
  }

  const Reads& reads_;
  std::vector<Held> held_;
  double num_transfers_ = 0.0;
};

}  // namespace jacquard::kernels
