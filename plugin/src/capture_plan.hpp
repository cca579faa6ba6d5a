// SPDX-License-Identifier: BSD-2-Clause
// What earlier passes over a residual have taught the next one.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace jacquard {

/// Which operations are to be cut off, and which assignment of a dependent is its last.
///
/// A pass folds on the assumption that no work is shared between units and that every dependent is
/// assigned once. Where it finds otherwise it notes so here, is incomplete, and is repeated.
class CapturePlan {
 public:
  explicit CapturePlan(std::size_t num_dependents) : last_assignments_(num_dependents, 1) {}

  /// The operation at `position` is used outside of the unit that it belongs to.
  void cut_at(std::uint64_t position) {
    is_complete_ = false;
    found_.push_back(position);
  }
  /// Work is shared in a way that another pass may resolve without a cut.
  void repeat() { is_complete_ = false; }
  /// Assignment number `count` of a dependent (from 1) is not followed by another.
  void expect_last_assignment(std::size_t dependent, std::uint32_t count) {
    is_complete_ = false;
    last_assignments_[dependent] = count;
  }
  /// Its last assignment is the first term of a sum.
  void expect_sum(std::size_t dependent) {
    is_complete_ = false;
    last_assignments_[dependent] |= sum_bit;
  }

  bool is_first_pass() const { return num_passes_ == 1; }
  bool is_complete() const { return is_complete_; }
  std::uint32_t last_assignment(std::size_t dependent) const { return last_assignments_[dependent] & ~sum_bit; }
  bool is_sum(std::size_t dependent) const { return (last_assignments_[dependent] & sum_bit) != 0; }

  void start_pass() {
    ++num_passes_;
    is_complete_ = true;
    cuts_.insert(cuts_.end(), found_.begin(), found_.end());
    found_.clear();
    std::sort(cuts_.begin(), cuts_.end());
    cuts_.erase(std::unique(cuts_.begin(), cuts_.end()), cuts_.end());
    next_cut_ = 0;
  }
  /// Whether the operation at `position` is to be cut off; asked once for every position, in order.
  bool is_cut(std::uint64_t position) {
    if (next_cut_ == cuts_.size() || cuts_[next_cut_] != position) return false;
    ++next_cut_;
    return true;
  }

 private:
  static constexpr std::uint32_t sum_bit = 0x80000000u;

  std::vector<std::uint64_t> cuts_, found_;
  std::vector<std::uint32_t> last_assignments_;
  std::size_t next_cut_ = 0;
  int num_passes_ = 0;
  bool is_complete_ = true;
};

}  // namespace jacquard
