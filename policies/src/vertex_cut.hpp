// SPDX-License-Identifier: BSD-2-Clause
// Minimum vertex cuts between one vertex and the independents or the dependents.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

#include "path_rows.hpp"

namespace jacquard::policies {

/// Counts vertex-disjoint paths by augmentation (Menger); scratch is reused from call to call. Walks go deep first:
/// the ends are far from most vertices, and what separates a vertex from them is near.
template <class Value>
class VertexCut {
 public:
  /// Looks at `rows` as they are at each call.
  explicit VertexCut(const PathRows<Value>& rows)
      : rows_(rows),
        is_kept_(rows.num_vertices(), false),
        came_from_(2 * rows.num_vertices(), none),
        path_before_(rows.num_vertices(), none) {}

  /// Whether paths also end at `u`: it is known not to be eliminated before the vertices asked about.
  void keep(std::uint32_t u, bool is_kept) { is_kept_[u] = is_kept; }

  /// How many vertices other than `v` must go before no path is left from `v` to `side` that starts with an
  /// edge of the dearest kind. So many edges of this kind `v` will have, whatever is eliminated before it.
  std::uint32_t operator()(std::uint32_t v, Side side) {
    side_ = side;
    std::uint32_t num_paths = 0;
    while (augment(v)) ++num_paths;
    for (const std::uint32_t u : used_) path_before_[u] = none;
    used_.clear();
    return num_paths;
  }

  /// No elimination of `v` costs less.
  std::int64_t bound(std::uint32_t v) {
    const std::int64_t num_entering = (*this)(v, Side::entering);
    return num_entering == 0 ? 0 : num_entering * (*this)(v, Side::leaving);
  }

 private:
  static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

  // Each vertex u has two states: about to be entered, and about to be left.
  static constexpr std::uint32_t entering(std::uint32_t u) { return 2 * u; }
  static constexpr std::uint32_t leaving(std::uint32_t u) { return 2 * u + 1; }

  bool is_end(std::uint32_t u) const { return rows_.is_end(side_, u) || is_kept_[u]; }

  void visit(std::uint32_t state, std::uint32_t from) {
    if (came_from_[state] != none) return;
    came_from_[state] = from;
    visited_.push_back(state);
    open_.push_back(state);
  }

  /// Goes on out of `u` over every edge that carries no path yet, last to the vertex that is nearest to the ends:
  /// from there the walk is continued first.
  void leave(std::uint32_t u, bool is_source) {
    const auto go = [&](const auto& entry) {
      if (is_source && !entry.value.is_dearest()) return;
      if (path_before_[entry.id] != u) visit(entering(entry.id), leaving(u));
    };
    const auto& entries = rows_(side_, u).entries;
    if (side_ == Side::leaving) {
      std::for_each(entries.begin(), entries.end(), go);
    } else {
      std::for_each(entries.rbegin(), entries.rend(), go);
    }
  }

  bool augment(std::uint32_t v) {
    visited_.assign(1, leaving(v));
    open_.assign(1, leaving(v));
    came_from_[leaving(v)] = leaving(v);
    std::uint32_t end = none;
    while (!open_.empty() && end == none) {
      const std::uint32_t state = open_.back();
      open_.pop_back();
      const std::uint32_t u = state / 2;
      const bool is_used = path_before_[u] != none;
      if (state == leaving(u)) {
        leave(u, u == v);
        if (is_used) visit(entering(u), state);
      } else if (!is_used) {
        if (is_end(u)) end = state;
        visit(leaving(u), state);
      } else if (path_before_[u] != v) {
        visit(leaving(path_before_[u]), state);
      }
    }
    if (end != none) add_path(end, v);
    for (const std::uint32_t state : visited_) came_from_[state] = none;
    return end != none;
  }

  /// Follows the augmenting walk back from `state`: new edges are noted, a vertex that is only left is freed.
  void add_path(std::uint32_t state, std::uint32_t source) {
    while (state / 2 != source) {
      const std::uint32_t from = came_from_[state];
      const std::uint32_t u = state / 2;
      if (state == entering(u) && from == leaving(u)) {
        path_before_[u] = none;
      } else if (state == entering(u) && from == leaving(from / 2)) {
        path_before_[u] = from / 2;
        used_.push_back(u);
      }
      state = from;
    }
  }

  const PathRows<Value>& rows_;
  std::vector<bool> is_kept_;  ///< [num_vertices]
  Side side_ = Side::leaving;
  std::vector<std::uint32_t> came_from_;       ///< [2 * num_vertices], state before; none if not visited
  std::vector<std::uint32_t> visited_, open_;  ///< states of one walk, and those it has not gone on from
  std::vector<std::uint32_t> path_before_;     ///< [num_vertices], neighbour on the path through; none if unused
  std::vector<std::uint32_t> used_;
};

}  // namespace jacquard::policies
