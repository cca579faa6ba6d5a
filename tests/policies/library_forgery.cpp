// SPDX-License-Identifier: BSD-2-Clause
// Libraries that are whole HDF5 files with sound checksums, and still not what they should be.
#include <catch2/catch.hpp>
#include <functional>
#include <string>

#include "jacquard/error.hpp"
#include "library_entry.hpp"
#include "sample_library.hpp"

using namespace jacquard;
using namespace jacquard::policies;
using namespace jacquard::test;

namespace {

/// The columns of one graph of tensors, x -> v -> y, with diagonal partials of vectors of three.
struct TensorColumns {
  std::vector<std::uint64_t> fingerprints, edge_offsets{0, 2}, costs, bounds{0}, vertex_offsets{0, 1};
  std::vector<std::uint32_t> sizes{1, 1, 1}, edge_tails{0, 1}, edge_heads{1, 2}, vertices{1};
  std::vector<std::uint32_t> edge_extents{3, 1, 3, 1, 3, 1, 3, 1};
  std::vector<std::uint8_t> edge_types{13, 13};
  TensorEntry entry;  ///< what the checksum is of

  TensorColumns() {
    const TensorPartial diagonal{3, {3, 1, 3, 1}};
    const TensorGraph chain{1, 1, 1, {{VertexId(0), VertexId(1), diagonal}, {VertexId(1), VertexId(2), diagonal}}};
    const TensorForm form = canonicalize(chain);
    OrderRecord record;
    record.order.vertices = {VertexId(1)};
    record.cost = tensor_cost(chain, record.order);
    costs = {record.cost};
    entry = {"", form.fingerprint, chain, record};
    fingerprints.assign(form.fingerprint.words.begin(), form.fingerprint.words.end());
  }

  void write(Hdf5Writer& file) const {
    Checksum index;
    for (const std::uint64_t word : fingerprints) index.add(word);
    file.set_number(format::attribute_tensor_index_checksum, index.value());
    file.create_group(format::group_tensors);
    const format::GraphColumns& graphs = format::tensor_graph_columns;
    file.write(graphs.fingerprints, fingerprints);
    file.write(graphs.checksums, std::vector<std::uint64_t>{checksum_of(entry)});
    file.write(graphs.names, std::vector<std::uint8_t>(format::name_bytes, 0));
    file.write(graphs.sizes, sizes);
    file.write(graphs.edge_offsets, edge_offsets);
    file.write(graphs.edge_tails, edge_tails);
    file.write(graphs.edge_heads, edge_heads);
    file.write(format::tensor_edge_types, edge_types);
    file.write(format::tensor_edge_extents, edge_extents);
    const format::OrderColumns& orders = format::tensor_order_columns;
    file.write(orders.costs, costs);
    file.write(orders.bounds, bounds);
    file.write(orders.optimal, std::vector<std::uint8_t>{0});
    file.write(orders.methods, std::vector<std::uint8_t>(format::method_bytes, 0));
    file.write(orders.seeds, std::vector<std::uint64_t>{0});
    file.write(orders.milliseconds, std::vector<double>{0.0});
    file.write(orders.producers, std::vector<std::uint8_t>(format::producer_bytes, 0));
    file.write(orders.vertex_offsets, vertex_offsets);
    file.write(orders.vertices, vertices);
  }
};

/// The columns of a library of one graph, x -> v -> y, each of which a test may spoil.
struct Columns {
  std::string identification = format::identification;
  std::uint64_t version_major = library_version_major, version_minor = library_version_minor;
  bool has_graphs = true, has_orders = true, has_networks = true, has_tensors = true;
  TensorColumns tensors;
  std::vector<std::uint64_t> fingerprints, checksums, edge_offsets{0, 2}, order_offsets{0, 1};
  std::vector<std::uint8_t> names = std::vector<std::uint8_t>(format::name_bytes, 0), edge_kinds{0, 0};
  std::vector<std::uint32_t> sizes{1, 1, 1}, edge_tails{0, 1}, edge_heads{1, 2}, vertices{1};
  std::vector<std::uint8_t> models{0}, optimal{0};
  std::vector<std::uint64_t> costs{1}, bounds{1}, seeds{0}, vertex_offsets{0, 1};
  LibraryEntry entry;  ///< what the checksum is of

  Columns() {
    const LinearizedGraph chain(1, 1, 1,
                                {{VertexId(0), VertexId(1), EdgeKind::variable, 0.0, {}},
                                 {VertexId(1), VertexId(2), EdgeKind::variable, 0.0, {}}});
    const CanonicalForm form = canonicalize(chain);
    OrderRecord record;
    record.order.vertices = {VertexId(1)};
    record.cost = record.bound = 1;
    entry = {"", form.fingerprint, chain, {record}};
    fingerprints.assign(form.fingerprint.words.begin(), form.fingerprint.words.end());
  }

  void write(const std::filesystem::path& path) const {
    Hdf5Writer file(path);
    file.set_text(format::attribute_format, identification);
    file.set_number(format::attribute_version_major, version_major);
    file.set_number(format::attribute_version_minor, version_minor);
    Checksum index;
    for (const std::uint64_t word : fingerprints) index.add(word);
    file.set_number(format::attribute_index_checksum, index.value());
    if (has_graphs) write_graphs(file);
    if (has_orders) write_orders(file);
    if (version_minor >= format::first_minor_with_tunings) write_tunings(file);
    if (has_tensors) tensors.write(file);
    if (has_networks) write_networks(file);
    file.close();
  }

 private:
  void write_graphs(Hdf5Writer& file) const {
    file.create_group(format::group_graphs);
    file.write(format::fingerprints, fingerprints);
    file.write(format::checksums, std::vector<std::uint64_t>{checksum_of(entry)});
    file.write(format::names, names);
    file.write(format::sizes, sizes);
    file.write(format::edge_offsets, edge_offsets);
    file.write(format::order_offsets, order_offsets);
    file.write(format::edge_tails, edge_tails);
    file.write(format::edge_heads, edge_heads);
    file.write(format::edge_kinds, edge_kinds);
  }

  void write_orders(Hdf5Writer& file) const {
    file.create_group(format::group_orders);
    file.write(format::models, models);
    file.write(format::costs, costs);
    file.write(format::bounds, bounds);
    file.write(format::optimal, optimal);
    file.write(format::methods, std::vector<std::uint8_t>(models.size() * format::method_bytes, 0));
    file.write(format::seeds, seeds);
    file.write(format::milliseconds, std::vector<double>(models.size(), 0.0));
    file.write(format::producers, std::vector<std::uint8_t>(models.size() * format::producer_bytes, 0));
    file.write(format::vertex_offsets, vertex_offsets);
    file.write(format::vertices, vertices);
  }

  void write_tunings(Hdf5Writer& file) const {
    const std::vector<std::uint64_t> none;
    const std::vector<std::uint8_t> no_text;
    const std::vector<std::uint64_t> offsets(fingerprints.size() / 2 + 1, 0);
    Checksum index;
    for (const std::uint64_t offset : offsets) index.add(offset);
    file.set_number(format::attribute_tunings_checksum, index.value());
    file.create_group(format::group_tunings);
    file.write(format::tuning_offsets, offsets);
    file.write(format::tuning_checksums, none);
    file.write(format::tuning_processors, no_text);
    file.write(format::tuning_compilers, no_text);
    file.write(format::tuning_costs, none);
    file.write(format::tuning_nanoseconds, std::vector<double>{});
    file.write(format::tuning_ratios, std::vector<double>{});
    file.write(format::tuning_methods, no_text);
    file.write(format::tuning_producers, no_text);
    file.write(format::tuning_vertex_offsets, std::vector<std::uint64_t>{0});
    file.write(format::tuning_vertices, std::vector<std::uint32_t>{});
  }

  void write_networks(Hdf5Writer& file) const {
    file.create_group(format::group_networks);
    file.write(format::network_checksums, std::vector<std::uint64_t>{});
    file.write(format::network_names, std::vector<std::uint8_t>{});
    file.write(format::network_architectures, std::vector<std::uint8_t>{});
    file.write(format::network_feature_versions, std::vector<std::uint64_t>{});
    file.write(format::network_producers, std::vector<std::uint8_t>{});
    file.write(format::network_shape_offsets, std::vector<std::uint64_t>{0});
    file.write(format::network_shapes, std::vector<std::uint32_t>{});
    file.write(format::network_weight_offsets, std::vector<std::uint64_t>{0});
    file.write(format::network_weights, std::vector<float>{});
  }
};

std::string refusal_of(const Columns& columns) {
  const ScratchFolder folder;
  columns.write(folder / "a.h5");
  try {
    read_library(folder / "a.h5");
  } catch (const LibraryError& error) {
    return error.what();
  }
  return "none";
}

struct Forgery {
  const char* what;
  std::function<void(Columns&)> spoil;
  const char* message;  ///< part of the refusal
};

const Forgery forgeries[] = {
    {"another format", [](Columns& c) { c.identification = "something else"; }, "format: expected jacquard policy"},
    {"a newer major version", [](Columns& c) { c.version_major = 2; }, "expected version 1, found version 2"},
    {"no graphs", [](Columns& c) { c.has_graphs = false; }, "graphs/fingerprints"},
    {"no orders", [](Columns& c) { c.has_orders = false; }, "orders/models"},
    {"no networks", [](Columns& c) { c.has_networks = false; }, "networks/names"},
    {"no tensors", [](Columns& c) { c.has_tensors = false; }, "tensors/fingerprints"},
    {"a tensor graph of absurd size",
     [](Columns& c) {
       c.tensors.sizes = {4000000000u, 1, 1};
     },
     "at most 4194304 vertices"},
    {"tensor edges beyond the end",
     [](Columns& c) {
       c.tensors.edge_offsets = {0, 3};
     },
     "tensors/edge_tails: expected rows"},
    {"tensor columns of unequal length", [](Columns& c) { c.tensors.edge_types = {13}; },
     "tensors/edge_types: expected 2 rows, found 1"},
    {"an unknown type of partial",
     [](Columns& c) {
       c.tensors.edge_types = {13, 22};
     },
     "a partial's code from 0 to 21, found 22"},
    {"an absurd extent of a tensor",
     [](Columns& c) {
       c.tensors.edge_extents[2] = c.tensors.entry.graph.edges[0].partial.extents[2] = 1u << 30;
     },
     "extents from 1 to 16777216"},
    {"a tensor edge against the order",
     [](Columns& c) {
       c.tensors.edge_tails = {2, 1};
       c.tensors.entry.graph.edges[0].tail = VertexId(2);
     },
     "tensor graph 0"},
    {"a tensor order that is no permutation",
     [](Columns& c) {
       c.tensors.vertices = {0};
       c.tensors.entry.order.order.vertices = {VertexId(0)};
     },
     "vertex 0 (position 0) is no intermediate"},
    {"a wrong checksum of a tensor graph", [](Columns& c) { c.tensors.costs[0] += 1; },
     "tensor graph 0: expected the checksum it was written with"},
    {"absurd extents",
     [](Columns& c) {
       c.sizes = {4000000000u, 1, 1};
     },
     "at most 4194304 vertices"},
    {"offsets beyond the end",
     [](Columns& c) {
       c.edge_offsets = {0, 1ull << 60};
     },
     "graphs/edge_tails: expected rows"},
    {"descending offsets",
     [](Columns& c) {
       c.edge_offsets = {2, 0};
     },
     "ascending offsets"},
    {"too few offsets", [](Columns& c) { c.edge_offsets = {0}; }, "graphs/edge_offsets: expected 2 rows, found 1"},
    {"columns of unequal length",
     [](Columns& c) {
       c.costs = {1, 2};
     },
     "orders/costs: expected 1 rows, found 2"},
    {"a head that does not exist",
     [](Columns& c) {
       c.edge_heads = {1, 3};
     },
     "edge 1 -> 3"},
    {"an edge against the order",
     [](Columns& c) {
       c.edge_tails = {0, 2};
     },
     "graph 0"},
    {"an edge twice",
     [](Columns& c) {
       c.edge_tails = {0, 0}, c.edge_heads = {1, 1};
     },
     "appears twice"},
    {"an unknown kind of edge",
     [](Columns& c) {
       c.edge_kinds = {0, 9};
     },
     "an edge's code from 0 to 3, found 9"},
    {"an unknown cost model", [](Columns& c) { c.models = {3}; }, "a cost model from 0 to 2, found 3"},
    {"a truth value of 2", [](Columns& c) { c.optimal = {2}; }, "0 or 1 for optimal, found 2"},
    {"a wrong checksum", [](Columns& c) { c.costs = {2}; }, "the checksum it was written with"},
    {"text after its end", [](Columns& c) { c.names.back() = 'x'; }, "nothing after a text's end"},
    {"an order that is no permutation",
     [](Columns& c) {
       c.vertices = {2};
       c.entry.orders[0].order.vertices = {VertexId(2)};
     },
     "vertex 2 (position 0) is no intermediate"},
    {"a bound above its cost",
     [](Columns& c) {
       c.bounds = {5};
       c.entry.orders[0].bound = 5;
     },
     "a bound of at most 1, found 5"},
};

}  // namespace

TEST_CASE("The columns that forgeries start from are a sound library", "[policies]") {
  CHECK(refusal_of(Columns{}) == "none");
}

TEST_CASE("A sound file with unsound contents is refused for what is wrong", "[policies]") {
  for (const Forgery& forgery : forgeries) {
    Columns columns;
    forgery.spoil(columns);
    INFO(forgery.what);
    CHECK_THAT(refusal_of(columns), Catch::Contains(forgery.message));
  }
}

TEST_CASE("A library of an earlier minor version, without tunings or tensors, is read", "[policies]") {
  const ScratchFolder folder;
  Columns columns;
  columns.version_minor = GENERATE(0, 1);
  columns.has_tensors = false;
  columns.write(folder / "a.h5");
  CHECK(read_library(folder / "a.h5").entries.size() == 1);
  CHECK(PolicyLibrary(folder / "a.h5").num_tensor_graphs() == 0);
  CHECK_NOTHROW(verify_library(folder / "a.h5"));
  CHECK(add_to_library(folder / "a.h5", {{}, {}, {columns.tensors.entry}}).graphs_added == 1);
  CHECK(PolicyLibrary(folder / "a.h5").version_minor() == library_version_minor);
}

TEST_CASE("A newer minor version is read for what is known of it", "[policies]") {
  Columns columns;
  columns.version_minor = 7;
  CHECK(refusal_of(columns) == "none");
}

TEST_CASE("A fingerprint that is not its graph's is found by verification", "[policies]") {
  const ScratchFolder folder;
  Columns columns;
  columns.fingerprints[0] ^= 1;
  columns.entry.fingerprint.words[0] ^= 1;
  columns.write(folder / "a.h5");
  CHECK_THROWS_WITH(verify_library(folder / "a.h5"), Catch::Contains("expected fingerprint"));
}
