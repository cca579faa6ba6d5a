// SPDX-License-Identifier: BSD-2-Clause
// An elimination order with the rows of every vertex at its elimination, kept up to date as vertices trade places.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "jacquard/order.hpp"
#include "path_rows.hpp"

namespace jacquard::policies {

/// For every intermediate v, the edges that enter and leave v in the graph that is left when v is eliminated.
///
/// The value of an edge (u, w) after a set X has been eliminated is the sum over the paths from u to w within
/// X; it does not depend on the order within X. So when v and the next vertex w trade places, only the rows of
/// these two change, and only if an edge (say v to w, of value a) connects them:
///
///   entering(w) loses a times entering(v) and gains v;   leaving(v) loses w and gains a times leaving(w).
///
/// Values live in a field where sums can be taken back exactly. A vertex moves past vertices that it shares no
/// edge with for free. Memory: linear in the edges and the fill-in of the order.
template <class Value>
class EliminationSequence {
 public:
  static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

  EliminationSequence(const LinearizedGraph& graph, const EliminationOrder& order);

  std::int64_t cost() const { return cost_; }
  std::uint32_t first_intermediate() const { return first_; }
  std::uint32_t num_intermediates() const { return static_cast<std::uint32_t>(counts_.size() / 2); }
  EliminationOrder order() const;

  /// The first vertex after `v` that shares an edge with it, or none.
  std::uint32_t next_neighbour(std::uint32_t v) const;

  /// Prepares the exchange of `v` with its next neighbour `w`; the change in cost. Nothing changes yet.
  std::int64_t prepare(std::uint32_t v, std::uint32_t w);
  /// Makes the prepared exchange; `v` then stands right after `w`.
  void commit();

  /// The last vertex before `w` that shares an edge with it, or none within the last few hundred.
  std::uint32_t previous_neighbour(std::uint32_t w) const;
  /// Moves `w` to right before its previous neighbour `v`.
  void pull(std::uint32_t v, std::uint32_t w);

  /// The vertex that `v` stands right after, for undo().
  std::uint32_t place(std::uint32_t v) const { return previous_[v]; }
  /// Undoes the exchange of `v` and `w`: `v`, then `w` go right after where they stood; none leaves `w` where it is.
  void undo(std::uint32_t v, std::uint32_t place_of_v, std::uint32_t w, std::uint32_t place_of_w);

  /// Calls `visit` with every neighbour of `v` in the graph in which it is eliminated.
  template <class Visit>
  void for_neighbours(std::uint32_t v, Visit&& visit) const {
    for (const Side side : {Side::entering, Side::leaving}) {
      for (const auto& entry : rows_(side, v)) visit(entry.id);
    }
  }

 private:
  static constexpr std::uint32_t longest_look_back = 256;

  using Row = PathRow<Value>;

  RowCount& count(Side side, std::uint32_t v) { return counts_[2 * (v - first_) + static_cast<std::uint32_t>(side)]; }
  std::uint32_t root() const { return static_cast<std::uint32_t>(next_.size() - 1); }

  void append(std::uint32_t v);
  void place_after(std::uint32_t v, std::uint32_t place);
  void spread_ranks();

  std::uint32_t first_ = 0;
  std::int64_t cost_ = 0;
  PathRows<Value> rows_;
  std::vector<RowCount> counts_;         ///< [2 * num_intermediates], of rows_
  std::vector<std::uint64_t> ranks_;     ///< position in the order, with gaps; the largest for what stays
  std::vector<std::uint32_t> previous_;  ///< the order as a ring through the vertex number num_vertices
  std::vector<std::uint32_t> next_;

  struct Exchange {
    std::uint32_t v = 0, w = 0;
    Side side = Side::entering;  ///< of v on which w stands
    std::int64_t change = 0;
    RowCount count_of_v, count_of_w;
    Row row_of_v, row_of_w;
  } prepared_;
};

template <class Value>
EliminationSequence<Value>::EliminationSequence(const LinearizedGraph& graph, const EliminationOrder& order)
    : first_(static_cast<std::uint32_t>(graph.num_independents())),
      rows_(graph),
      counts_(2 * graph.num_intermediates()),
      ranks_(graph.num_vertices(), std::numeric_limits<std::uint64_t>::max()),
      previous_(graph.num_vertices() + 1),
      next_(graph.num_vertices() + 1) {
  previous_[root()] = next_[root()] = root();
  for (const VertexId v : order.vertices) append(v.value);
  spread_ranks();
}

template <class Value>
void EliminationSequence<Value>::append(std::uint32_t v) {
  for (const Side side : {Side::entering, Side::leaving}) count(side, v) = rows_(side, v).count();
  cost_ += elimination_cost(count(Side::entering, v), count(Side::leaving, v));
  rows_.eliminate(v);
  const std::uint32_t last = previous_[root()];
  next_[last] = previous_[root()] = v;
  previous_[v] = last;
  next_[v] = root();
}

template <class Value>
EliminationOrder EliminationSequence<Value>::order() const {
  EliminationOrder order;
  for (std::uint32_t v = next_[root()]; v != root(); v = next_[v]) order.vertices.push_back(VertexId(v));
  return order;
}

template <class Value>
std::uint32_t EliminationSequence<Value>::next_neighbour(std::uint32_t v) const {
  std::uint32_t nearest = none;
  std::uint64_t rank = std::numeric_limits<std::uint64_t>::max();
  for_neighbours(v, [&](std::uint32_t u) {
    if (ranks_[u] >= rank) return;
    rank = ranks_[u];
    nearest = u;
  });
  return nearest;
}

template <class Value>
std::int64_t EliminationSequence<Value>::prepare(std::uint32_t v, std::uint32_t w) {
  Exchange& exchange = prepared_;
  exchange.v = v;
  exchange.w = w;
  const Value* link = rows_(Side::leaving, v).find(w);
  const Side same = link != nullptr ? Side::leaving : Side::entering;
  const Side other = opposite(same);
  if (link == nullptr) link = rows_(same, v).find(w);
  exchange.side = same;
  subtract_scaled(rows_(other, w), rows_(other, v), {v, *link}, exchange.row_of_w);
  add_scaled(rows_(same, v), rows_(same, w), *link, w, exchange.row_of_v);
  exchange.count_of_v = exchange.row_of_v.count();
  exchange.count_of_w = exchange.row_of_w.count();
  exchange.change = elimination_cost(exchange.count_of_v, count(other, v)) +
                    elimination_cost(exchange.count_of_w, count(same, w)) -
                    elimination_cost(count(same, v), count(other, v)) -
                    elimination_cost(count(other, w), count(same, w));
  return exchange.change;
}

template <class Value>
void EliminationSequence<Value>::commit() {
  Exchange& exchange = prepared_;
  const Side other = opposite(exchange.side);
  rows_(exchange.side, exchange.v).entries.swap(exchange.row_of_v.entries);
  rows_(other, exchange.w).entries.swap(exchange.row_of_w.entries);
  count(exchange.side, exchange.v) = exchange.count_of_v;
  count(other, exchange.w) = exchange.count_of_w;
  cost_ += exchange.change;
  place_after(exchange.v, exchange.w);
}

template <class Value>
std::uint32_t EliminationSequence<Value>::previous_neighbour(std::uint32_t w) const {
  std::uint32_t num_looked_at = 0;
  for (std::uint32_t v = previous_[w]; v != root() && num_looked_at < longest_look_back; v = previous_[v]) {
    ++num_looked_at;
    if (rows_(Side::leaving, v).find(w) != nullptr || rows_(Side::entering, v).find(w) != nullptr) return v;
  }
  return none;
}

template <class Value>
void EliminationSequence<Value>::pull(std::uint32_t v, std::uint32_t w) {
  place_after(w, v);
  prepare(v, w);
  commit();
}

template <class Value>
void EliminationSequence<Value>::undo(std::uint32_t v, std::uint32_t place_of_v, std::uint32_t w,
                                      std::uint32_t place_of_w) {
  prepare(w, v);
  commit();
  place_after(v, place_of_v);
  if (place_of_w != none) place_after(w, place_of_w);
}

template <class Value>
void EliminationSequence<Value>::place_after(std::uint32_t v, std::uint32_t place) {
  next_[previous_[v]] = next_[v];
  previous_[next_[v]] = previous_[v];
  const std::uint32_t successor = next_[place];
  next_[place] = previous_[successor] = v;
  previous_[v] = place;
  next_[v] = successor;
  const std::uint64_t low = place == root() ? 0 : ranks_[place];
  const std::uint64_t high = successor == root() ? std::numeric_limits<std::uint64_t>::max() : ranks_[successor];
  ranks_[v] = low + (high - low) / 2;
  if (ranks_[v] == low) spread_ranks();
}

template <class Value>
void EliminationSequence<Value>::spread_ranks() {
  const std::uint64_t gap = std::numeric_limits<std::uint64_t>::max() / (counts_.size() / 2 + 1);
  std::uint64_t rank = 0;
  for (std::uint32_t v = next_[root()]; v != root(); v = next_[v]) ranks_[v] = rank += gap;
}

}  // namespace jacquard::policies
