// SPDX-License-Identifier: BSD-2-Clause
// What goes into a policy library comes out again, for every numbering of its graphs.
#include "jacquard/policies/library.hpp"

#include <catch2/catch.hpp>
#include <chrono>
#include <fstream>
#include <iterator>
#include <thread>

#include "jacquard/error.hpp"
#include "sample_library.hpp"

using namespace jacquard;
using namespace jacquard::policies;
using namespace jacquard::test;

namespace {

constexpr std::uint64_t seed = 20240701;

std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

const OrderRecord& plain_record(const LibraryEntry& entry) { return entry.orders.front(); }

}  // namespace

TEST_CASE("A library gives back graphs, orders and networks bit for bit", "[policies]") {
  Random random(seed);
  const ScratchFolder folder;
  const LibraryContents contents = random_contents(random, 50);
  const LibraryChange change = add_to_library(folder / "a.h5", contents);
  CHECK(change.graphs_added == 50 + contents.tensors.size());
  CHECK(change.orders_added == 150 + contents.tensors.size());
  CHECK(change.networks_added == 1);
  const PolicyLibrary library(folder / "a.h5");
  REQUIRE(library.num_graphs() == 50);
  for (std::size_t k = 0; k < contents.entries.size(); ++k) {
    INFO("seed " << seed << " case " << k);
    const LibraryEntry& expected = contents.entries[k];
    const auto found = library.find(CanonicalForm{expected.fingerprint, {}, expected.graph});
    REQUIRE(found);
    CHECK(same_entry(*found, expected));
  }
  REQUIRE(library.num_tensor_graphs() == contents.tensors.size());
  for (const TensorEntry& expected : contents.tensors) {
    const auto found = library.find(TensorForm{expected.fingerprint, {}, expected.graph});
    REQUIRE(found);
    CHECK(*found == expected);
  }
  REQUIRE(library.num_networks() == 1);
  CHECK(library.network(0) == contents.networks[0]);
}

TEST_CASE("An order that was kept for one numbering serves every other at the same cost", "[policies]") {
  Random random(seed);
  const ScratchFolder folder;
  std::vector<LinearizedGraph> graphs;
  LibraryContents contents;
  for (int k = 0; k < 100; ++k) {
    graphs.push_back(random_graph(random));
    contents.entries.push_back(entry_of(graphs.back(), "graph"));
  }
  add_to_library(folder / "a.h5", contents);
  const PolicyLibrary library(folder / "a.h5");
  for (std::size_t k = 0; k < graphs.size(); ++k) {
    INFO("seed " << seed << " case " << k);
    const LinearizedGraph other = renumbered(random, graphs[k]);
    const CanonicalForm form = canonicalize(other);
    const auto found = library.find(form);
    REQUIRE(found);
    for (const OrderRecord& record : found->orders) {
      const EliminationOrder order = from_canonical(form, record.order);
      CHECK_NOTHROW(check_order(other, order));
      CHECK(to_canonical(form, order) == record.order);
      if (record.model == CostModel::plain) CHECK(elimination_cost(other, order, record.model) == record.cost);
    }
  }
}

TEST_CASE("A tensor order that was kept for one numbering serves every other at the same count", "[policies]") {
  Random random(seed);
  const ScratchFolder folder;
  std::vector<TensorGraph> graphs;
  LibraryContents contents;
  for (int k = 0; k < 100; ++k) {
    graphs.push_back(random_tensor_graph(random, uniform(random, 0, 30)));
    contents.tensors.push_back(entry_of(graphs.back(), "graph"));
  }
  add_to_library(folder / "a.h5", contents);
  const PolicyLibrary library(folder / "a.h5");
  for (std::size_t k = 0; k < graphs.size(); ++k) {
    INFO("seed " << seed << " case " << k);
    const TensorGraph other = renumbered(random, graphs[k]);
    const TensorForm form = canonicalize(other);
    const auto found = library.find(form);
    REQUIRE(found);
    const EliminationOrder order = from_canonical(form, found->order.order);
    CHECK(tensor_cost(other, order) == found->order.cost);  // refuses what is no permutation
    CHECK(to_canonical(form, order) == found->order.order);
  }
}

TEST_CASE("A tensor graph that differs in one partial is not found", "[policies]") {
  const auto chain = [](TensorPartial first) {
    return TensorGraph{1, 1, 1, {{VertexId(0), VertexId(1), first}, {VertexId(1), VertexId(2), {1, {3, 1, 3, 1}}}}};
  };
  const ScratchFolder folder;
  add_to_library(folder / "a.h5", {{}, {}, {entry_of(chain({3, {3, 1, 3, 1}}), "diagonal")}});
  const PolicyLibrary library(folder / "a.h5");
  CHECK(library.find(canonicalize(chain({3, {3, 1, 3, 1}}))));
  CHECK_FALSE(library.find(canonicalize(chain({1, {3, 1, 3, 1}}))));
  CHECK_FALSE(library.find(canonicalize(chain({3, {3, 1, 4, 1}}))));
}

TEST_CASE("Merging keeps the tensor order of the least count, with the better bound", "[policies]") {
  Random random(seed);
  const ScratchFolder folder;
  TensorEntry entry = entry_of(random_tensor_graph(random, 12), "graph");
  entry.order.cost = 100;
  entry.order.bound = 40;
  add_to_library(folder / "a.h5", {{}, {}, {entry}});
  entry.order.cost = 90;
  entry.order.bound = 30;
  CHECK(add_to_library(folder / "a.h5", {{}, {}, {entry}}).orders_improved == 1);
  entry.order.cost = 95;
  CHECK(add_to_library(folder / "a.h5", {{}, {}, {entry}}).orders_improved == 0);
  const LibraryContents merged = read_library(folder / "a.h5");
  REQUIRE(merged.tensors.size() == 1);
  CHECK(merged.tensors[0].order.cost == 90);
  CHECK(merged.tensors[0].order.bound == 40);
  CHECK(remove_from_library(folder / "a.h5", entry.fingerprint) == 1);
  CHECK(read_library(folder / "a.h5").tensors.empty());
}

TEST_CASE("A graph that differs in one edge's kind is not found", "[policies]") {
  const auto chain = [](EdgeKind kind, double constant) {
    return LinearizedGraph(
        1, 1, 1,
        {{VertexId(0), VertexId(1), kind, constant, {}}, {VertexId(1), VertexId(2), EdgeKind::variable, 0.0, {}}});
  };
  const ScratchFolder folder;
  add_to_library(folder / "a.h5", {{entry_of(chain(EdgeKind::unit, 1.0), "plus")}, {}});
  const PolicyLibrary library(folder / "a.h5");
  CHECK(library.find(canonicalize(chain(EdgeKind::unit, 1.0))));
  CHECK_FALSE(library.find(canonicalize(chain(EdgeKind::unit, -1.0))));
  CHECK_FALSE(library.find(canonicalize(chain(EdgeKind::constant, 2.0))));
  CHECK_FALSE(library.find(canonicalize(chain(EdgeKind::variable, 0.0))));
}

TEST_CASE("Merging keeps the cheaper order with its provenance and the better bound", "[policies]") {
  Random random(seed);
  const ScratchFolder folder;
  LibraryEntry entry = entry_of(random_linearized_graph(random, {}), "graph");
  entry.orders.resize(1);
  OrderRecord& record = entry.orders[0];
  record.cost = 100;
  record.bound = 40;
  record.method = "first";
  add_to_library(folder / "a.h5", {{entry}, {}});

  record.cost = 90;
  record.bound = 30;
  record.method = "cheaper";
  CHECK(add_to_library(folder / "a.h5", {{entry}, {}}).orders_improved == 1);
  record.cost = 95;
  record.bound = 60;
  record.method = "dearer";
  CHECK(add_to_library(folder / "a.h5", {{entry}, {}}).orders_improved == 0);
  const LibraryContents merged = read_library(folder / "a.h5");
  REQUIRE(merged.entries.size() == 1);
  const OrderRecord& kept = plain_record(merged.entries[0]);
  CHECK(kept.cost == 90);
  CHECK(kept.bound == 60);
  CHECK(kept.method == "cheaper");
}

TEST_CASE("Merging libraries loses nothing, and their order does not matter", "[policies]") {
  Random random(seed);
  const ScratchFolder folder;
  const LibraryContents first = random_contents(random, 20), second = random_contents(random, 20);
  add_to_library(folder / "ab.h5", first);
  add_to_library(folder / "ab.h5", second);
  add_to_library(folder / "ba.h5", second);
  add_to_library(folder / "ba.h5", first);
  const PolicyLibrary ab(folder / "ab.h5"), ba(folder / "ba.h5");
  CHECK(ab.num_graphs() == ba.num_graphs());
  for (const LibraryContents* contents : {&first, &second}) {
    for (const LibraryEntry& entry : contents->entries) {
      CHECK(ab.find(CanonicalForm{entry.fingerprint, {}, entry.graph}));
      CHECK(ba.find(CanonicalForm{entry.fingerprint, {}, entry.graph}));
    }
  }
}

TEST_CASE("Equal contents make equal files", "[policies]") {
  Random random(seed);
  const ScratchFolder folder;
  LibraryContents contents = random_contents(random, 10);
  add_to_library(folder / "a.h5", contents);
  std::reverse(contents.entries.begin(), contents.entries.end());
  std::this_thread::sleep_for(std::chrono::milliseconds(1100));  // HDF5 counts time in seconds
  add_to_library(folder / "b.h5", contents);
  CHECK(bytes_of(folder / "a.h5") == bytes_of(folder / "b.h5"));
}

TEST_CASE("Removing takes one graph out and leaves the others", "[policies]") {
  Random random(seed);
  const ScratchFolder folder;
  const LibraryContents contents = random_contents(random, 10);
  add_to_library(folder / "a.h5", contents);
  const std::size_t before = PolicyLibrary(folder / "a.h5").num_graphs();
  CHECK(remove_from_library(folder / "a.h5", contents.entries[3].fingerprint) == 1);
  CHECK(remove_from_library(folder / "a.h5", contents.entries[3].fingerprint) == 0);
  CHECK(PolicyLibrary(folder / "a.h5").num_graphs() == before - 1);
}

TEST_CASE("Verification accepts what was written and finds a wrong cost", "[policies]") {
  Random random(seed);
  const ScratchFolder folder;
  LibraryContents contents = random_contents(random, 10);
  add_to_library(folder / "good.h5", contents);
  CHECK_NOTHROW(verify_library(folder / "good.h5"));
  contents.entries[0].orders[0].cost += 1;
  add_to_library(folder / "bad.h5", contents);
  CHECK_THROWS_WITH(verify_library(folder / "bad.h5"),
                    Catch::Contains("bad.h5: graph") && Catch::Contains("plain cost"));
  contents.entries[0].orders[0].cost -= 1;
  contents.tensors[0].order.cost += 1;
  add_to_library(folder / "tensors.h5", contents);
  CHECK_THROWS_WITH(verify_library(folder / "tensors.h5"),
                    Catch::Contains("tensors.h5: tensor graph") && Catch::Contains("tensor cost"));
}

TEST_CASE("No tensor graph that breaks the format gets into a library", "[policies]") {
  Random random(seed);
  const ScratchFolder folder;
  TensorEntry entry = entry_of(random_tensor_graph(random, 12), "graph");
  SECTION("an order that is too short") { entry.order.order.vertices.pop_back(); }
  SECTION("a type that there is not") { entry.graph.edges[0].partial.type = 12; }
  SECTION("an extent of 0") { entry.graph.edges[0].partial.extents[2] = 0; }
  SECTION("an extent that is absurd") { entry.graph.edges[0].partial.extents[2] = 1u << 30; }
  SECTION("edges in another order") { std::swap(entry.graph.edges[0], entry.graph.edges[1]); }
  SECTION("an edge that leaves the graph") { entry.graph.edges.back().head = VertexId(1000); }
  SECTION("a bound above its cost") { entry.order.bound = entry.order.cost + 1; }
  CHECK_THROWS_AS(add_to_library(folder / "a.h5", {{}, {}, {entry}}), LibraryError);
  CHECK_FALSE(std::filesystem::exists(folder / "a.h5"));
}

TEST_CASE("Nothing that breaks the format gets into a library", "[policies]") {
  Random random(seed);
  const ScratchFolder folder;
  LibraryEntry entry = entry_of(random_linearized_graph(random, {}), "graph");
  SECTION("an order that repeats a vertex") {
    entry.orders[0].order.vertices[1] = entry.orders[0].order.vertices[0];
  }
  SECTION("an order that is too short") { entry.orders[0].order.vertices.pop_back(); }
  SECTION("a name that is too long") { entry.name.assign(65, 'x'); }
  SECTION("a name with control characters") { entry.name = "a\x1b[31m"; }
  SECTION("a bound above its cost") { entry.orders[0].bound = entry.orders[0].cost + 1; }
  SECTION("a time that is none") { entry.orders[0].milliseconds = -1.0; }
  SECTION("two orders for one model") { entry.orders[1].model = CostModel::plain; }
  CHECK_THROWS_AS(add_to_library(folder / "a.h5", {{entry}, {}}), LibraryError);
  CHECK_FALSE(std::filesystem::exists(folder / "a.h5"));
}
