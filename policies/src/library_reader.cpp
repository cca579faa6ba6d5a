// SPDX-License-Identifier: BSD-2-Clause
// Reads policy libraries lazily and checks what it reads.
#include <algorithm>
#include <utility>

#include "jacquard/error.hpp"
#include "library_entry.hpp"

namespace jacquard::policies {

namespace {

// A text of fixed width; what follows its end must be empty, or a flipped byte there would go unseen.
std::string text_of(std::span<const std::uint8_t> bytes, const std::string& place) {
  const auto end = std::find(bytes.begin(), bytes.end(), 0);
  if (std::any_of(end, bytes.end(), [](std::uint8_t byte) { return byte != 0; })) {
    refuse_entry(place, "nothing after a text's end", "more bytes");
  }
  return {bytes.begin(), end};
}

struct Range {
  std::uint64_t first = 0;
  std::uint64_t count = 0;
};

Range range_of(const Hdf5Reader& file, const format::U64& offsets, std::uint64_t k, const std::string& place) {
  const std::vector<std::uint64_t> ends = file.read(offsets, k, 2);
  if (ends[1] < ends[0]) refuse_entry(place, "ascending offsets", "descending ones");
  return {ends[0], ends[1] - ends[0]};
}

CostModel model_of(std::uint8_t code, const std::string& place) {
  if (code > format::model_emitted) refuse_entry(place, "a cost model from 0 to 2", std::to_string(code));
  return static_cast<CostModel>(code);
}

// Columns that describe the same things must agree on how many there are.
template <class Count, class... Columns>
void check_lengths(const Hdf5Reader& file, Count expected, const Columns&... columns) {
  const auto check = [&](const auto& column) {
    const std::uint64_t found = file.num_rows(column);
    if (found != expected) {
      refuse_entry(file.path() + ": " + std::string(column.name), std::to_string(expected) + " rows",
                   std::to_string(found));
    }
  };
  (check(columns), ...);
}

LinearizedGraph read_graph_of(const Hdf5Reader& file, std::uint64_t k, const std::string& place) {
  const std::vector<std::uint32_t> size = file.read(format::sizes, k, 1);
  const Range edges = range_of(file, format::edge_offsets, k, place);
  const std::uint64_t num_vertices = std::uint64_t{size[0]} + size[1] + size[2];
  if (num_vertices > largest_graph) {
    refuse_entry(place, "at most " + std::to_string(largest_graph) + " vertices", std::to_string(num_vertices));
  }
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

OrderRecord read_order_of(const Hdf5Reader& file, std::uint64_t k, const std::string& place) {
  OrderRecord record;
  record.model = model_of(file.read(format::models, k, 1)[0], place);
  record.cost = file.read(format::costs, k, 1)[0];
  record.bound = file.read(format::bounds, k, 1)[0];
  const std::uint8_t optimal = file.read(format::optimal, k, 1)[0];
  if (optimal > 1) refuse_entry(place, "0 or 1 for optimal", std::to_string(optimal));
  record.optimal = optimal == 1;
  record.method = text_of(file.read(format::methods, k, 1), place);
  record.seed = file.read(format::seeds, k, 1)[0];
  record.milliseconds = file.read(format::milliseconds, k, 1)[0];
  record.producer = text_of(file.read(format::producers, k, 1), place);
  const Range vertices = range_of(file, format::vertex_offsets, k, place);
  for (const std::uint32_t v : file.read(format::vertices, vertices.first, vertices.count)) {
    record.order.vertices.push_back(VertexId(v));
  }
  return record;
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
  std::vector<TunedOrder> tunings;
  for (std::uint64_t row = rows.first; row < rows.first + rows.count; ++row) {
    tunings.push_back(read_tuned(file, row, place));
    if (checksum_of(tunings.back(), fingerprint) != file.read(format::tuning_checksums, row, 1)[0])
      refuse_entry(place + ": tuned order", "the checksum it was written with", "another one");
  }
  return tunings;
}

Fingerprint fingerprint_of(std::span<const std::uint64_t> words) { return {{words[0], words[1]}}; }

}  // namespace

struct PolicyLibrary::State {
  std::filesystem::path path;
  Hdf5Reader file;
  std::uint64_t version_minor = 0;
  std::vector<std::uint64_t> fingerprints;    ///< [num_graphs x 2], once has_index
  std::vector<std::uint64_t> tuning_offsets;  ///< [num_graphs + 1]; empty in a library of minor version 0
  bool has_index = false;

  explicit State(const std::filesystem::path& library) : path(library), file(library) {}

  void check_version();
  void read_index();
  void read_tuning_offsets(std::uint64_t num_graphs);
};

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

// Their checksum keeps a damaged offset from taking a graph's orders away unseen.
void PolicyLibrary::State::read_tuning_offsets(std::uint64_t num_graphs) {
  const std::uint64_t num_tunings = file.num_rows(format::tuning_checksums);
  check_lengths(file, num_graphs + 1, format::tuning_offsets);
  check_lengths(file, num_tunings, format::tuning_processors, format::tuning_compilers, format::tuning_costs,
                format::tuning_nanoseconds, format::tuning_ratios, format::tuning_methods, format::tuning_producers);
  check_lengths(file, num_tunings + 1, format::tuning_vertex_offsets);
  std::vector<std::uint64_t> offsets = file.read_all(format::tuning_offsets);
  Checksum sum;
  for (const std::uint64_t offset : offsets) sum.add(offset);
  const std::string place = file.path() + ": " + std::string(format::tuning_offsets.name);
  if (sum.value() != file.number(format::attribute_tunings_checksum))
    refuse_entry(place, "the checksum it was written with", "another one");
  if (!std::ranges::is_sorted(offsets)) refuse_entry(place, "ascending offsets", "descending ones");
  tuning_offsets = std::move(offsets);
}

void PolicyLibrary::State::read_index() {
  if (has_index) return;
  const std::uint64_t num_graphs = file.num_rows(format::fingerprints);
  check_lengths(file, num_graphs, format::checksums, format::names, format::sizes);
  check_lengths(file, num_graphs + 1, format::edge_offsets, format::order_offsets);
  const std::uint64_t num_orders = file.num_rows(format::models);
  check_lengths(file, num_orders, format::costs, format::bounds, format::optimal, format::methods, format::seeds,
                format::milliseconds, format::producers);
  check_lengths(file, num_orders + 1, format::vertex_offsets);
  check_lengths(file, file.num_rows(format::edge_tails), format::edge_heads, format::edge_kinds);
  if (version_minor >= 1) read_tuning_offsets(num_graphs);
  std::vector<std::uint64_t> words = file.read_all(format::fingerprints);
  Checksum sum;
  for (const std::uint64_t word : words) sum.add(word);
  if (sum.value() != file.number(format::attribute_index_checksum)) {
    refuse_entry(file.path() + ": " + std::string(format::fingerprints.name), "the checksum it was written with",
                 "another one");
  }
  for (std::size_t k = 2; k < words.size(); k += 2) {
    if (std::pair(words[k - 2], words[k - 1]) > std::pair(words[k], words[k + 1])) {
      refuse_entry(file.path() + ": " + std::string(format::fingerprints.name), "ascending order", "another order");
    }
  }
  fingerprints = std::move(words);
  has_index = true;
}

PolicyLibrary::PolicyLibrary(const std::filesystem::path& path) : state_(std::make_unique<State>(path)) {
  state_->check_version();
}

PolicyLibrary::~PolicyLibrary() = default;
PolicyLibrary::PolicyLibrary(PolicyLibrary&&) noexcept = default;
PolicyLibrary& PolicyLibrary::operator=(PolicyLibrary&&) noexcept = default;

const std::filesystem::path& PolicyLibrary::path() const { return state_->path; }
std::uint64_t PolicyLibrary::version_minor() const { return state_->version_minor; }

std::size_t PolicyLibrary::num_graphs() const {
  state_->read_index();
  return state_->fingerprints.size() / 2;
}

std::size_t PolicyLibrary::num_tunings() const {
  state_->read_index();
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
  state_->read_index();
  const Hdf5Reader& file = state_->file;
  const std::string place = file.path() + ": graph " + std::to_string(k);
  if (k >= num_graphs()) refuse_entry(place, "fewer than " + std::to_string(num_graphs()), std::to_string(k));
  LibraryEntry entry;
  entry.name = text_of(file.read(format::names, k, 1), place);
  entry.fingerprint = fingerprint_of(std::span(state_->fingerprints).subspan(2 * k, 2));
  entry.graph = read_graph_of(file, k, place);
  const Range orders = range_of(file, format::order_offsets, k, place);
  constexpr std::uint64_t num_models = format::model_emitted + 1;
  if (orders.count > num_models) refuse_entry(place, "at most 3 orders", std::to_string(orders.count));
  for (std::uint64_t o = 0; o < orders.count; ++o)
    entry.orders.push_back(read_order_of(file, orders.first + o, place));
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

std::optional<LibraryEntry> PolicyLibrary::find(const CanonicalForm& form) const {
  const std::size_t count = num_graphs();
  const auto fingerprint = [&](std::size_t k) {
    return fingerprint_of(std::span(state_->fingerprints).subspan(2 * k, 2));
  };
  std::size_t first = 0;
  for (std::size_t last = count; first < last;) {
    const std::size_t middle = first + (last - first) / 2;
    if (fingerprint(middle) < form.fingerprint) {
      first = middle + 1;
    } else {
      last = middle;
    }
  }
  for (std::size_t k = first; k < count && fingerprint(k) == form.fingerprint; ++k) {
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
  for (std::size_t k = 0; k < library.num_networks(); ++k) contents.networks.push_back(library.network(k));
  return contents;
}

void verify_library(const std::filesystem::path& path) {
  const PolicyLibrary library(path);
  for (std::size_t k = 0; k < library.num_graphs(); ++k) {
    const LibraryEntry entry = library.entry(k);
    const std::string place = path.string() + ": graph " + std::to_string(k) + " (" + entry.name + ")";
    const CanonicalForm form = canonicalize(entry.graph);
    if (form.fingerprint != entry.fingerprint) {
      refuse_entry(place, "fingerprint " + to_string(form.fingerprint), to_string(entry.fingerprint));
    }
    for (const OrderRecord& record : entry.orders) {
      if (record.model != CostModel::plain) continue;
      const std::uint64_t cost = elimination_cost(entry.graph, record.order, CostModel::plain);
      if (cost != record.cost)
        refuse_entry(place, "plain cost " + std::to_string(cost), std::to_string(record.cost));
    }
  }
  for (std::size_t k = 0; k < library.num_networks(); ++k) library.network(k);
}

}  // namespace jacquard::policies
