// SPDX-License-Identifier: BSD-2-Clause
// Reads graphs of tensors out of a policy library.
#include <algorithm>
#include <array>
#include <utility>

#include "library_state.hpp"

namespace jacquard::policies {

namespace {

std::int8_t type_of(std::uint8_t code, const std::string& place) {
  constexpr std::uint8_t greatest = greatest_partial_type - least_partial_type;
  if (code > greatest) {
    refuse_entry(place, "a partial's code from 0 to " + std::to_string(greatest), std::to_string(code));
  }
  return static_cast<std::int8_t>(code + least_partial_type);
}

TensorGraph read_graph(const Hdf5Reader& file, std::uint64_t k, const std::string& place) {
  const format::GraphColumns& columns = format::tensor_graph_columns;
  const std::vector<std::uint32_t> size = file.read(columns.sizes, k, 1);
  check_sizes(size, place);
  const Range edges = range_of(file, columns.edge_offsets, k, place);
  const auto tails = file.read(columns.edge_tails, edges.first, edges.count);
  const auto heads = file.read(columns.edge_heads, edges.first, edges.count);
  const auto types = file.read(format::tensor_edge_types, edges.first, edges.count);
  const auto extents = file.read(format::tensor_edge_extents, edges.first, edges.count);
  TensorGraph graph{size[0], size[1], size[2], {}};
  graph.edges.reserve(edges.count);
  for (std::size_t e = 0; e < edges.count; ++e) {
    TensorPartial partial{type_of(types[e], place), {}};
    std::copy_n(extents.begin() + static_cast<std::ptrdiff_t>(4 * e), 4, partial.extents.begin());
    graph.edges.push_back({VertexId(tails[e]), VertexId(heads[e]), partial});
  }
  return graph;
}

}  // namespace

const FingerprintIndex& PolicyLibrary::State::tensor_graphs() {
  if (tensor_index) return *tensor_index;
  FingerprintIndex read;
  if (version_minor >= format::first_minor_with_tensors) {
    const format::GraphColumns& columns = format::tensor_graph_columns;
    const std::uint64_t num_graphs = check_graph_lengths(file, columns);
    check_lengths(file, file.num_rows(columns.edge_tails), format::tensor_edge_types, format::tensor_edge_extents);
    check_order_lengths(file, format::tensor_order_columns, num_graphs);
    read.read(file, columns.fingerprints, format::attribute_tensor_index_checksum);
  }
  return tensor_index.emplace(std::move(read));
}

std::size_t PolicyLibrary::num_tensor_graphs() const { return state_->tensor_graphs().size(); }

TensorEntry PolicyLibrary::tensor_entry(std::size_t k) const {
  const Hdf5Reader& file = state_->file;
  const std::string place = file.path() + ": tensor graph " + std::to_string(k);
  const FingerprintIndex& index = state_->tensor_graphs();
  if (k >= index.size()) refuse_entry(place, "fewer than " + std::to_string(index.size()), std::to_string(k));
  TensorEntry entry;
  entry.name = text_of(file.read(format::tensor_graph_columns.names, k, 1), place);
  entry.fingerprint = index[k];
  entry.graph = read_graph(file, k, place);
  entry.order = read_order(file, format::tensor_order_columns, k, place);
  if (checksum_of(entry) != file.read(format::tensor_graph_columns.checksums, k, 1)[0]) {
    refuse_entry(place, "the checksum it was written with", "another one");
  }
  check_entry(entry, place);
  return entry;
}

std::optional<TensorEntry> PolicyLibrary::find(const TensorForm& form) const {
  const FingerprintIndex& index = state_->tensor_graphs();
  for (std::size_t k = index.first(form.fingerprint); k < index.size() && index[k] == form.fingerprint; ++k) {
    TensorEntry candidate = tensor_entry(k);
    if (candidate.graph == form.graph) return candidate;
  }
  return {};
}

}  // namespace jacquard::policies
