// SPDX-License-Identifier: BSD-2-Clause
// A hash table of vertices that are found by what they compute.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "jacquard/ids.hpp"

namespace jacquard {

/// Open addressing over (hash, id) pairs; the keys stay in the graph, so that a copy is one block of memory.
class VertexTable {
 public:
  /// The id whose hash is `hash` and for which `equals(id)` holds; invalid, and to be set by the caller at once, if
  /// there is none yet. Valid until the next call.
  template <class Equals>
  VertexId& find_or_insert(std::uint64_t hash, Equals&& equals) {
    if (is_full_with(num_entries_ + 1, entries_.size())) grow();
    Entry& entry = entries_[position_of(hash, equals)];
    if (!entry.id.valid()) {
      ++num_entries_;
      entry.hash = static_cast<std::uint32_t>(hash);
    }
    return entry.id;
  }

  /// The id whose hash is `hash` and for which `equals(id)` holds; invalid if there is none.
  template <class Equals>
  VertexId find(std::uint64_t hash, Equals&& equals) const {
    return entries_.empty() ? VertexId() : entries_[position_of(hash, equals)].id;
  }

  /// Makes room for `num_entries` at once.
  void reserve(std::size_t num_entries) {
    std::size_t size = std::max<std::size_t>(entries_.size(), 64);
    while (is_full_with(num_entries + 1, size)) size *= 2;
    if (size > entries_.size()) resize(size);
  }

  void clear() {
    entries_.clear();
    num_entries_ = 0;
  }

 private:
  struct Entry {
    std::uint32_t hash = 0;
    VertexId id;
  };

  /// Fuller tables would be slow to search, larger ones to reach: what matters is that they stay in the cache.
  static bool is_full_with(std::size_t num_entries, std::size_t size) { return 8 * num_entries > 5 * size; }

  /// Of the entry, or of the free place where it belongs.
  template <class Equals>
  std::size_t position_of(std::uint64_t hash, Equals& equals) const {
    const auto mixed = static_cast<std::uint32_t>(hash);
    std::size_t position = mixed & (entries_.size() - 1);
    while (entries_[position].id.valid() && !(entries_[position].hash == mixed && equals(entries_[position].id))) {
      position = (position + 1) & (entries_.size() - 1);
    }
    return position;
  }

  void grow() { resize(entries_.empty() ? 64 : 2 * entries_.size()); }

  void resize(std::size_t size) {
    std::vector<Entry> old(size);
    old.swap(entries_);
    for (const Entry& entry : old) {
      if (!entry.id.valid()) continue;
      std::size_t position = entry.hash & (entries_.size() - 1);
      while (entries_[position].id.valid()) position = (position + 1) & (entries_.size() - 1);
      entries_[position] = entry;
    }
  }

  std::vector<Entry> entries_;  ///< a power of two of them
  std::size_t num_entries_ = 0;
};

}  // namespace jacquard
