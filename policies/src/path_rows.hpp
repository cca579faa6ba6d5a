// SPDX-License-Identifier: BSD-2-Clause
// A graph whose edges carry sums over paths, while vertices are eliminated.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

#include "path_values.hpp"

namespace jacquard::policies {

enum class Side : std::uint8_t { entering = 0, leaving = 1 };
constexpr Side opposite(Side side) { return side == Side::leaving ? Side::entering : Side::leaving; }

/// Edges of one vertex to one side, by the neighbour's id, ascending.
template <class Value>
struct PathRow {
  struct Entry {
    std::uint32_t id;
    Value value;
  };
  std::vector<Entry> entries;

  auto begin() const { return entries.begin(); }
  auto end() const { return entries.end(); }

  /// The edge to `id`, or null. Rows are short.
  const Value* find(std::uint32_t id) const {
    for (const Entry& entry : entries) {
      if (entry.id == id) return &entry.value;
    }
    return nullptr;
  }
  RowCount count() const {
    RowCount count;
    for (const Entry& entry : entries) count += entry.value.count();
    return count;
  }
};

/// out = row + factor * other, without the entry of `skipped`.
template <class Value>
void add_scaled(const PathRow<Value>& row, const PathRow<Value>& other, const Value& factor, std::uint32_t skipped,
                PathRow<Value>& out) {
  out.entries.clear();
  auto mine = row.begin();
  const auto copy_mine = [&] {
    if (mine->id != skipped) out.entries.push_back(*mine);
    ++mine;
  };
  for (const auto& entry : other) {
    while (mine != row.end() && mine->id < entry.id) copy_mine();
    const Value scaled = factor * entry.value;
    const bool is_parallel = mine != row.end() && mine->id == entry.id;
    out.entries.push_back({entry.id, is_parallel ? (mine++)->value + scaled : scaled});
  }
  while (mine != row.end()) copy_mine();
}

/// out = row - gained.value * other, without entries that vanish, and with `gained`.
template <class Value>
void subtract_scaled(const PathRow<Value>& row, const PathRow<Value>& other,
                     const typename PathRow<Value>::Entry& gained, PathRow<Value>& out) {
  out.entries.clear();
  auto theirs = other.begin();
  bool is_inserted = false;
  for (const auto& entry : row) {
    if (!is_inserted && entry.id > gained.id) {
      out.entries.push_back(gained);
      is_inserted = true;
    }
    while (theirs != other.end() && theirs->id < entry.id) ++theirs;
    if (theirs == other.end() || theirs->id != entry.id) {
      out.entries.push_back(entry);
      continue;
    }
    const Value left = entry.value - gained.value * theirs->value;
    if (!left.is_zero()) out.entries.push_back({entry.id, left});
  }
  if (!is_inserted) out.entries.push_back(gained);
}

/// By how much row + factor * other counts more than `row`.
template <class Value>
RowCount count_gain(const PathRow<Value>& row, const PathRow<Value>& other, const Value& factor) {
  RowCount gain;
  auto mine = row.begin();
  for (const auto& entry : other) {
    while (mine != row.end() && mine->id < entry.id) ++mine;
    if (mine != row.end() && mine->id == entry.id) {
      gain += Value::count_sum(mine->value, factor, entry.value);
      gain -= mine->value.count();
    } else {
      gain += Value::count_product(factor, entry.value);
    }
  }
  return gain;
}

/// By how much row - factor * other counts less than `row`.
template <class Value>
RowCount count_loss(const PathRow<Value>& row, const PathRow<Value>& other, const Value& factor) {
  RowCount loss;
  auto mine = row.begin();
  for (const auto& entry : other) {
    while (mine != row.end() && mine->id < entry.id) ++mine;
    if (mine == row.end()) break;
    if (mine->id != entry.id) continue;
    loss += mine->value.count();
    loss -= Value::count_difference(mine->value, factor, entry.value);
  }
  return loss;
}

/// Whether the rows of independents and dependents are kept up to date. They may be as long as the graph is large.
enum class EndRows : std::uint8_t { kept, forgotten };

/// Entering and leaving rows of all vertices. An eliminated vertex keeps the rows that it had then.
template <class Value>
class PathRows {
 public:
  using Row = PathRow<Value>;

  /// Random weights follow from a fixed seed, so that equal graphs get equal rows.
  explicit PathRows(const LinearizedGraph& graph)
      : first_intermediate_(static_cast<std::uint32_t>(graph.num_independents())),
        first_dependent_(static_cast<std::uint32_t>(graph.num_independents() + graph.num_intermediates())),
        rows_(2 * graph.num_vertices()) {
    RandomStream random(weight_seed);
    for (const Edge& edge : graph.edges()) {
      const Value value = Value::of(edge, random);
      (*this)(Side::entering, edge.head.value).entries.push_back({edge.tail.value, value});
      (*this)(Side::leaving, edge.tail.value).entries.push_back({edge.head.value, value});
    }
  }

  Row& operator()(Side side, std::uint32_t v) { return rows_[2 * v + static_cast<std::uint32_t>(side)]; }
  const Row& operator()(Side side, std::uint32_t v) const {
    return rows_[2 * v + static_cast<std::uint32_t>(side)];
  }

  std::uint32_t num_vertices() const { return static_cast<std::uint32_t>(rows_.size() / 2); }
  std::uint32_t first_intermediate() const { return first_intermediate_; }
  std::uint32_t first_dependent() const { return first_dependent_; }
  bool is_intermediate(std::uint32_t v) const { return v >= first_intermediate_ && v < first_dependent_; }
  /// Whether paths that go on to `side` stop at `v`: at independents or at dependents.
  bool is_end(Side side, std::uint32_t v) const {
    return side == Side::entering ? v < first_intermediate_ : v >= first_dependent_;
  }

  /// What eliminating `v` costs now.
  std::int64_t cost(std::uint32_t v) const {
    return elimination_cost((*this)(Side::entering, v).count(), (*this)(Side::leaving, v).count());
  }

  void eliminate(std::uint32_t v, EndRows end_rows = EndRows::kept) {
    for (const Side side : {Side::entering, Side::leaving}) {
      for (const auto& entry : (*this)(side, v)) {
        if (end_rows == EndRows::forgotten && is_end(side, entry.id)) continue;
        Row& row = (*this)(opposite(side), entry.id);
        add_scaled(row, (*this)(opposite(side), v), entry.value, v, merged_);
        row.entries.swap(merged_.entries);
      }
    }
  }

  /// Eliminates the edge on `side` of `pivot` that ends at `end` by putting it onto the edges of the other side:
  /// front elimination for entering edges, back elimination for leaving ones. Returns what that costs.
  std::int64_t eliminate_edge(Side side, std::uint32_t pivot, std::uint32_t end) {
    Row edge;
    edge.entries.push_back({end, *(*this)(side, pivot).find(end)});
    const Row& beyond = (*this)(opposite(side), pivot);
    add_scaled((*this)(opposite(side), end), beyond, edge.entries.front().value, pivot, merged_);
    (*this)(opposite(side), end).entries.swap(merged_.entries);
    for (const auto& entry : beyond) {
      Row& row = (*this)(side, entry.id);
      add_scaled(row, edge, entry.value, num_vertices(), merged_);
      row.entries.swap(merged_.entries);
    }
    std::erase_if((*this)(side, pivot).entries, [end](const auto& entry) { return entry.id == end; });
    return elimination_cost(edge.count(), beyond.count());
  }

 private:
  static constexpr std::uint64_t weight_seed = 7;

  std::uint32_t first_intermediate_;
  std::uint32_t first_dependent_;
  std::vector<Row> rows_;  ///< [2 * num_vertices]
  Row merged_;             ///< scratch
};

}  // namespace jacquard::policies
