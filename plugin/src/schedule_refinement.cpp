// SPDX-License-Identifier: BSD-2-Clause
// Simulated annealing on an order of evaluation: one instruction at a time moves between its arguments and its
// users.
#include <algorithm>
#include <cmath>
#include <random>
#include <utility>

#include "scheduling.hpp"

namespace jacquard {
namespace {

/// Grows faster than the count of live values, so that the peak is lowered first.
double weight(std::int32_t num_live) {
  const auto live = static_cast<double>(num_live);
  return live * live * live;
}

/// An order, and how many values are live while each of its instructions runs.
///
/// `live_[t]` counts the values that stand after position t and are needed later. A result that nobody
/// needs again (it is stored) occupies a slot at its own position only.
class Refinement {
 public:
  Refinement(const StraightLine& line, const Users& users, std::vector<VertexId> order)
      : line_(line), users_(users), order_(std::move(order)), position_(line.vertices.size(), none) {
    Liveness liveness(line, users);
    std::int32_t live = 0;
    for (std::size_t t = 0; t < order_.size(); ++t) {
      position_[order_[t].value] = static_cast<std::int32_t>(t);
      live += liveness.growth(order_[t]);
      liveness.schedule(order_[t]);
      live_.push_back(live);
      cost_ += weight(live + momentary(order_[t]));
    }
  }

  /// Spends about `budget` steps, accepting worse orders ever less often.
  std::vector<VertexId> run(std::uint64_t budget) {
    best_ = order_;
    best_cost_ = cost_;
    const std::int32_t peak = *std::ranges::max_element(live_);
    const double first_temperature = 0.6 * (weight(peak) - weight(peak - 1));
    while (spent_ < budget) {
      const double left = 1.0 - static_cast<double>(spent_) / static_cast<double>(budget);
      try_move(first_temperature * left);
    }
    return std::move(best_);
  }

 private:
  static constexpr std::int32_t none = -1;
  static constexpr std::int32_t farthest = 64;  ///< positions a move may go, which bounds its cost

  struct Window {
    std::int32_t first, last;
  };

  std::int32_t momentary(VertexId v) const { return users_.count(v) == 0 ? 1 : 0; }

  Window window(VertexId v) const {
    const std::int32_t here = position_[v.value];
    Window window{std::max(0, here - farthest),
                  std::min(static_cast<std::int32_t>(order_.size()) - 1, here + farthest)};
    for (const VertexId argument : distinct_arguments(line_, v)) {
      window.first = std::max(window.first, position_[argument.value] + 1);
    }
    for (const std::uint32_t user : users_.of(v)) window.last = std::min(window.last, position_[user] - 1);
    return window;
  }

  void try_move(double temperature) {
    ++spent_;
    const auto from = static_cast<std::int32_t>(random_() % order_.size());
    const auto [first, last] = window(order_[static_cast<std::size_t>(from)]);
    const auto to = first + static_cast<std::int32_t>(random_() % static_cast<std::uint64_t>(last - first + 1));
    if (to == from) return;
    spent_ += static_cast<std::uint64_t>(std::abs(to - from));
    const double change = from < to ? change_if_later(from, to) : change_if_earlier(from, to);
    if (change > 0.0 && uniform() >= std::exp(-change / temperature)) return;
    move(from, to);
    cost_ += change;
    if (cost_ < best_cost_) {
      best_cost_ = cost_;
      best_ = order_;
    }
  }

  double uniform() { return static_cast<double>(random_() >> 11) * 0x1p-53; }

  /// Last positions at which the arguments of `v` are used by others.
  struct OtherUses {
    std::array<std::int32_t, 3> last{};
    std::size_t count = 0;

    std::int32_t num_before(std::int32_t position) const {
      return static_cast<std::int32_t>(std::count_if(
          last.begin(), last.begin() + static_cast<std::ptrdiff_t>(count), [&](auto t) { return t < position; }));
    }
  };

  OtherUses other_uses(VertexId v) const {
    OtherUses uses;
    for (const VertexId argument : distinct_arguments(line_, v)) {
      std::int32_t last = none;
      for (const std::uint32_t user : users_.of(argument)) {
        if (user != v.value) last = std::max(last, position_[user]);
      }
      uses.last[uses.count++] = last;
    }
    return uses;
  }

  /// Notes that `v` would stand where `live` values are needed later; the change in cost against position t.
  double place(VertexId v, std::int32_t live, std::size_t t) {
    new_live_.push_back(live);
    return weight(live + momentary(v)) - weight(live_[t] + momentary(order_[t]));
  }

  /// Between its old place and its new one the result is not there yet, but what it alone uses still is.
  double change_if_later(std::int32_t from, std::int32_t to) {
    const VertexId v = order_[static_cast<std::size_t>(from)];
    const OtherUses uses = other_uses(v);
    const std::int32_t own = 1 - momentary(v);
    double change = 0.0;
    new_live_.clear();
    for (std::int32_t t = from + 1; t <= to; ++t) {
      const auto index = static_cast<std::size_t>(t);
      change += place(order_[index], live_[index] - own + uses.num_before(t + 1), index - 1);
    }
    return change + place(v, live_[static_cast<std::size_t>(to)], static_cast<std::size_t>(to));
  }

  /// Between its new place and its old one the result is there already, but what it alone uses is gone.
  double change_if_earlier(std::int32_t from, std::int32_t to) {
    const VertexId v = order_[static_cast<std::size_t>(from)];
    const OtherUses uses = other_uses(v);
    const std::int32_t own = 1 - momentary(v);
    const std::int32_t before = to == 0 ? 0 : live_[static_cast<std::size_t>(to) - 1];
    new_live_.clear();
    double change = place(v, before + own - uses.num_before(to), static_cast<std::size_t>(to));
    for (std::int32_t t = to; t < from; ++t) {
      const auto index = static_cast<std::size_t>(t);
      change += place(order_[index], live_[index] + own - uses.num_before(t + 1), index + 1);
    }
    return change;
  }

  void move(std::int32_t from, std::int32_t to) {
    const auto begin = order_.begin();
    if (from < to) std::rotate(begin + from, begin + from + 1, begin + to + 1);
    if (to < from) std::rotate(begin + to, begin + from, begin + from + 1);
    auto t = static_cast<std::size_t>(std::min(from, to));
    for (const std::int32_t live : new_live_) {
      live_[t] = live;
      position_[order_[t].value] = static_cast<std::int32_t>(t);
      ++t;
    }
  }

  const StraightLine& line_;
  const Users& users_;
  std::vector<VertexId> order_, best_;
  std::vector<std::int32_t> position_;  ///< [num_vertices]; `none` for literals
  std::vector<std::int32_t> live_;      ///< [order_.size()]
  std::vector<std::int32_t> new_live_;  ///< of the positions that the move at hand would change
  double cost_ = 0.0, best_cost_ = 0.0;
  std::uint64_t spent_ = 0;
  std::mt19937_64 random_{1};  // the same program every time
};

}  // namespace

std::vector<VertexId> refine_schedule(const StraightLine& line, const Users& users, std::vector<VertexId> order,
                                      std::uint64_t budget) {
  if (order.size() < 2) return order;
  return Refinement(line, users, std::move(order)).run(budget);
}

}  // namespace jacquard
