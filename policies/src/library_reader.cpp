// SPDX-License-Identifier: BSD-2-Clause
// Reads policy libraries lazily and checks what it reads.
#include <algorithm>
#include <utility>

#include "jacquard/error.hpp"
#include "library_state.hpp"

namespace jacquard::policies {

namespace {

CostModel model_of(std::uint8_t code, const std::string& place) {
  if (code > format::model_emitted) refuse_entry(place, "a cost model from 0 to 2", std::to_string(code));
  return static_cast<CostModel>(code);
}

LinearizedGraph read_graph_of(const Hdf5Reader& file, std::uint64_t k, const std::string& place) {
  const std::vector<std::uint32_t> size = file.read(format::sizes, k, 1);
  const Range edges = range_of(file, format::edge_offsets, k, place);
  check_sizes(size, place);
  const auto tails = file.read(format::edge_tails, edges.first, edges.count);
  const auto heads = file.read(format::edge_heads, edges.first, edges.count);
  const auto kinds = file.read(format::edge_kinds, edges.first, edges.count);
  std::vector<Edge> list;
  list.reserve(edges.count);
  for (std::size_t e = 0; e < edges.count; ++e) {
    list.push_back(edge_of(VertexId(tails[e]), VertexId(heads[e]), kinds[e], place));
  }
  try {
    return {size[0], size[1], size[2], std::move(list)};
  } catch (const CaptureError& error) {
    throw LibraryError(place + ": " + error.what());
  }
}

TunedOrder read_tuned(const Hdf5Reader& file, std::uint64_t k, const std::string& place) {
  TunedOrder tuned;
  tuned.machine.processor = text_of(file.read(format::tuning_processors, k, 1), place);
  tuned.machine.compiler = text_of(file.read(format::tuning_compilers, k, 1), place);
  tuned.cost = file.read(format::tuning_costs, k, 1)[0];
  tuned.nanoseconds = file.read(format::tuning_nanoseconds, k, 1)[0];
  tuned.ratio = file.read(format::tuning_ratios, k, 1)[0];
  tuned.method = text_of(file.read(format::tuning_methods, k, 1), place);
  tuned.producer = text_of(file.read(format::tuning_producers, k, 1), place);
  const Range vertices = range_of(file, format::tuning_vertex_offsets, k, place);
  for (const std::uint32_t v : file.read(format::tuning_vertices, vertices.first, vertices.count))
    tuned.order.vertices.push_back(VertexId(v));
  return tuned;
}

// Those in the given rows, each against its checksum.
std::vector<TunedOrder> read_tunings_of(const Hdf5Reader& file, const Range& rows, const Fingerprint& fingerprint,
                                        const std::string& place) {
  if (rows.count == 0) return {};
  const std::uint64_t num_tunings = file.num_rows(format::tuning_checksums);
  check_lengths(file, num_tunings, format::tuning_processors, format::tuning_compilers, format::tuning_costs,
                format::tuning_nanoseconds, format::tuning_ratios, format::tuning_methods,
                format::tuning_producers);
  check_lengths(file, num_tunings + 1, format::tuning_vertex_offsets);
  std::vector<TunedOrder> tunings;
  for (std::uint64_t row = rows.first; row < rows.first + rows.count; ++row) {
    tunings.push_back(read_tuned(file, row, place));
    if (checksum_of(tunings.back(), fingerprint) != file.read(format::tuning_checksums, row, 1)[0])
      refuse_entry(place + ": tuned order", "the checksum it was written with", "another one");
  }
  return tunings;
}

}  // namespace

void PolicyLibrary::State::check_version() {
  const std::string identification = file.text(format::attribute_format);
  if (identification != format::identification) {
    refuse_entry(file.path() + ": format", format::identification, "another format");
  }
  const std::uint64_t version_major = file.number(format::attribute_version_major);
  if (version_major != library_version_major) {
    refuse_entry(file.path(), "version " + std::to_string(library_version_major),
                 "version " + std::to_string(version_major));
  }
  version_minor = file.number(format::attribute_version_minor);
}

// Their checksum keeps a damaged offset from taking a graph's orders away unseen. The other columns are opened
// where a graph has tuned orders: a first look-up need not pay for them.
void PolicyLibrary::State::read_tuning_offsets(std::uint64_t num_graphs) {
  check_lengths(file, num_graphs + 1, format::tuning_offsets);
  std::vector<std::uint64_t> offsets = file.read_all(format::tuning_offsets);
  Checksum sum;
  for (const std::uint64_t offset : offsets) sum.add(offset);
  const std::string place = file.path() + ": " + std::string(format::tuning_offsets.name);
  if (sum.value() != file.number(format::attribute_tunings_checksum))
    refuse_entry(place, "the checksum it was written with", "another one");
  if (!std::ranges::is_sorted(offsets)) refuse_entry(place, "ascending offsets", "descending ones");
  tuning_offsets = std::move(offsets);
}

const FingerprintIndex& PolicyLibrary::State::scalar_graphs() {
  if (index) return *index;
  const std::uint64_t num_graphs = check_graph_lengths(file, format::graph_columns);
  check_lengths(file, num_graphs + 1, format::order_offsets);
  check_lengths(file, file.num_rows(format::edge_tails), format::edge_kinds);
  check_order_lengths(file, format::order_columns, file.num_rows(format::models));
  if (version_minor >= format::first_minor_with_tunings) read_tuning_offsets(num_graphs);
  FingerprintIndex read;
  read.read(file, format::fingerprints, format::attribute_index_checksum);
  return index.emplace(std::move(read));
}

PolicyLibrary::PolicyLibrary(const std::filesystem::path& path) : state_(std::make_unique<State>(path)) {
  state_->check_version();
}

PolicyLibrary::~PolicyLibrary() = default;
PolicyLibrary::PolicyLibrary(PolicyLibrary&&) noexcept = default;
PolicyLibrary& PolicyLibrary::operator=(PolicyLibrary&&) noexcept = default;

const std::filesystem::path& PolicyLibrary::path() const { return state_->path; }
std::uint64_t PolicyLibrary::version_minor() const { return state_->version_minor; }

std::size_t PolicyLibrary::num_graphs() const { return state_->scalar_graphs().size(); }

std::size_t PolicyLibrary::num_tunings() const {
  state_->scalar_graphs();
  return state_->tuning_offsets.empty() ? 0 : state_->tuning_offsets.back();
}

std::size_t PolicyLibrary::num_networks() const {
  const std::uint64_t count = state_->file.num_rows(format::network_names);
  check_lengths(state_->file, count, format::network_checksums, format::network_architectures,
                format::network_feature_versions, format::network_producers);
  check_lengths(state_->file, count + 1, format::network_shape_offsets, format::network_weight_offsets);
  return count;
}

LibraryEntry PolicyLibrary::entry(std::size_t k) const {
  const Hdf5Reader& file = state_->file;
  const std::string place = file.path() + ": graph " + std::to_string(k);
  if (k >= num_graphs()) refuse_entry(place, "fewer than " + std::to_string(num_graphs()), std::to_string(k));
  LibraryEntry entry;
  entry.name = text_of(file.read(format::names, k, 1), place);
  entry.fingerprint = state_->scalar_graphs()[k];
  entry.graph = read_graph_of(file, k, place);
  const Range orders = range_of(file, format::order_offsets, k, place);
  constexpr std::uint64_t num_models = format::model_emitted + 1;
  if (orders.count > num_models) refuse_entry(place, "at most 3 orders", std::to_string(orders.count));
  for (std::uint64_t o = orders.first; o < orders.first + orders.count; ++o) {
    entry.orders.push_back(read_order(file, format::order_columns, o, place));
    entry.orders.back().model = model_of(file.read(format::models, o, 1)[0], place);
  }
  if (checksum_of(entry) != file.read(format::checksums, k, 1)[0]) {
    refuse_entry(place, "the checksum it was written with", "another one");
  }
  if (const auto& offsets = state_->tuning_offsets; !offsets.empty())
    entry.tunings = read_tunings_of(file, {offsets[k], offsets[k + 1] - offsets[k]}, entry.fingerprint, place);
  check_entry(entry, place);
  return entry;
}

NetworkRecord PolicyLibrary::network(std::size_t k) const {
  const Hdf5Reader& file = state_->file;
  const std::string place = file.path() + ": network " + std::to_string(k);
  if (k >= num_networks()) refuse_entry(place, "fewer than " + std::to_string(num_networks()), std::to_string(k));
  NetworkRecord network;
  network.name = text_of(file.read(format::network_names, k, 1), place);
  network.architecture = text_of(file.read(format::network_architectures, k, 1), place);
  network.feature_version = file.read(format::network_feature_versions, k, 1)[0];
  network.producer = text_of(file.read(format::network_producers, k, 1), place);
  const Range shapes = range_of(file, format::network_shape_offsets, k, place);
  network.shapes = file.read(format::network_shapes, shapes.first, shapes.count);
  const Range weights = range_of(file, format::network_weight_offsets, k, place);
  network.weights = file.read(format::network_weights, weights.first, weights.count);
  if (checksum_of(network) != file.read(format::network_checksums, k, 1)[0]) {
    refuse_entry(place, "the checksum it was written with", "another one");
  }
  check_network(network, place);
  return network;
}

bool PolicyLibrary::has(const Fingerprint& fingerprint) const {
  const FingerprintIndex& index = state_->scalar_graphs();
  const std::size_t k = index.first(fingerprint);
  return k < index.size() && index[k] == fingerprint;
}

std::optional<LibraryEntry> PolicyLibrary::find(const CanonicalForm& form) const {
  const FingerprintIndex& index = state_->scalar_graphs();
  for (std::size_t k = index.first(form.fingerprint); k < index.size() && index[k] == form.fingerprint; ++k) {
    LibraryEntry candidate = entry(k);
    if (same_structure(candidate.graph, form.graph)) return candidate;
  }
  return {};
}

bool same_structure(const LinearizedGraph& a, const LinearizedGraph& b) {
  if (a.num_independents() != b.num_independents() || a.num_intermediates() != b.num_intermediates() ||
      a.num_dependents() != b.num_dependents()) {
    return false;
  }
  return std::ranges::equal(a.edges(), b.edges(), [](const Edge& x, const Edge& y) {
    return x.tail == y.tail && x.head == y.head && code_of(x) == code_of(y);
  });
}

LibraryContents read_library(const std::filesystem::path& path) {
  LibraryContents contents;
  std::error_code error;
  if (!std::filesystem::exists(path, error) && !error) return contents;
  const PolicyLibrary library(path);
  for (std::size_t k = 0; k < library.num_graphs(); ++k) contents.entries.push_back(library.entry(k));
  for (std::size_t k = 0; k < library.num_tensor_graphs(); ++k) contents.tensors.push_back(library.tensor_entry(k));
  for (std::size_t k = 0; k < library.num_networks(); ++k) contents.networks.push_back(library.network(k));
  return contents;
}

namespace {

void verify_fingerprint(const Fingerprint& expected, const Fingerprint& found, const std::string& place) {
  if (expected != found) refuse_entry(place, "fingerprint " + to_string(expected), to_string(found));
}

void verify_cost(const char* model, std::uint64_t expected, std::uint64_t found, const std::string& place) {
  if (expected == found) return;
  refuse_entry(place, std::string(model) + " cost " + std::to_string(expected), std::to_string(found));
}

void verify(const LibraryEntry& entry, const std::string& place) {
  verify_fingerprint(canonicalize(entry.graph).fingerprint, entry.fingerprint, place);
  for (const OrderRecord& record : entry.orders) {
    if (record.model != CostModel::plain) continue;
    verify_cost("plain", elimination_cost(entry.graph, record.order, CostModel::plain), record.cost, place);
  }
}

void verify(const TensorEntry& entry, const std::string& place) {
  verify_fingerprint(canonicalize(entry.graph).fingerprint, entry.fingerprint, place);
  verify_cost("tensor", tensor_cost(entry.graph, entry.order.order), entry.order.cost, place);
}

}  // namespace

void verify_library(const std::filesystem::path& path) {
  const PolicyLibrary library(path);
  const auto place = [&](const char* kind, std::size_t k, const std::string& name) {
    return path.string() + ": " + kind + " " + std::to_string(k) + " (" + name + ")";
  };
  for (std::size_t k = 0; k < library.num_graphs(); ++k) {
    const LibraryEntry entry = library.entry(k);
    verify(entry, place("graph", k, entry.name));
  }
  for (std::size_t k = 0; k < library.num_tensor_graphs(); ++k) {
    const TensorEntry entry = library.tensor_entry(k);
    verify(entry, place("tensor graph", k, entry.name));
  }
  for (std::size_t k = 0; k < library.num_networks(); ++k) library.network(k);
}

}  // namespace jacquard::policies
