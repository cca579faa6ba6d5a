// SPDX-License-Identifier: BSD-2-Clause
// How much of a straight line of values goes through memory because registers are few.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "piece_plan.hpp"

namespace jacquard::kernels {

/// Where each value is read next.
class Reads {
 public:
  explicit Reads(const AssignedOnce& code) : first_(code.last_use.size()), next_(code.last_use.size()) {
    std::vector<std::uint32_t> upcoming(code.last_use.size(), never());
    for (std::size_t reader = first_.size(); reader-- > 0;) {
      first_[reader] = upcoming[reader];
      const auto& arguments = code.arguments[reader];
      for (std::size_t k = 0; k < arguments.size(); ++k)
        if (arguments[k] != no_value) next_[reader][k] = upcoming[arguments[k]];
      for (const ValueId value : arguments)
        if (value != no_value) upcoming[value] = static_cast<std::uint32_t>(reader);
    }
  }

  std::uint32_t never() const { return static_cast<std::uint32_t>(first_.size()); }
  /// The first position that reads `value`, or never().
  std::uint32_t first(ValueId value) const { return first_[value]; }
  /// The first position behind `reader` that reads its argument `k`, too, or never().
  std::uint32_t next(ValueId reader, std::size_t k) const { return next_[reader][k]; }

 private:
  std::vector<std::uint32_t> first_;
  std::vector<std::array<std::uint32_t, 3>> next_;
};

/// Values in the registers, of which the one that is read last makes way (L. A. Belady). Counts what is stored
/// because it has to, and fetched again.
class RegisterFile {
 public:
  explicit RegisterFile(const Reads& reads) : reads_(reads) {}

  /// `reader` reads its argument `k`, which is `value`. @param is_new  it is fetched for the first time, which
  /// others count
  void read(ValueId value, ValueId reader, std::size_t k, bool is_new) {
    const std::uint32_t next_read = reads_.next(reader, k);
    const std::size_t place =
        static_cast<std::size_t>(std::find(values_.data(), values_.data() + num_held_, value) - values_.data());
    if (place < num_held_) {
      next_reads_[place] = next_read;
      has_spent_ |= next_read == reads_.never();
      return;
    }
    if (!is_new) ++num_transfers_;
    hold(value, next_read, true);
  }

  void define(ValueId value) { hold(value, reads_.first(value), false); }

  /// Stores and fetches.
  double num_transfers() const { return num_transfers_; }

 private:
  static constexpr std::size_t num_registers = 28;  // four of 32 for operands and constants

  void hold(ValueId value, std::uint32_t next_read, bool is_in_memory) {
    if (has_spent_) drop_spent();
    put(num_held_++, value, next_read, is_in_memory);
    has_spent_ = next_read == reads_.never();
    if (num_held_ <= num_registers || has_spent_) return;
    const auto last = static_cast<std::size_t>(
        std::max_element(next_reads_.data(), next_reads_.data() + num_held_) - next_reads_.data());
    if (!is_in_memory_[last]) ++num_transfers_;
    --num_held_;
    put(last, values_[num_held_], next_reads_[num_held_], is_in_memory_[num_held_]);
  }

  void drop_spent() {
    std::size_t num_kept = 0;
    for (std::size_t k = 0; k < num_held_; ++k)
      if (next_reads_[k] != reads_.never()) put(num_kept++, values_[k], next_reads_[k], is_in_memory_[k]);
    num_held_ = num_kept;
  }

  void put(std::size_t place, ValueId value, std::uint32_t next_read, bool is_in_memory) {
    values_[place] = value;
    next_reads_[place] = next_read;
    is_in_memory_[place] = is_in_memory;
  }

  const Reads& reads_;
  std::size_t num_held_ = 0;
  // One place more for a value that nobody reads, until the next one comes.
  std::array<ValueId, num_registers + 1> values_;
  std::array<std::uint32_t, num_registers + 1> next_reads_;
  std::array<bool, num_registers + 1> is_in_memory_;
  bool has_spent_ = false;  ///< some will not be read again
  double num_transfers_ = 0.0;
};

}  // namespace jacquard::kernels
