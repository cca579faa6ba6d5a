// SPDX-License-Identifier: BSD-2-Clause
// A lower bound that looks at all orders of a few neighbouring vertices at a time.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "vertex_cut.hpp"

namespace jacquard::policies {

/// Sums, over a partition of the intermediates into clusters, the least that the vertices of a cluster can cost.
///
/// Let X be the vertices of a cluster that go before v, and K those that go after it. Then v costs at least the
/// product of its cuts in the graph without X in which paths may also end at K: what stays cannot be passed
/// through. The least sum over all orders of a cluster is found by dynamic programming over X. With clusters
/// of one vertex this is the vertex-cut bound.
template <class Value>
class ClusterBound {
 public:
  /// Once `keep_going` says no, bounds are what has been found by then: weaker, but valid.
  ClusterBound(const LinearizedGraph& graph, KeepGoing keep_going)
      : keep_going_(std::move(keep_going)), rows_(graph), cut_(rows_) {}
  ClusterBound(const ClusterBound&) = delete;
  ClusterBound& operator=(const ClusterBound&) = delete;

  /// The bound for clusters of up to `most` vertices, at most 16.
  ///
  /// Of the clusters that grow from each vertex the one that gains most over single vertices is taken, and so
  /// on among the vertices that are left. Cost: O(2^most) cuts for each vertex, a few times over.
  std::int64_t operator()(std::uint32_t most) {
    most_ = most;
    is_free_.assign(rows_.num_vertices(), false);
    std::int64_t sum = 0;
    std::vector<Candidate> candidates;
    for (std::uint32_t v = rows_.first_intermediate(); v < rows_.first_dependent(); ++v) {
      is_free_[v] = true;
      if (goes_on()) sum += cut_.bound(v);
    }
    if (most == 1) return sum;
    for (std::uint32_t v = rows_.first_intermediate(); v < rows_.first_dependent() && goes_on(); ++v) {
      candidates.push_back(grow(v));
    }
    while (!candidates.empty() && goes_on()) {
      const Candidate best = *std::ranges::max_element(candidates, {}, &Candidate::gain);
      if (best.gain == 0) break;
      sum += best.gain;
      for (const std::uint32_t v : best.cluster) is_free_[v] = false;
      regrow(candidates);
    }
    return sum;
  }

 private:
  /// Asks as long as the answer was yes.
  bool goes_on() {
    is_over_ = is_over_ || !keep_going_();
    return !is_over_;
  }

  using Cluster = std::vector<std::uint32_t>;

  struct Candidate {
    Cluster cluster;  ///< the vertex it grew from first
    std::int64_t gain = 0;
  };

  /// Adds, one by one, the free vertex with most edges into the cluster, the lowest on ties.
  Candidate grow(std::uint32_t v) {
    Candidate candidate{{v}, 0};
    for (std::uint32_t next = most_connected(candidate.cluster); next != none && candidate.cluster.size() < most_;
         next = most_connected(candidate.cluster)) {
      candidate.cluster.push_back(next);
    }
    for (const std::uint32_t u : candidate.cluster) candidate.gain -= cut_.bound(u);
    candidate.gain += least_cost(candidate.cluster);
    return candidate;
  }

  bool is_free(const Candidate& candidate) const {
    return std::ranges::all_of(candidate.cluster, [this](std::uint32_t v) { return is_free_[v]; });
  }

  /// Grows anew those that have lost a vertex; drops those that have lost their first, or all once time is up.
  void regrow(std::vector<Candidate>& candidates) {
    std::erase_if(candidates, [&](const Candidate& candidate) { return !is_free_[candidate.cluster.front()]; });
    for (Candidate& candidate : candidates) {
      if (!is_free(candidate) && goes_on()) candidate = grow(candidate.cluster.front());
    }
    std::erase_if(candidates, [&](const Candidate& candidate) { return !is_free(candidate); });
  }

  std::uint32_t most_connected(const Cluster& cluster) const {
    std::vector<std::uint32_t> found;
    for (const std::uint32_t u : cluster) {
      for (const Side side : {Side::entering, Side::leaving}) {
        for (const auto& entry : rows_(side, u)) {
          const bool is_in = std::ranges::find(cluster, entry.id) != cluster.end();
          if (is_free_[entry.id] && !is_in) found.push_back(entry.id);
        }
      }
    }
    std::ranges::sort(found);
    std::uint32_t best = none;
    std::ptrdiff_t most = 0;
    for (auto first = found.begin(); first != found.end();) {
      const auto last = std::find_if(first, found.end(), [&](std::uint32_t u) { return u != *first; });
      if (last - first > most) {
        most = last - first;
        best = *first;
      }
      first = last;
    }
    return best;
  }

  std::int64_t least_cost(const Cluster& cluster) {
    const std::size_t num_sets = std::size_t{1} << cluster.size();
    costs_.assign(num_sets * cluster.size(), 0);
    for (const std::uint32_t v : cluster) cut_.keep(v, true);
    visit(cluster, 0, 0);
    for (const std::uint32_t v : cluster) cut_.keep(v, false);
    std::vector<std::int64_t> least(num_sets, std::numeric_limits<std::int64_t>::max());
    least[0] = 0;
    for (std::size_t set = 0; set < num_sets; ++set) {
      for (std::size_t k = 0; k < cluster.size(); ++k) {
        if ((set >> k) & 1) continue;
        std::int64_t& next = least[set | (std::size_t{1} << k)];
        next = std::min(next, least[set] + costs_[set * cluster.size() + k]);
      }
    }
    return least.back();
  }

  /// Fills costs_ for all sets that agree with `set` on the first `k` vertices, which are eliminated or kept.
  void visit(const Cluster& cluster, std::size_t set, std::size_t k) {
    if (k == cluster.size()) {
      for (std::size_t j = 0; j < k; ++j) {
        if (((set >> j) & 1) == 0) costs_[set * k + j] = cut_.bound(cluster[j]);
      }
      return;
    }
    visit(cluster, set, k + 1);
    const std::vector<SavedRow> saved = rows_around(cluster[k]);
    rows_.eliminate(cluster[k]);
    cut_.keep(cluster[k], false);
    visit(cluster, set | (std::size_t{1} << k), k + 1);
    cut_.keep(cluster[k], true);
    for (const SavedRow& row : saved) rows_(row.side, row.vertex) = row.row;
  }

  struct SavedRow {
    Side side;
    std::uint32_t vertex;
    PathRow<Value> row;
  };

  /// What eliminating `v` changes.
  std::vector<SavedRow> rows_around(std::uint32_t v) const {
    std::vector<SavedRow> saved;
    for (const Side side : {Side::entering, Side::leaving}) {
      for (const auto& entry : rows_(side, v)) {
        saved.push_back({opposite(side), entry.id, rows_(opposite(side), entry.id)});
      }
    }
    return saved;
  }

  static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

  KeepGoing keep_going_;
  bool is_over_ = false;
  PathRows<Value> rows_;
  VertexCut<Value> cut_;
  std::uint32_t most_ = 1;
  std::vector<bool> is_free_;        ///< [num_vertices]; intermediates in no chosen cluster
  std::vector<std::int64_t> costs_;  ///< [2^cluster x cluster]
};

}  // namespace jacquard::policies
