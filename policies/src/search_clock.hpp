// SPDX-License-Identifier: BSD-2-Clause
// The budget of a search: wall time or moves, stop requests, and progress reports.
#pragma once

#include <algorithm>
#include <chrono>

#include "jacquard/policies/search.hpp"

namespace jacquard::policies {

/// Tells how much of the budget is spent; with a budget in moves nothing depends on the time.
class SearchClock {
 public:
  explicit SearchClock(const SearchOptions& options) : options_(options), start_(Now::now()), last_report_(start_) {}

  /// Counts `num_moves` more; reads the time only now and then. False once the search must end.
  bool spend(std::uint64_t num_moves) {
    moves_ += num_moves;
    if (options_.moves) {
      fraction_ = static_cast<double>(moves_) / static_cast<double>(std::max<std::uint64_t>(*options_.moves, 1));
    }
    if (moves_ >= next_look_) look();
    return !is_over();
  }
  /// Reads the time now.
  void look() {
    next_look_ = moves_ + moves_between_looks;
    const auto now = Now::now();
    if (!options_.moves) fraction_ = elapsed(now) / options_.milliseconds;
    is_stopped_ = is_stopped_ || options_.stop.stop_requested();
    if (options_.progress && cost_ != 0 && now - last_report_ > report_interval) {
      last_report_ = now;
      options_.progress({fixed_cost_ + cost_, moves_, elapsed(now)});
    }
  }

  bool is_over() const { return is_stopped_ || fraction_ >= 1.0; }
  /// From 0 to 1 over the budget.
  double fraction() const { return fraction_; }
  std::uint64_t moves() const { return moves_; }
  double milliseconds() const { return elapsed(Now::now()); }

  /// Notes the best cost so far of what is being searched.
  void note_cost(std::uint64_t cost) { cost_ = cost; }
  /// Adds what has been settled to the costs that progress reports show.
  void add_fixed_cost(std::uint64_t cost) { fixed_cost_ += cost; }

 private:
  using Now = std::chrono::steady_clock;
  static constexpr std::uint64_t moves_between_looks = 256;  // some ten microseconds
  static constexpr std::chrono::milliseconds report_interval{100};

  double elapsed(Now::time_point now) const { return std::chrono::duration<double, std::milli>(now - start_).count(); }

  const SearchOptions& options_;
  Now::time_point start_;
  Now::time_point last_report_;
  std::uint64_t moves_ = 0;
  std::uint64_t next_look_ = 0;
  std::uint64_t cost_ = 0;
  std::uint64_t fixed_cost_ = 0;
  double fraction_ = 0.0;
  bool is_stopped_ = false;
};

}  // namespace jacquard::policies
