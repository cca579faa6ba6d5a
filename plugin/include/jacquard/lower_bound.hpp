// SPDX-License-Identifier: BSD-2-Clause
// A number that takes a while to find and that only reports ask for.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <utility>

namespace jacquard {

/// What no order stays below: found when it is first asked for, once for all copies; 0 if nothing is known.
///
/// What it is found from is kept until then. Asked for by one thread at a time.
class LowerBound {
 public:
  LowerBound(std::uint64_t known = 0) : state_(std::make_shared<State>(State{known, {}})) {}
  explicit LowerBound(std::function<std::uint64_t()> find)
      : state_(std::make_shared<State>(State{0, std::move(find)})) {}

  std::uint64_t value() const {
    if (state_->find) {
      state_->known = state_->find();
      state_->find = nullptr;
    }
    return state_->known;
  }
  /// Whether value() would have to find it, or finds something other than 0.
  bool may_be_known() const { return state_->find || state_->known != 0; }

  /// The larger of the two; finds neither.
  friend LowerBound larger(const LowerBound& a, const LowerBound& b) {
    if (!b.may_be_known()) return a;
    if (!a.may_be_known()) return b;
    return LowerBound([a, b] { return a.value() < b.value() ? b.value() : a.value(); });
  }

 private:
  struct State {
    std::uint64_t known;
    std::function<std::uint64_t()> find;
  };
  std::shared_ptr<State> state_;
};

}  // namespace jacquard
