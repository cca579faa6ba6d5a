// SPDX-License-Identifier: BSD-2-Clause
// Rows of a library file that scalar graphs, tensor graphs and networks have alike.
#include "library_rows.hpp"

#include <algorithm>
#include <utility>

namespace jacquard::policies {

std::string text_of(std::span<const std::uint8_t> bytes, const std::string& place) {
  const auto end = std::find(bytes.begin(), bytes.end(), 0);
  if (std::any_of(end, bytes.end(), [](std::uint8_t byte) { return byte != 0; })) {
    refuse_entry(place, "nothing after a text's end", "more bytes");
  }
  return {bytes.begin(), end};
}

Range range_of(const Hdf5Reader& file, const format::U64& offsets, std::uint64_t k, const std::string& place) {
  const std::vector<std::uint64_t> ends = file.read(offsets, k, 2);
  if (ends[1] < ends[0]) refuse_entry(place, "ascending offsets", "descending ones");
  return {ends[0], ends[1] - ends[0]};
}

std::uint64_t check_graph_lengths(const Hdf5Reader& file, const format::GraphColumns& columns) {
  const std::uint64_t num_graphs = file.num_rows(columns.fingerprints);
  check_lengths(file, num_graphs, columns.checksums, columns.names, columns.sizes);
  check_lengths(file, num_graphs + 1, columns.edge_offsets);
  check_lengths(file, file.num_rows(columns.edge_tails), columns.edge_heads);
  return num_graphs;
}

void check_order_lengths(const Hdf5Reader& file, const format::OrderColumns& columns, std::uint64_t num_orders) {
  check_lengths(file, num_orders, columns.costs, columns.bounds, columns.optimal, columns.methods, columns.seeds,
                columns.milliseconds, columns.producers);
  check_lengths(file, num_orders + 1, columns.vertex_offsets);
}

OrderRecord read_order(const Hdf5Reader& file, const format::OrderColumns& columns, std::uint64_t k,
                       const std::string& place) {
  OrderRecord record;
  record.cost = file.read(columns.costs, k, 1)[0];
  record.bound = file.read(columns.bounds, k, 1)[0];
  const std::uint8_t optimal = file.read(columns.optimal, k, 1)[0];
  if (optimal > 1) refuse_entry(place, "0 or 1 for optimal", std::to_string(optimal));
  record.optimal = optimal == 1;
  record.method = text_of(file.read(columns.methods, k, 1), place);
  record.seed = file.read(columns.seeds, k, 1)[0];
  record.milliseconds = file.read(columns.milliseconds, k, 1)[0];
  record.producer = text_of(file.read(columns.producers, k, 1), place);
  const Range vertices = range_of(file, columns.vertex_offsets, k, place);
  for (const std::uint32_t v : file.read(columns.vertices, vertices.first, vertices.count)) {
    record.order.vertices.push_back(VertexId(v));
  }
  return record;
}

void FingerprintIndex::read(const Hdf5Reader& file, const format::U64& column, const char* checksum) {
  const std::string place = file.path() + ": " + std::string(column.name);
  words_ = file.read_all(column);
  Checksum sum;
  for (const std::uint64_t word : words_) sum.add(word);
  if (sum.value() != file.number(checksum)) {
    refuse_entry(place, "the checksum it was written with", "another one");
  }
  for (std::size_t k = 1; k < size(); ++k) {
    if ((*this)[k] < (*this)[k - 1]) refuse_entry(place, "ascending order", "another order");
  }
}

std::size_t FingerprintIndex::first(const Fingerprint& fingerprint) const {
  std::size_t first = 0;
  for (std::size_t last = size(); first < last;) {
    const std::size_t middle = first + (last - first) / 2;
    if ((*this)[middle] < fingerprint) {
      first = middle + 1;
    } else {
      last = middle;
    }
  }
  return first;
}

}  // namespace jacquard::policies
