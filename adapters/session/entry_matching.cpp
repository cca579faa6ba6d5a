// SPDX-License-Identifier: BSD-2-Clause
// Row by row, both lists in order of their columns.
#include "entry_matching.hpp"

#include <algorithm>

namespace jacquard {
namespace {

/// The entries of each row in order of their columns, in compressed rows.
class SortedRows {
 public:
  struct Entry {
    std::int32_t column = 0;
    std::uint32_t number = 0;
    friend auto operator<=>(const Entry&, const Entry&) = default;
  };

  SortedRows(const EntryList& list, std::size_t num_rows) : offsets_(num_rows + 1, 0) {
    for (const std::int32_t row : list.rows) {
      if (row >= 0) ++offsets_[static_cast<std::size_t>(row) + 1];
    }
    for (std::size_t i = 0; i < num_rows; ++i) offsets_[i + 1] += offsets_[i];
    entries_.resize(offsets_.back());
    std::vector<std::size_t> next(offsets_.begin(), offsets_.end() - 1);
    for (std::uint32_t k = 0; k < list.rows.size(); ++k) {
      if (list.rows[k] >= 0) entries_[next[static_cast<std::size_t>(list.rows[k])]++] = {list.columns[k], k};
    }
    for (std::size_t i = 0; i < num_rows; ++i) std::ranges::sort(row(i));
  }

  std::span<Entry> row(std::size_t i) {
    return std::span(entries_).subspan(offsets_[i], offsets_[i + 1] - offsets_[i]);
  }

 private:
  std::vector<std::size_t> offsets_;
  std::vector<Entry> entries_;
};

}  // namespace

std::optional<std::vector<std::uint32_t>> match_entries(const EntryList& known, const EntryList& found,
                                                        std::size_t num_rows) {
  std::vector<std::uint32_t> matches(known.rows.size(), no_entry);
  SortedRows known_rows(known, num_rows), found_rows(found, num_rows);
  for (std::size_t i = 0; i < num_rows; ++i) {
    const auto places = known_rows.row(i);
    auto place = places.begin();
    for (const auto& [column, number] : found_rows.row(i)) {
      while (place != places.end() && place->column < column) ++place;
      if (place == places.end() || place->column != column) return std::nullopt;
      matches[place->number] = number;
      ++place;
    }
  }
  return matches;
}

}  // namespace jacquard
