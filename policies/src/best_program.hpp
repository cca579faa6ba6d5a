// SPDX-License-Identifier: BSD-2-Clause
// The best order so far by the program that it gives.
#pragma once

#include <string>

#include "jacquard/program.hpp"
#include "portfolio.hpp"
#include "search_clock.hpp"

namespace jacquard::policies {

/// Counts programs on a clock, each at the price of a thousand exchanges, and keeps the cheapest.
class BestProgram {
 public:
  BestProgram(const Linearization& linearization, SearchClock& clock)
      : linearization_(linearization), clock_(clock) {}

  /// The emitted cost of `order`.
  std::uint64_t count(const EliminationOrder& order) {
    const double begin = clock_.milliseconds();
    const std::uint64_t cost = emitted_cost(linearization_, order);
    milliseconds_ = clock_.milliseconds() - begin;
    clock_.spend(exchanges_per_program);
    clock_.look();
    return cost;
  }

  /// Counts `order` and keeps it if it is the first or cheaper than the best.
  void consider(EliminationOrder order, std::string method) {
    const std::uint64_t cost = count(order);
    if (!has_any() || cost < best_.cost) keep({std::move(order), cost, std::move(method)});
  }

  /// Takes `candidate`, which has been counted, for the best.
  void keep(Candidate candidate) {
    best_ = std::move(candidate);
    clock_.note_cost(best_.cost);
  }

  bool has_any() const { return !best_.method.empty(); }
  const Candidate& best() const { return best_; }
  double milliseconds() const { return milliseconds_; }  ///< that the last count took
  bool has_time_for_another() const { return clock_.has_time_for(milliseconds_); }

  const Linearization& linearization() const { return linearization_; }
  SearchClock& clock() { return clock_; }

 private:
  static constexpr std::uint64_t exchanges_per_program = 1000;

  const Linearization& linearization_;
  SearchClock& clock_;
  Candidate best_;
  double milliseconds_ = 0.0;
};

}  // namespace jacquard::policies
