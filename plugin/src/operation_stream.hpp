// SPDX-License-Identifier: BSD-2-Clause
// What a recorder collects: a window on the stream of operations, and branches.
#pragma once

#include <cstdint>
#include <vector>

#include "operation.hpp"

namespace jacquard {

/// A window on the stream of operations. Positions count from the start of the capture; early operations may be
/// forgotten.
class OperationStream {
 public:
  std::uint64_t begin() const { return first_; }
  std::uint64_t end() const { return first_ + window_.size(); }
  bool contains(std::uint64_t position) const { return position >= first_ && position < end(); }
  Operation& operator[](std::uint64_t position) { return window_[position - first_]; }
  const Operation& operator[](std::uint64_t position) const { return window_[position - first_]; }
  Operation& append() { return window_.emplace_back(); }

  /// How many operations are kept.
  std::size_t size() const { return window_.size(); }
  /// Forgets all before `position`.
  void forget_before(std::uint64_t position) {
    if (position <= first_) return;
    window_.erase(window_.begin(), window_.begin() + static_cast<std::ptrdiff_t>(position - first_));
    first_ = position;
  }

 private:
  std::vector<Operation> window_;
  std::uint64_t first_ = 0;
};

/// A branch on a captured value.
struct RecordedGuard {
  ActiveTag condition;
  bool outcome = true;
  std::uint64_t position = 0;  ///< how many operations stood in the stream
};

}  // namespace jacquard
