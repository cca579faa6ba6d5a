// SPDX-License-Identifier: BSD-2-Clause
// Cuts for threads that compute one point each: by how many values are live.
#include <algorithm>

#include "piece_plan.hpp"

namespace jacquard::kernels {
namespace {

/// How many values a piece needs at a time, as it grows instruction by instruction.
class LivePiece {
 public:
  /// @param last_need  [num_instructions], of other pieces: where the piece needs a value next before its end, plus
  /// 1
  LivePiece(const AssignedOnce& code, std::size_t first, std::vector<std::size_t>& last_need)
      : code_(code), first_(first), last_need_(last_need) {}

  std::size_t end() const { return first_ + live_.size(); }
  std::size_t most_live() const { return most_live_; }

  /// Takes in the next instruction with the stores that follow it.
  void extend(std::span<const ValueId> stored) {
    const std::size_t at = end();
    live_.push_back(0);
    for (const ValueId argument : code_.arguments[at])
      if (argument != no_value) need(argument, at);
    for (const ValueId value : stored)
      if (value != no_value) need(value, at);
    need(static_cast<ValueId>(at), at);
  }

 private:
  /// Keeps `value` from where it was needed last, or is made or read, up to `at`.
  void need(ValueId value, std::size_t at) {
    const bool is_known = last_need_[value] > first_;
    std::size_t from = is_known ? last_need_[value] : at;
    if (!is_known && code_.program.instructions[value].elemental == Elemental::independent) from = first_;
    for (; from <= at; ++from) most_live_ = std::max(most_live_, ++live_[from - first_]);
    last_need_[value] = at + 1;
  }

  const AssignedOnce& code_;
  std::size_t first_;
  std::vector<std::size_t>& last_need_;
  std::vector<std::size_t> live_;  ///< [end() - first_]
  std::size_t most_live_ = 0;
};

/// [num_instructions + 1]: how many values are handed on by a cut ahead of each instruction.
std::vector<std::size_t> handed_on(const AssignedOnce& code) {
  const std::size_t n = code.last_use.size();
  std::vector<std::ptrdiff_t> change(n + 2, 0);
  for (std::size_t value = 0; value < n; ++value) {
    if (code.is_input(static_cast<ValueId>(value)) || code.last_use[value] <= value) continue;
    ++change[value + 1];
    --change[code.last_use[value] + 1];
  }
  std::vector<std::size_t> count(n + 1, 0);
  std::ptrdiff_t sum = 0;
  for (std::size_t at = 0; at <= n; ++at) count[at] = static_cast<std::size_t>(sum += change[at]);
  return count;
}

/// Where a piece from `first` that may reach `last` is cut: in its second half, where the fewest values cross.
std::size_t best_cut(const std::vector<std::size_t>& crossing, std::size_t first, std::size_t last) {
  std::size_t best = last;
  for (std::size_t at = last; at > first + (last - first) / 2; --at)
    if (crossing[at] < crossing[best]) best = at;
  return best;
}

}  // namespace

PiecePlan plan_live_pieces(const AssignedOnce& code, std::size_t live_values) {
  constexpr std::size_t longest = 4000;  // compilers take minutes for more
  const std::size_t n = code.last_use.size();
  std::vector<std::vector<ValueId>> stored(n);
  for (std::size_t k = 0; k < code.stored.size(); ++k)
    if (n > 0) stored[std::max<std::size_t>(code.program.stores[k].position, 1) - 1].push_back(code.stored[k]);
  const std::vector<std::size_t> crossing = handed_on(code);
  std::vector<std::size_t> last_need(n, 0), bounds{0};
  while (bounds.back() < n) {
    LivePiece piece(code, bounds.back(), last_need);
    std::size_t last = bounds.back();
    do {
      piece.extend(stored[piece.end()]);
      if (piece.most_live() > live_values && last > bounds.back()) break;
      last = piece.end();
    } while (last < std::min(n, bounds.back() + longest));
    bounds.push_back(last == n ? n : best_cut(crossing, bounds.back(), last));
    std::ranges::fill(last_need, 0);
  }
  return with_places(code, bounds);
}

}  // namespace jacquard::kernels
