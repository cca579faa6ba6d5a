// SPDX-License-Identifier: BSD-2-Clause
// An elimination order with the rows of every vertex at its elimination, kept up to date as vertices trade places.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "jacquard/order.hpp"
#include "path_values.hpp"

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

  EliminationSequence(const LinearizedGraph& graph, const EliminationOrder& order, std::uint64_t seed);

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

  /// The last vertex before `w` that shares an edge with it, or none.
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
    for (const Side side : {entering, leaving}) {
      for (const Entry& entry : row(side, v)) visit(entry.id);
    }
  }

 private:
  struct Entry {
    std::uint32_t id;
    Value value;
  };
  using Row = std::vector<Entry>;
  enum Side : int { entering = 0, leaving = 1 };

  Row& row(Side side, std::uint32_t v) { return rows_[2 * v + side]; }
  const Row& row(Side side, std::uint32_t v) const { return rows_[2 * v + side]; }
  RowCount& count(Side side, std::uint32_t v) { return counts_[2 * (v - first_) + side]; }

  void eliminate(std::uint32_t v);
  void place_after(std::uint32_t v, std::uint32_t place);
  void spread_ranks();

  static const Entry* find(const Row& row, std::uint32_t id);
  static void erase(Row& row, std::uint32_t id);
  static void add_scaled(Row& row, const Row& other, const Value& factor, std::uint32_t skipped, Row& out);
  static RowCount subtract_scaled(const Row& row, const Row& other, const Entry& gained, Row& out);
  static RowCount count_row(const Row& row);

  std::uint32_t first_ = 0;
  std::int64_t cost_ = 0;
  std::vector<Row> rows_;          ///< [2 * num_vertices], ascending ids
  std::vector<RowCount> counts_;   ///< [2 * num_intermediates]
  std::vector<std::uint64_t> ranks_;     ///< position in the order, with gaps; the largest for what stays
  std::vector<std::uint32_t> previous_;  ///< the order as a ring through the vertex number num_vertices
  std::vector<std::uint32_t> next_;

  struct Exchange {
    std::uint32_t v = 0, w = 0;
    Side side = entering;
    std::int64_t change = 0;
    RowCount of_v, of_w;
    Row row_of_v, row_of_w;
  } prepared_;
};

template <class Value>
EliminationSequence<Value>::EliminationSequence(const LinearizedGraph& graph, const EliminationOrder& order,
                                                std::uint64_t seed)
    : first_(static_cast<std::uint32_t>(graph.num_independents())),
      rows_(2 * graph.num_vertices()),
      counts_(2 * graph.num_intermediates()),
      ranks_(graph.num_vertices(), std::numeric_limits<std::uint64_t>::max()),
      previous_(graph.num_vertices() + 1),
      next_(graph.num_vertices() + 1) {
  RandomStream random(seed);
  for (const Edge& edge : graph.edges()) {
    const Value value = Value::of(edge, random);
    row(entering, edge.head.value).push_back({edge.tail.value, value});
    row(leaving, edge.tail.value).push_back({edge.head.value, value});
  }
  const auto root = static_cast<std::uint32_t>(graph.num_vertices());
  previous_[root] = next_[root] = root;
  for (const VertexId v : order.vertices) {
    eliminate(v.value);
    const std::uint32_t last = previous_[root];
    next_[last] = previous_[root] = v.value;
    previous_[v.value] = last;
    next_[v.value] = root;
  }
  spread_ranks();
}

template <class Value>
EliminationOrder EliminationSequence<Value>::order() const {
  EliminationOrder order;
  const auto root = static_cast<std::uint32_t>(next_.size() - 1);
  for (std::uint32_t v = next_[root]; v != root; v = next_[v]) order.vertices.push_back(VertexId(v));
  return order;
}

template <class Value>
void EliminationSequence<Value>::eliminate(std::uint32_t v) {
  Row merged;
  for (const Entry& out : row(leaving, v)) {
    erase(row(entering, out.id), v);
    add_scaled(row(entering, out.id), row(entering, v), out.value, none, merged);
    row(entering, out.id).swap(merged);
  }
  for (const Entry& in : row(entering, v)) {
    erase(row(leaving, in.id), v);
    add_scaled(row(leaving, in.id), row(leaving, v), in.value, none, merged);
    row(leaving, in.id).swap(merged);
  }
  for (const Side side : {entering, leaving}) count(side, v) = count_row(row(side, v));
  cost_ += elimination_cost(count(entering, v), count(leaving, v));
}

template <class Value>
std::uint32_t EliminationSequence<Value>::next_neighbour(std::uint32_t v) const {
  std::uint32_t nearest = none;
  std::uint64_t rank = std::numeric_limits<std::uint64_t>::max();
  for (const Side side : {entering, leaving}) {
    for (const Entry& entry : row(side, v)) {
      if (ranks_[entry.id] < rank) {
        rank = ranks_[entry.id];
        nearest = entry.id;
      }
    }
  }
  return nearest;
}

template <class Value>
std::int64_t EliminationSequence<Value>::prepare(std::uint32_t v, std::uint32_t w) {
  Exchange& exchange = prepared_;
  exchange.v = v;
  exchange.w = w;
  const Entry* link = find(row(leaving, v), w);
  const Side same = link != nullptr ? leaving : entering;
  const Side other = link != nullptr ? entering : leaving;
  if (link == nullptr) link = find(row(entering, v), w);
  exchange.side = same;
  exchange.of_w = subtract_scaled(row(other, w), row(other, v), {v, link->value}, exchange.row_of_w);
  add_scaled(row(same, v), row(same, w), link->value, w, exchange.row_of_v);
  exchange.of_v = count_row(exchange.row_of_v);
  exchange.change = elimination_cost(exchange.of_v, count(other, v)) + elimination_cost(exchange.of_w, count(same, w)) -
                    elimination_cost(count(same, v), count(other, v)) -
                    elimination_cost(count(other, w), count(same, w));
  return exchange.change;
}

template <class Value>
void EliminationSequence<Value>::commit() {
  Exchange& exchange = prepared_;
  const Side other = exchange.side == leaving ? entering : leaving;
  row(exchange.side, exchange.v).swap(exchange.row_of_v);
  row(other, exchange.w).swap(exchange.row_of_w);
  count(exchange.side, exchange.v) = exchange.of_v;
  count(other, exchange.w) = exchange.of_w;
  cost_ += exchange.change;
  place_after(exchange.v, exchange.w);
}

template <class Value>
std::uint32_t EliminationSequence<Value>::previous_neighbour(std::uint32_t w) const {
  const auto root = static_cast<std::uint32_t>(next_.size() - 1);
  for (std::uint32_t v = previous_[w]; v != root; v = previous_[v]) {
    if (find(row(leaving, v), w) != nullptr || find(row(entering, v), w) != nullptr) return v;
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
  const auto root = static_cast<std::uint32_t>(next_.size() - 1);
  const std::uint64_t low = place == root ? 0 : ranks_[place];
  const std::uint64_t high = successor == root ? std::numeric_limits<std::uint64_t>::max() : ranks_[successor];
  ranks_[v] = low + (high - low) / 2;
  if (ranks_[v] == low) spread_ranks();
}

template <class Value>
void EliminationSequence<Value>::spread_ranks() {
  const std::uint64_t gap = std::numeric_limits<std::uint64_t>::max() / (counts_.size() / 2 + 1);
  const auto root = static_cast<std::uint32_t>(next_.size() - 1);
  std::uint64_t rank = 0;
  for (std::uint32_t v = next_[root]; v != root; v = next_[v]) ranks_[v] = rank += gap;
}

template <class Value>
auto EliminationSequence<Value>::find(const Row& row, std::uint32_t id) -> const Entry* {
  for (const Entry& entry : row) {
    if (entry.id == id) return &entry;
  }
  return nullptr;
}

template <class Value>
void EliminationSequence<Value>::erase(Row& row, std::uint32_t id) {
  std::erase_if(row, [id](const Entry& entry) { return entry.id == id; });
}

template <class Value>
void EliminationSequence<Value>::add_scaled(Row& row, const Row& other, const Value& factor, std::uint32_t skipped,
                                            Row& out) {
  out.clear();
  auto mine = row.begin();
  const auto copy_mine = [&] {
    if (mine->id != skipped) out.push_back(*mine);
    ++mine;
  };
  for (const Entry& entry : other) {
    while (mine != row.end() && mine->id < entry.id) copy_mine();
    const Value scaled = factor * entry.value;
    const bool is_parallel = mine != row.end() && mine->id == entry.id;
    out.push_back({entry.id, is_parallel ? (mine++)->value + scaled : scaled});
  }
  while (mine != row.end()) copy_mine();
}

/// row - gained.value * other, without entries that vanish, and with `gained`.
template <class Value>
RowCount EliminationSequence<Value>::subtract_scaled(const Row& row, const Row& other, const Entry& gained, Row& out) {
  out.clear();
  auto theirs = other.begin();
  bool is_inserted = false;
  RowCount count;
  for (const Entry& entry : row) {
    if (!is_inserted && entry.id > gained.id) {
      out.push_back(gained);
      is_inserted = true;
    }
    Entry left = entry;
    while (theirs != other.end() && theirs->id < entry.id) ++theirs;
    if (theirs != other.end() && theirs->id == entry.id) left.value = left.value - gained.value * theirs->value;
    if (left.value.is_zero()) continue;
    left.value.count(count, 1);
    out.push_back(left);
  }
  if (!is_inserted) out.push_back(gained);
  gained.value.count(count, 1);
  return count;
}

template <class Value>
RowCount EliminationSequence<Value>::count_row(const Row& row) {
  RowCount count;
  for (const Entry& entry : row) entry.value.count(count, 1);
  return count;
}

}  // namespace jacquard::policies
