// SPDX-License-Identifier: BSD-2-Clause
// Branch and bound over sets of eliminated vertices, best first.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <limits>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "safe_elimination.hpp"
#include "search_clock.hpp"
#include "vertex_cut.hpp"

namespace jacquard::policies {

/// Finds a cheapest order of a graph of at most 64 intermediates, or proves that none beats a given cost.
///
/// What is left of a graph depends only on the set of eliminated vertices. Every vertex costs at least its
/// cut bound; a set is opened in the order of the excess over these bounds at which it was reached. From a set
/// one safe elimination is followed alone, and otherwise only those within the smallest connected part of
/// what is left, since parts do not disturb each other.
/// Source: A. Crane et al., A comprehensive evaluation of vertex elimination algorithms for algorithmic
/// differentiation, arXiv 2605.24280 (sets as states); E. Dijkstra, Numerische Mathematik 1, 1959.
template <class Value>
class ExactSearch {
 public:
  static constexpr std::uint32_t most_vertices = 64;

  /// Looks for orders that cost less than `limit`, until the clock is at `end`, a fraction of the budget.
  ExactSearch(const LinearizedGraph& graph, std::int64_t limit, double end, SearchClock& clock)
      : initial_(graph),
        rows_(initial_),
        clock_(clock),
        end_(end),
        first_(initial_.first_intermediate()),
        size_(initial_.first_dependent() - first_) {
    VertexCut<Value> cut(initial_);
    for (std::uint32_t k = 0; k < size_; ++k) bounds_.push_back(cut.bound(first_ + k));
    for (const std::int64_t bound : bounds_) sum_of_bounds_ += bound;
    least_excess_ = limit - sum_of_bounds_;
    if (limit <= sum_of_bounds_) return;
    open_.resize(static_cast<std::size_t>(least_excess_));
    reach(0, 0, none, 0);
  }

  /// The cheapest order, if it costs less than the limit.
  std::optional<EliminationOrder> run() {
    for (excess_ = 0; excess_ < least_excess_; ++excess_) {
      while (!open_[excess_].empty()) {
        if (sets_.size() > most_sets || !clock_.spend(moves_per_set) || clock_.fraction() > end_) return std::nullopt;
        const std::uint32_t index = open_[excess_].back();
        open_[excess_].pop_back();
        if (sets_[index].excess != excess_ || sets_[index].is_closed) continue;
        sets_[index].is_closed = true;
        if (sets_[index].members == all()) {
          is_exhausted_ = true;
          return order_to(index);
        }
        open(index);
      }
    }
    is_exhausted_ = true;
    return std::nullopt;
  }

  /// Whether run() looked at everything: what it returned is optimal, or nothing is below the limit.
  bool is_exhausted() const { return is_exhausted_; }
  /// After run(): no order costs less than this, or than the limit.
  std::int64_t bound() const { return sum_of_bounds_ + std::min(excess_, least_excess_); }

 private:
  static constexpr std::size_t most_sets = 4'000'000;       // some 400 MB
  static constexpr std::uint64_t moves_per_set = 100;        // what opening a set takes, in exchanges
  static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();
  using Members = std::uint64_t;

  struct Set {
    Members members;
    std::int64_t excess;
    std::uint32_t from;
    std::uint8_t last;
    bool is_closed;
  };

  Members all() const { return size_ == 64 ? ~Members{0} : (Members{1} << size_) - 1; }

  void reach(Members members, std::int64_t excess, std::uint32_t from, std::uint32_t last) {
    if (excess >= least_excess_) return;
    const auto [entry, is_new] = index_of_.try_emplace(members, static_cast<std::uint32_t>(sets_.size()));
    if (is_new) {
      sets_.push_back({members, excess, from, static_cast<std::uint8_t>(last), false});
    } else {
      Set& known = sets_[entry->second];
      if (known.excess <= excess) return;
      known.excess = excess;
      known.from = from;
      known.last = static_cast<std::uint8_t>(last);
    }
    open_[static_cast<std::size_t>(excess)].push_back(entry->second);
  }

  /// Reaches the sets that one elimination more leads to.
  void open(std::uint32_t index) {
    const Set set = sets_[index];
    const PathRows<Value>& rows = rows_without(set.members);
    const Members left = all() & ~set.members;
    Members candidates = 0;
    for (Members rest = left; rest != 0 && candidates == 0; rest &= rest - 1) {
      const auto k = static_cast<std::uint32_t>(std::countr_zero(rest));
      if (is_safe(rows, first_ + k, bounds_[k])) candidates = Members{1} << k;
    }
    if (candidates == 0) candidates = smallest_part(rows, left);
    for (; candidates != 0; candidates &= candidates - 1) {
      const auto k = static_cast<std::uint32_t>(std::countr_zero(candidates));
      const std::int64_t excess = set.excess + rows.cost(first_ + k) - bounds_[k];
      reach(set.members | (Members{1} << k), excess, index, k);
    }
  }

  /// The graph without `members`; goes on from the set opened before where it can.
  const PathRows<Value>& rows_without(Members members) {
    if ((eliminated_ & ~members) != 0) {
      rows_ = initial_;
      eliminated_ = 0;
    }
    for (Members rest = members & ~eliminated_; rest != 0; rest &= rest - 1) {
      rows_.eliminate(first_ + static_cast<std::uint32_t>(std::countr_zero(rest)));
    }
    eliminated_ = members;
    return rows_;
  }

  Members neighbours(const PathRows<Value>& rows, std::uint32_t k) const {
    Members result = 0;
    for (const Side side : {Side::entering, Side::leaving}) {
      for (const auto& entry : rows(side, first_ + k)) {
        if (rows.is_intermediate(entry.id)) result |= Members{1} << (entry.id - first_);
      }
    }
    return result;
  }

  /// The smallest connected part of what is left among intermediates.
  Members smallest_part(const PathRows<Value>& rows, Members left) const {
    Members smallest = left;
    while (left != 0) {
      Members part = left & (~left + 1);
      for (Members fresh = part; fresh != 0;) {
        const auto k = static_cast<std::uint32_t>(std::countr_zero(fresh));
        const Members found = neighbours(rows, k) & ~part;
        part |= found;
        fresh = (fresh & (fresh - 1)) | found;
      }
      if (std::popcount(part) < std::popcount(smallest)) smallest = part;
      left &= ~part;
    }
    return smallest;
  }

  EliminationOrder order_to(std::uint32_t index) const {
    EliminationOrder order;
    for (; sets_[index].from != none; index = sets_[index].from) {
      order.vertices.push_back(VertexId(first_ + sets_[index].last));
    }
    std::reverse(order.vertices.begin(), order.vertices.end());
    return order;
  }

  PathRows<Value> initial_;
  PathRows<Value> rows_;     ///< of the set opened last
  Members eliminated_ = 0;   ///< that set
  SearchClock& clock_;
  double end_;
  std::uint32_t first_;
  std::uint32_t size_;
  std::vector<std::int64_t> bounds_;  ///< [num_intermediates]
  std::int64_t sum_of_bounds_ = 0;
  std::int64_t least_excess_ = 0;  ///< orders of this excess are not looked for
  std::int64_t excess_ = 0;
  bool is_exhausted_ = false;
  std::vector<Set> sets_;
  std::unordered_map<Members, std::uint32_t> index_of_;
  std::vector<std::vector<std::uint32_t>> open_;  ///< by excess
};

}  // namespace jacquard::policies
