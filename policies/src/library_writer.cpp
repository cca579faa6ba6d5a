// SPDX-License-Identifier: BSD-2-Clause
// Writes a whole library into a new file.
#include "library_writer.hpp"

#include <algorithm>
#include <span>

#include "library_entry.hpp"

namespace jacquard::policies {

namespace {

void append_text(std::vector<std::uint8_t>& column, const std::string& text, std::uint32_t width) {
  column.insert(column.end(), text.begin(), text.end());
  column.resize(column.size() + width - text.size(), 0);
}

// Everything the group of orders holds.
struct OrderColumns {
  std::vector<std::uint8_t> models, optimal, methods, producers;
  std::vector<std::uint64_t> costs, bounds, seeds, vertex_offsets{0};
  std::vector<double> milliseconds;
  std::vector<std::uint32_t> vertices;

  void append(const OrderRecord& record) {
    models.push_back(static_cast<std::uint8_t>(record.model));
    optimal.push_back(record.optimal ? 1 : 0);
    append_text(methods, record.method, format::method_bytes);
    append_text(producers, record.producer, format::producer_bytes);
    costs.push_back(record.cost);
    bounds.push_back(record.bound);
    seeds.push_back(record.seed);
    milliseconds.push_back(record.milliseconds);
    for (const VertexId v : record.order.vertices) vertices.push_back(v.value);
    vertex_offsets.push_back(vertices.size());
  }

  void write(Hdf5Writer& file) const {
    file.create_group(format::group_orders);
    file.write(format::models, models);
    file.write(format::costs, costs);
    file.write(format::bounds, bounds);
    file.write(format::optimal, optimal);
    file.write(format::methods, methods);
    file.write(format::seeds, seeds);
    file.write(format::milliseconds, milliseconds);
    file.write(format::producers, producers);
    file.write(format::vertex_offsets, vertex_offsets);
    file.write(format::vertices, vertices);
  }
};

// Everything the group of tuned orders holds.
struct TuningColumns {
  std::vector<std::uint64_t> graph_offsets{0}, checksums, costs, vertex_offsets{0};
  std::vector<std::uint8_t> processors, compilers, methods, producers;
  std::vector<double> nanoseconds, ratios;
  std::vector<std::uint32_t> vertices;

  void append(const LibraryEntry& entry) {
    for (const TunedOrder& tuned : entry.tunings) {
      checksums.push_back(checksum_of(tuned, entry.fingerprint));
      append_text(processors, tuned.machine.processor, format::machine_bytes);
      append_text(compilers, tuned.machine.compiler, format::machine_bytes);
      costs.push_back(tuned.cost);
      nanoseconds.push_back(tuned.nanoseconds);
      ratios.push_back(tuned.ratio);
      append_text(methods, tuned.method, format::method_bytes);
      append_text(producers, tuned.producer, format::producer_bytes);
      for (const VertexId v : tuned.order.vertices) vertices.push_back(v.value);
      vertex_offsets.push_back(vertices.size());
    }
    graph_offsets.push_back(checksums.size());
  }

  void write(Hdf5Writer& file) const {
    Checksum index;
    for (const std::uint64_t offset : graph_offsets) index.add(offset);
    file.set_number(format::attribute_tunings_checksum, index.value());
    file.create_group(format::group_tunings);
    file.write(format::tuning_offsets, graph_offsets);
    file.write(format::tuning_checksums, checksums);
    file.write(format::tuning_processors, processors);
    file.write(format::tuning_compilers, compilers);
    file.write(format::tuning_costs, costs);
    file.write(format::tuning_nanoseconds, nanoseconds);
    file.write(format::tuning_ratios, ratios);
    file.write(format::tuning_methods, methods);
    file.write(format::tuning_producers, producers);
    file.write(format::tuning_vertex_offsets, vertex_offsets);
    file.write(format::tuning_vertices, vertices);
  }
};

struct GraphColumns {
  std::vector<std::uint64_t> fingerprints, checksums, edge_offsets{0}, order_offsets{0};
  std::vector<std::uint8_t> names, edge_kinds;
  std::vector<std::uint32_t> sizes, edge_tails, edge_heads;
  Checksum index;

  void append(const LibraryEntry& entry) {
    for (const std::uint64_t word : entry.fingerprint.words) {
      fingerprints.push_back(word);
      index.add(word);
    }
    checksums.push_back(checksum_of(entry));
    append_text(names, entry.name, format::name_bytes);
    for (const std::size_t size :
         {entry.graph.num_independents(), entry.graph.num_intermediates(), entry.graph.num_dependents()}) {
      sizes.push_back(static_cast<std::uint32_t>(size));
    }
    for (const Edge& edge : entry.graph.edges()) {
      edge_tails.push_back(edge.tail.value);
      edge_heads.push_back(edge.head.value);
      edge_kinds.push_back(code_of(edge));
    }
    edge_offsets.push_back(edge_tails.size());
    order_offsets.push_back(order_offsets.back() + entry.orders.size());
  }

  void write(Hdf5Writer& file) const {
    file.set_number(format::attribute_index_checksum, index.value());
    file.create_group(format::group_graphs);
    file.write(format::fingerprints, fingerprints);
    file.write(format::checksums, checksums);
    file.write(format::names, names);
    file.write(format::sizes, sizes);
    file.write(format::edge_offsets, edge_offsets);
    file.write(format::order_offsets, order_offsets);
    file.write(format::edge_tails, edge_tails);
    file.write(format::edge_heads, edge_heads);
    file.write(format::edge_kinds, edge_kinds);
  }
};

struct NetworkColumns {
  std::vector<std::uint64_t> checksums, feature_versions, shape_offsets{0}, weight_offsets{0};
  std::vector<std::uint8_t> names, architectures, producers;
  std::vector<std::uint32_t> shapes;
  std::vector<float> weights;

  void append(const NetworkRecord& network) {
    checksums.push_back(checksum_of(network));
    append_text(names, network.name, format::name_bytes);
    append_text(architectures, network.architecture, format::name_bytes);
    feature_versions.push_back(network.feature_version);
    append_text(producers, network.producer, format::producer_bytes);
    shapes.insert(shapes.end(), network.shapes.begin(), network.shapes.end());
    shape_offsets.push_back(shapes.size() / 2);
    weights.insert(weights.end(), network.weights.begin(), network.weights.end());
    weight_offsets.push_back(weights.size());
  }

  void write(Hdf5Writer& file) const {
    file.create_group(format::group_networks);
    file.write(format::network_checksums, checksums);
    file.write(format::network_names, names);
    file.write(format::network_architectures, architectures);
    file.write(format::network_feature_versions, feature_versions);
    file.write(format::network_producers, producers);
    file.write(format::network_shape_offsets, shape_offsets);
    file.write(format::network_shapes, shapes);
    file.write(format::network_weight_offsets, weight_offsets);
    file.write(format::network_weights, weights);
  }
};

}  // namespace

void write_library(const std::filesystem::path& path, LibraryContents contents) {
  const auto by_fingerprint = [](const LibraryEntry& a, const LibraryEntry& b) {
    return a.fingerprint < b.fingerprint;
  };
  std::stable_sort(contents.entries.begin(), contents.entries.end(), by_fingerprint);
  GraphColumns graphs;
  OrderColumns orders;
  TuningColumns tunings;
  for (const LibraryEntry& entry : contents.entries) {
    check_entry(entry, path.string() + ": graph " + entry.name);
    graphs.append(entry);
    for (const OrderRecord& record : entry.orders) orders.append(record);
    tunings.append(entry);
  }
  NetworkColumns networks;
  for (const NetworkRecord& network : contents.networks) {
    check_network(network, path.string() + ": network " + network.name);
    networks.append(network);
  }
  Hdf5Writer file(path);
  file.set_text(format::attribute_format, format::identification);
  file.set_number(format::attribute_version_major, library_version_major);
  file.set_number(format::attribute_version_minor, library_version_minor);
  graphs.write(file);
  orders.write(file);
  tunings.write(file);
  networks.write(file);
  file.close();
}

}  // namespace jacquard::policies
