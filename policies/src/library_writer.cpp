// SPDX-License-Identifier: BSD-2-Clause
// Writes a whole library into a new file.
#include "library_writer.hpp"

#include <algorithm>
#include <initializer_list>

#include "library_entry.hpp"

namespace jacquard::policies {

namespace {

void append_text(std::vector<std::uint8_t>& column, const std::string& text, std::uint32_t width) {
  column.insert(column.end(), text.begin(), text.end());
  column.resize(column.size() + width - text.size(), 0);
}

// Everything that is kept of orders but their models.
struct OrderRows {
  std::vector<std::uint8_t> optimal, methods, producers;
  std::vector<std::uint64_t> costs, bounds, seeds, vertex_offsets{0};
  std::vector<double> milliseconds;
  std::vector<std::uint32_t> vertices;

  void append(const OrderRecord& record) {
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

  void write(Hdf5Writer& file, const format::OrderColumns& columns) const {
    file.write(columns.costs, costs);
    file.write(columns.bounds, bounds);
    file.write(columns.optimal, optimal);
    file.write(columns.methods, methods);
    file.write(columns.seeds, seeds);
    file.write(columns.milliseconds, milliseconds);
    file.write(columns.producers, producers);
    file.write(columns.vertex_offsets, vertex_offsets);
    file.write(columns.vertices, vertices);
  }
};

// What is kept of graphs of any kind.
struct GraphRows {
  std::vector<std::uint64_t> fingerprints, checksums, edge_offsets{0};
  std::vector<std::uint8_t> names;
  std::vector<std::uint32_t> sizes, edge_tails, edge_heads;
  Checksum index;

  template <class Entry>
  void append(const Entry& entry, std::initializer_list<std::size_t> extents) {
    for (const std::uint64_t word : entry.fingerprint.words) {
      fingerprints.push_back(word);
      index.add(word);
    }
    checksums.push_back(checksum_of(entry));
    append_text(names, entry.name, format::name_bytes);
    for (const std::size_t extent : extents) sizes.push_back(static_cast<std::uint32_t>(extent));
  }

  template <class Edges>
  void append_edges(const Edges& edges) {
    for (const auto& edge : edges) {
      edge_tails.push_back(edge.tail.value);
      edge_heads.push_back(edge.head.value);
    }
    edge_offsets.push_back(edge_tails.size());
  }

  void write(Hdf5Writer& file, const format::GraphColumns& columns) const {
    file.write(columns.fingerprints, fingerprints);
    file.write(columns.checksums, checksums);
    file.write(columns.names, names);
    file.write(columns.sizes, sizes);
    file.write(columns.edge_offsets, edge_offsets);
    file.write(columns.edge_tails, edge_tails);
    file.write(columns.edge_heads, edge_heads);
  }
};

// Everything the group of tuned orders holds.
struct TuningGroup {
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

struct ScalarGroups {
  GraphRows graphs;
  OrderRows orders;
  std::vector<std::uint64_t> order_offsets{0};
  std::vector<std::uint8_t> edge_kinds, models;

  void append(const LibraryEntry& entry) {
    const LinearizedGraph& graph = entry.graph;
    graphs.append(entry, {graph.num_independents(), graph.num_intermediates(), graph.num_dependents()});
    graphs.append_edges(graph.edges());
    for (const Edge& edge : graph.edges()) edge_kinds.push_back(code_of(edge));
    for (const OrderRecord& record : entry.orders) {
      models.push_back(static_cast<std::uint8_t>(record.model));
      orders.append(record);
    }
    order_offsets.push_back(models.size());
  }

  void write(Hdf5Writer& file) const {
    file.set_number(format::attribute_index_checksum, graphs.index.value());
    file.create_group(format::group_graphs);
    graphs.write(file, format::graph_columns);
    file.write(format::order_offsets, order_offsets);
    file.write(format::edge_kinds, edge_kinds);
    file.create_group(format::group_orders);
    file.write(format::models, models);
    orders.write(file, format::order_columns);
  }
};

struct TensorGroup {
  GraphRows graphs;
  OrderRows orders;
  std::vector<std::uint8_t> edge_types;
  std::vector<std::uint32_t> edge_extents;

  void append(const TensorEntry& entry) {
    const TensorGraph& graph = entry.graph;
    graphs.append(entry, {graph.num_independents, graph.num_intermediates, graph.num_dependents});
    graphs.append_edges(graph.edges);
    for (const TensorEdge& edge : graph.edges) {
      edge_types.push_back(static_cast<std::uint8_t>(edge.partial.type - least_partial_type));
      edge_extents.insert(edge_extents.end(), edge.partial.extents.begin(), edge.partial.extents.end());
    }
    orders.append(entry.order);
  }

  void write(Hdf5Writer& file) const {
    file.set_number(format::attribute_tensor_index_checksum, graphs.index.value());
    file.create_group(format::group_tensors);
    graphs.write(file, format::tensor_graph_columns);
    file.write(format::tensor_edge_types, edge_types);
    file.write(format::tensor_edge_extents, edge_extents);
    orders.write(file, format::tensor_order_columns);
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
  std::ranges::stable_sort(contents.entries, {}, &LibraryEntry::fingerprint);
  std::ranges::stable_sort(contents.tensors, {}, &TensorEntry::fingerprint);
  ScalarGroups scalars;
  TuningGroup tunings;
  for (const LibraryEntry& entry : contents.entries) {
    check_entry(entry, path.string() + ": graph " + entry.name);
    scalars.append(entry);
    tunings.append(entry);
  }
  TensorGroup tensors;
  for (const TensorEntry& entry : contents.tensors) {
    check_entry(entry, path.string() + ": tensor graph " + entry.name);
    tensors.append(entry);
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
  scalars.write(file);
  tunings.write(file);
  tensors.write(file);
  networks.write(file);
  file.close();
}

}  // namespace jacquard::policies
