// SPDX-License-Identifier: BSD-2-Clause
// The budget of a search: wall time or moves, stop requests, and progress reports.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "jacquard/policies/search.hpp"

namespace jacquard::policies {

/// Tells how much of the budget is spent; with a budget in moves nothing depends on the time.
class SearchClock {
 public:
  explicit SearchClock(const SearchOptions& options)
      : options_(options), start_(now()), last_report_(start_), has_moves_(options.moves.has_value()) {}
  SearchClock(const SearchClock&) = delete;
  SearchClock& operator=(const SearchClock&) = delete;

  /// Counts `num_moves` more; reads the time only now and then. False once the search must end.
  bool spend(std::uint64_t num_moves) {
    moves_ += num_moves;
    if (has_moves_) {
      fraction_ = static_cast<double>(moves_) / static_cast<double>(std::max<std::uint64_t>(*options_.moves, 1));
    }
    if (moves_ >= next_look_) look();
    return !is_over();
  }
  /// Reads the time now.
  void look() {
    next_look_ = moves_ + moves_between_looks;
    const double time = now();
    if (!has_moves_) fraction_ = (time - start_) / std::max(options_.milliseconds - reserve(), least_milliseconds);
    if (options_.progress && cost_ != 0 && time - last_report_ > report_interval) {
      last_report_ = time;
      options_.progress({fixed_cost_ + cost_, moves_, time - start_});
    }
    is_stopped_ = is_stopped_ || options_.stop.stop_requested();
  }

  /// Says whether work that is worth `end`, a fraction of the budget, may go on; with a budget in moves it may,
  /// whatever it takes.
  KeepGoing until(double end) {
    return [this, end] {
      look();
      return !is_stopped_ && (has_moves_ || fraction_ < std::min(end, 1.0));
    };
  }
  /// Whether something that takes so long still fits in; always with a budget in moves.
  bool has_time_for(double milliseconds) const { return has_moves_ || milliseconds <= milliseconds_left(); }
  double milliseconds_left() const { return options_.milliseconds - reserve() - milliseconds(); }
  /// Keeps so much of the time for what comes after the search.
  void keep(double milliseconds) { kept_ = milliseconds; }
  bool has_moves() const { return has_moves_; }

  bool is_over() const { return is_stopped_ || fraction_ >= 1.0; }
  /// From 0 to 1 over the budget.
  double fraction() const { return fraction_; }
  std::uint64_t moves() const { return moves_; }
  double milliseconds() const { return now() - start_; }

  /// Notes the best cost so far of what is being searched.
  void note_cost(std::uint64_t cost) { cost_ = cost; }
  /// Adds what has been settled to the costs that progress reports show.
  void add_fixed_cost(std::uint64_t cost) { fixed_cost_ += cost; }

 private:
  static constexpr std::uint64_t moves_between_looks = 256;  // some ten microseconds
  static constexpr double report_interval = 100.0;           // milliseconds
  static constexpr double least_milliseconds = 1e-6;

  double now() const {
    if (options_.time) return options_.time();
    const auto time = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration<double, std::milli>(time).count();
  }
  double reserve() const {
    return kept_ + (options_.reserve ? options_.reserve(fixed_cost_ + cost_) : 0.0);
  }

  const SearchOptions& options_;
  double start_;
  double last_report_;
  bool has_moves_;
  double kept_ = 0.0;
  std::uint64_t moves_ = 0;
  std::uint64_t next_look_ = 0;
  std::uint64_t cost_ = 0;
  std::uint64_t fixed_cost_ = 0;
  double fraction_ = 0.0;
  bool is_stopped_ = false;
};

}  // namespace jacquard::policies
