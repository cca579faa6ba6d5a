// SPDX-License-Identifier: BSD-2-Clause
// Rows of a library file that scalar graphs, tensor graphs and networks have alike.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "library_entry.hpp"

namespace jacquard::policies {

/// A text of fixed width; nothing may follow its end, or a flipped byte there would go unseen.
std::string text_of(std::span<const std::uint8_t> bytes, const std::string& place);

struct Range {
  std::uint64_t first = 0;
  std::uint64_t count = 0;
};

/// Rows that belong to entry `k`.
Range range_of(const Hdf5Reader& file, const format::U64& offsets, std::uint64_t k, const std::string& place);

/// Columns that describe the same things must agree on how many there are.
template <class... Columns>
void check_lengths(const Hdf5Reader& file, std::uint64_t expected, const Columns&... columns) {
  const auto check = [&](const auto& column) {
    const std::uint64_t found = file.num_rows(column);
    if (found != expected) {
      refuse_entry(file.path() + ": " + std::string(column.name), std::to_string(expected) + " rows",
                   std::to_string(found));
    }
  };
  (check(columns), ...);
}

/// The lengths of what every kind of graph has; @returns how many graphs there are.
std::uint64_t check_graph_lengths(const Hdf5Reader& file, const format::GraphColumns& columns);
void check_order_lengths(const Hdf5Reader& file, const format::OrderColumns& columns, std::uint64_t num_orders);

/// Everything of order `k` but its model.
OrderRecord read_order(const Hdf5Reader& file, const format::OrderColumns& columns, std::uint64_t k,
                       const std::string& place);

/// Fingerprints in ascending order, and the place of each graph.
class FingerprintIndex {
 public:
  /// Reads and checks `column` against the root's attribute `checksum`.
  void read(const Hdf5Reader& file, const format::U64& column, const char* checksum);

  std::size_t size() const { return words_.size() / 2; }
  Fingerprint operator[](std::size_t k) const { return {{words_[2 * k], words_[2 * k + 1]}}; }
  /// The first graph whose fingerprint is not below `fingerprint`; size() if there is none.
  std::size_t first(const Fingerprint& fingerprint) const;

 private:
  std::vector<std::uint64_t> words_;  ///< [num_graphs x 2]
};

}  // namespace jacquard::policies
