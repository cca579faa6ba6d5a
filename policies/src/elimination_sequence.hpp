// SPDX-License-Identifier: BSD-2-Clause
// An elimination order with the rows of every vertex at its elimination, kept up to date as vertices trade places.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "jacquard/order.hpp"
#include "path_rows.hpp"

namespace jacquard::policies {

/// `a` if `condition` holds, else `b`; without a branch, where nothing could predict it.
inline std::uint64_t choose(bool condition, std::uint64_t a, std::uint64_t b) {
  return b ^ ((a ^ b) & (std::uint64_t{0} - static_cast<std::uint64_t>(condition)));
}

/// For every intermediate v, the edges that enter and leave v in the graph that is left when v is eliminated.
///
/// The value of an edge (u, w) after a set X has been eliminated is the sum over the paths from u to w within
/// X; it does not depend on the order within X. So when v and the next vertex w trade places, only the rows of
/// these two change, and only if an edge (say v to w, of value a) connects them:
///
///   entering(w) loses a times entering(v) and gains v;   leaving(v) loses w and gains a times leaving(w).
///
/// Values live in a field where sums can be taken back exactly. A vertex moves past vertices that it shares no
/// edge with for free. Exchanges leave the rows as they were before on a stack, so that undoing one costs a swap.
/// Memory: linear in the edges and the fill-in of the order, and the rows of the exchanges that may be undone.
template <class Value>
class EliminationSequence {
 public:
  static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

  /// Nothing once `keep_going`, asked after every elimination, says no.
  static std::optional<EliminationSequence> build(
      const LinearizedGraph& graph, const EliminationOrder& order,
      const KeepGoing& keep_going = [] { return true; });

  std::int64_t cost() const { return cost_; }
  std::uint32_t first_intermediate() const { return first_; }
  std::uint32_t num_intermediates() const { return static_cast<std::uint32_t>(counts_.size() / 2); }
  EliminationOrder order() const;

  /// A vertex that shares an edge with another, which it stands on one side of.
  struct Neighbour {
    std::uint32_t id = none;
    Side side = Side::entering;
    const Value* link = nullptr;  ///< the edge; valid until an exchange is made
  };
  /// The first vertex after `v` that shares an edge with it, or none.
  Neighbour next_neighbour(std::uint32_t v) const;

  /// `v` and its next neighbour `w` trading places: the row of v on the side where w stands changes, and the
  /// opposite row of w.
  struct Exchange {
    std::uint32_t v = none;
    Neighbour w;
    RowCount count_of_v, count_of_w;  ///< of the two rows, afterwards
    std::int64_t change = 0;          ///< in cost
  };
  /// Nothing changes yet.
  Exchange exchange(std::uint32_t v, const Neighbour& w) const;
  /// Makes an exchange that was worked out after the last one was made: v then stands right after w.
  void make(const Exchange& exchange);

  /// The last vertex before `w` that shares an edge with it, or none within the last few hundred.
  std::uint32_t previous_neighbour(std::uint32_t w) const;
  /// Moves `w` to right before its previous neighbour `v`.
  void pull(std::uint32_t v, std::uint32_t w);

  /// Exchanges that can be undone: all since forget().
  std::size_t num_exchanges() const { return num_exchanges_; }
  /// Undoes the last exchange, of which there must be one.
  void undo();
  /// What stands now is kept.
  void forget() { num_exchanges_ = 0; }

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

  /// An exchange that was made, with the rows and counts before.
  struct Made {
    Exchange exchange;
    Row row_of_v, row_of_w;
    std::uint32_t place_of_v = none, place_of_w = none;  ///< what they stood right after; none if w did not move
  };

  explicit EliminationSequence(const LinearizedGraph& graph);

  RowCount& count(Side side, std::uint32_t v) {
    return counts_[2 * (v - first_) + static_cast<std::uint32_t>(side)];
  }
  const RowCount& count(Side side, std::uint32_t v) const {
    return counts_[2 * (v - first_) + static_cast<std::uint32_t>(side)];
  }
  std::uint32_t root() const { return static_cast<std::uint32_t>(next_.size() - 1); }

  void swap_with_rows(Made& made);
  void append(std::uint32_t v);
  void place_after(std::uint32_t v, std::uint32_t place);
  void spread_ranks();

  std::uint32_t first_ = 0;
  std::int64_t cost_ = 0;
  PathRows<Value> rows_;                 ///< of intermediates
  std::vector<RowCount> counts_;         ///< [2 * num_intermediates], of rows_
  std::vector<std::uint64_t> ranks_;     ///< position in the order, with gaps; the largest for what stays
  std::vector<std::uint32_t> previous_;  ///< the order as a ring through the vertex number num_vertices
  std::vector<std::uint32_t> next_;
  std::vector<Made> made_;  ///< the first num_exchanges_ can be undone; the others lend their memory
  std::size_t num_exchanges_ = 0;
};

template <class Value>
EliminationSequence<Value>::EliminationSequence(const LinearizedGraph& graph)
    : first_(static_cast<std::uint32_t>(graph.num_independents())),
      rows_(graph),
      counts_(2 * graph.num_intermediates()),
      ranks_(graph.num_vertices(), std::numeric_limits<std::uint64_t>::max()),
      previous_(graph.num_vertices() + 1),
      next_(graph.num_vertices() + 1) {
  previous_[root()] = next_[root()] = root();
}

template <class Value>
auto EliminationSequence<Value>::build(const LinearizedGraph& graph, const EliminationOrder& order,
                                       const KeepGoing& keep_going) -> std::optional<EliminationSequence> {
  EliminationSequence sequence(graph);
  for (const VertexId v : order.vertices) {
    sequence.append(v.value);
    if (!keep_going()) return {};
  }
  sequence.spread_ranks();
  return sequence;
}

template <class Value>
void EliminationSequence<Value>::append(std::uint32_t v) {
  for (const Side side : {Side::entering, Side::leaving}) count(side, v) = rows_(side, v).count();
  cost_ += elimination_cost(count(Side::entering, v), count(Side::leaving, v));
  rows_.eliminate(v, EndRows::forgotten);  // exchanges change rows of intermediates only
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
auto EliminationSequence<Value>::next_neighbour(std::uint32_t v) const -> Neighbour {
  Neighbour nearest;
  std::uint64_t rank = std::numeric_limits<std::uint64_t>::max();
  for (const Side side : {Side::entering, Side::leaving}) {
    const auto& entries = rows_(side, v).entries;
    std::uint64_t found = entries.size();
    for (std::uint64_t k = 0; k < entries.size(); ++k) {
      const std::uint64_t rank_of_entry = ranks_[entries[k].id];
      const bool is_nearer = rank_of_entry < rank;
      found = choose(is_nearer, k, found);
      rank = choose(is_nearer, rank_of_entry, rank);
    }
    if (found < entries.size()) nearest = {entries[found].id, side, &entries[found].value};
  }
  return nearest;
}

template <class Value>
auto EliminationSequence<Value>::exchange(std::uint32_t v, const Neighbour& neighbour) const -> Exchange {
  const auto [w, same, link] = neighbour;
  const Side other = opposite(same);
  RowCount count_of_v = count(same, v), count_of_w = count(other, w);
  std::int64_t change =
      -elimination_cost(count_of_v, count(other, v)) - elimination_cost(count_of_w, count(same, w));
  count_of_v += count_gain(rows_(same, v), rows_(same, w), *link);
  count_of_v -= link->count();
  count_of_w -= count_loss(rows_(other, w), rows_(other, v), *link);
  count_of_w += link->count();
  change += elimination_cost(count_of_v, count(other, v)) + elimination_cost(count_of_w, count(same, w));
  return {v, neighbour, count_of_v, count_of_w, change};
}

template <class Value>
void EliminationSequence<Value>::swap_with_rows(Made& made) {
  Exchange& exchange = made.exchange;
  const Side same = exchange.w.side, other = opposite(same);
  rows_(same, exchange.v).entries.swap(made.row_of_v.entries);
  rows_(other, exchange.w.id).entries.swap(made.row_of_w.entries);
  std::swap(count(same, exchange.v), exchange.count_of_v);
  std::swap(count(other, exchange.w.id), exchange.count_of_w);
}

template <class Value>
void EliminationSequence<Value>::make(const Exchange& exchange) {
  if (num_exchanges_ == made_.size()) made_.emplace_back();
  Made& made = made_[num_exchanges_++];
  const std::uint32_t v = exchange.v;
  const auto [w, same, link] = exchange.w;
  const Side other = opposite(same);
  subtract_scaled(rows_(other, w), rows_(other, v), {v, *link}, made.row_of_w);
  add_scaled(rows_(same, v), rows_(same, w), *link, w, made.row_of_v);
  made.exchange = exchange;
  swap_with_rows(made);
  made.place_of_v = previous_[v];
  made.place_of_w = none;
  place_after(v, w);
  cost_ += exchange.change;
}

template <class Value>
void EliminationSequence<Value>::undo() {
  Made& made = made_[--num_exchanges_];
  swap_with_rows(made);
  cost_ -= made.exchange.change;
  place_after(made.exchange.v, made.place_of_v);
  if (made.place_of_w != none) place_after(made.exchange.w.id, made.place_of_w);
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
  const std::uint32_t place_of_w = previous_[w];
  place_after(w, v);
  const Side side = rows_(Side::leaving, v).find(w) != nullptr ? Side::leaving : Side::entering;
  make(exchange(v, {w, side, rows_(side, v).find(w)}));
  made_[num_exchanges_ - 1].place_of_w = place_of_w;
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
