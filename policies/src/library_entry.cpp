// SPDX-License-Identifier: BSD-2-Clause
// Checks and checksums of single library entries.
#include "library_entry.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "jacquard/error.hpp"

namespace jacquard::policies {

namespace {

void check_text(const std::string& text, std::size_t longest, const std::string& place) {
  if (text.size() > longest) {
    refuse_entry(place, "at most " + std::to_string(longest) + " bytes", std::to_string(text.size()));
  }
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  if (std::any_of(text.begin(), text.end(), is_control)) refuse_entry(place, "text", "control characters");
}

void check_permutation(const LinearizedGraph& graph, const EliminationOrder& order, const std::string& place) {
  try {
    check_order(graph, order);
  } catch (const OrderError& error) {
    throw LibraryError(place + ": " + error.what());
  }
}

void check_record(const LinearizedGraph& graph, const OrderRecord& record, const std::string& place) {
  check_text(record.method, format::method_bytes, place + ": method");
  check_text(record.producer, format::producer_bytes, place + ": producer");
  if (record.bound > record.cost) {
    refuse_entry(place, "a bound of at most " + std::to_string(record.cost), std::to_string(record.bound));
  }
  if (!std::isfinite(record.milliseconds) || record.milliseconds < 0.0) {
    refuse_entry(place, "a time in milliseconds", std::to_string(record.milliseconds));
  }
  check_permutation(graph, record.order, place);
}

void check_tuned(const LibraryEntry& entry, const TunedOrder& tuned, const std::string& place) {
  check_text(tuned.machine.processor, format::machine_bytes, place + ": processor");
  check_text(tuned.machine.compiler, format::machine_bytes, place + ": compiler");
  check_text(tuned.method, format::method_bytes, place + ": method");
  check_text(tuned.producer, format::producer_bytes, place + ": producer");
  for (const double number : {tuned.nanoseconds, tuned.ratio})
    if (!std::isfinite(number) || number <= 0.0) refuse_entry(place, "a positive time", std::to_string(number));
  const auto is_same = [&](const TunedOrder& other) { return other.machine == tuned.machine; };
  if (std::ranges::count_if(entry.tunings, is_same) != 1)
    refuse_entry(place, "one order for a machine", "several for " + tuned.machine.processor);
  check_permutation(entry.graph, tuned.order, place);
}

void add_head(Checksum& sum, const std::string& name, const Fingerprint& fingerprint,
              std::array<std::size_t, 4> extents) {
  sum.add(name);
  for (const std::uint64_t word : fingerprint.words) sum.add(word);
  for (const std::size_t extent : extents) sum.add(std::uint64_t{extent});
}

void add_record(Checksum& sum, const OrderRecord& record) {
  sum.add(record.cost);
  sum.add(record.bound);
  sum.add(std::uint64_t{record.optimal});
  sum.add(record.method);
  sum.add(record.seed);
  sum.add(record.milliseconds);
  sum.add(record.producer);
  for (const VertexId v : record.order.vertices) sum.add(std::uint64_t{v.value});
}

void check_partial(const TensorPartial& partial, const std::string& place) {
  if (partial.type < least_partial_type || partial.type > greatest_partial_type) {
    refuse_entry(place, "a partial's type from -10 to 11", std::to_string(partial.type));
  }
  for (const std::uint32_t extent : partial.extents) {
    if (extent == 0 || extent > largest_extent) {
      refuse_entry(place, "extents from 1 to " + std::to_string(largest_extent), std::to_string(extent));
    }
  }
}

// The skeleton, which refuses what is no graph; edges must stand in its order, too.
LinearizedGraph checked_skeleton(const TensorGraph& graph, const std::string& place) {
  try {
    LinearizedGraph scalars = skeleton(graph);
    const auto same_ends = [](const TensorEdge& a, const Edge& b) { return a.tail == b.tail && a.head == b.head; };
    if (!std::ranges::equal(graph.edges, scalars.edges(), same_ends)) {
      refuse_entry(place, "edges ascending by head, then tail", "another order");
    }
    return scalars;
  } catch (const CaptureError& error) {
    throw LibraryError(place + ": " + error.what());
  }
}

}  // namespace

void refuse_entry(const std::string& place, const std::string& expected, const std::string& found) {
  throw LibraryError(place + ": expected " + expected + ", found " + found);
}

std::uint8_t code_of(const Edge& edge) {
  switch (edge.kind) {
    case EdgeKind::variable:
      return format::edge_variable;
    case EdgeKind::constant:
      return format::edge_constant;
    case EdgeKind::unit:
      return edge.constant > 0.0 ? format::edge_plus_one : format::edge_minus_one;
  }
  return format::edge_variable;
}

Edge edge_of(VertexId tail, VertexId head, std::uint8_t code, const std::string& place) {
  switch (code) {
    case format::edge_variable:
      return {tail, head, EdgeKind::variable, 0.0, {}};
    case format::edge_constant:
      return {tail, head, EdgeKind::constant, 0.0, {}};
    case format::edge_plus_one:
      return {tail, head, EdgeKind::unit, 1.0, {}};
    case format::edge_minus_one:
      return {tail, head, EdgeKind::unit, -1.0, {}};
    default:
      refuse_entry(place, "an edge's code from 0 to 3", std::to_string(code));
  }
}

std::uint64_t checksum_of(const LibraryEntry& entry) {
  const LinearizedGraph& graph = entry.graph;
  Checksum sum;
  add_head(sum, entry.name, entry.fingerprint,
           {graph.num_independents(), graph.num_intermediates(), graph.num_dependents(), graph.edges().size()});
  for (const Edge& edge : entry.graph.edges()) {
    sum.add(std::uint64_t{edge.tail.value});
    sum.add(std::uint64_t{edge.head.value});
    sum.add(std::uint64_t{code_of(edge)});
  }
  for (const OrderRecord& record : entry.orders) {
    sum.add(static_cast<std::uint64_t>(record.model));
    add_record(sum, record);
  }
  return sum.value();
}

std::uint64_t checksum_of(const TensorEntry& entry) {
  const TensorGraph& graph = entry.graph;
  Checksum sum;
  add_head(sum, entry.name, entry.fingerprint,
           {graph.num_independents, graph.num_intermediates, graph.num_dependents, graph.edges.size()});
  for (const TensorEdge& edge : graph.edges) {
    sum.add(std::uint64_t{edge.tail.value});
    sum.add(std::uint64_t{edge.head.value});
    sum.add(static_cast<std::uint64_t>(edge.partial.type - least_partial_type));
    for (const std::uint32_t extent : edge.partial.extents) sum.add(std::uint64_t{extent});
  }
  add_record(sum, entry.order);
  return sum.value();
}

std::uint64_t checksum_of(const TunedOrder& tuned, const Fingerprint& fingerprint) {
  Checksum sum;
  for (const std::uint64_t word : fingerprint.words) sum.add(word);
  sum.add(tuned.machine.processor);
  sum.add(tuned.machine.compiler);
  sum.add(tuned.cost);
  sum.add(tuned.nanoseconds);
  sum.add(tuned.ratio);
  sum.add(tuned.method);
  sum.add(tuned.producer);
  for (const VertexId v : tuned.order.vertices) sum.add(std::uint64_t{v.value});
  return sum.value();
}

std::uint64_t checksum_of(const NetworkRecord& network) {
  Checksum sum;
  sum.add(network.name);
  sum.add(network.architecture);
  sum.add(network.feature_version);
  sum.add(network.producer);
  sum.add(std::uint64_t{network.shapes.size()});
  for (const std::uint32_t extent : network.shapes) sum.add(std::uint64_t{extent});
  for (const float weight : network.weights) sum.add(weight);
  return sum.value();
}

void check_entry(const LibraryEntry& entry, const std::string& place) {
  check_text(entry.name, format::name_bytes, place + ": name");
  if (entry.graph.num_vertices() > largest_graph) {
    refuse_entry(place, "at most " + std::to_string(largest_graph) + " vertices",
                 std::to_string(entry.graph.num_vertices()));
  }
  for (std::size_t k = 0; k < entry.orders.size(); ++k) {
    const std::string order_place = place + ": order " + std::to_string(k);
    if (k > 0 && entry.orders[k].model <= entry.orders[k - 1].model) {
      refuse_entry(order_place, "cost models in ascending order, each once", "another order");
    }
    check_record(entry.graph, entry.orders[k], order_place);
  }
  for (const TunedOrder& tuned : entry.tunings)
    check_tuned(entry, tuned, place + ": tuned for " + tuned.machine.processor);
}

void check_sizes(std::span<const std::uint32_t> sizes, const std::string& place) {
  const std::uint64_t num_vertices = std::uint64_t{sizes[0]} + sizes[1] + sizes[2];
  if (num_vertices > largest_graph) {
    refuse_entry(place, "at most " + std::to_string(largest_graph) + " vertices", std::to_string(num_vertices));
  }
}

void check_entry(const TensorEntry& entry, const std::string& place) {
  check_text(entry.name, format::name_bytes, place + ": name");
  if (entry.graph.num_vertices() > largest_graph) {
    refuse_entry(place, "at most " + std::to_string(largest_graph) + " vertices",
                 std::to_string(entry.graph.num_vertices()));
  }
  for (const TensorEdge& edge : entry.graph.edges) check_partial(edge.partial, place);
  check_record(checked_skeleton(entry.graph, place), entry.order, place + ": order");
}

void check_network(const NetworkRecord& network, const std::string& place) {
  check_text(network.name, format::name_bytes, place + ": name");
  check_text(network.architecture, format::name_bytes, place + ": architecture");
  check_text(network.producer, format::producer_bytes, place + ": producer");
  if (network.shapes.size() % 2 != 0)
    refuse_entry(place, "pairs of extents", std::to_string(network.shapes.size()));
  std::uint64_t num_weights = 0;
  for (std::size_t k = 0; k < network.shapes.size(); k += 2) {
    // Products of two 32-bit numbers fit; the sum is bounded by comparing before each addition.
    const std::uint64_t size = std::uint64_t{network.shapes[k]} * network.shapes[k + 1];
    if (size > network.weights.size() - num_weights) refuse_entry(place, "shapes of all weights", "larger shapes");
    num_weights += size;
  }
  if (num_weights != network.weights.size()) {
    refuse_entry(place, std::to_string(num_weights) + " weights", std::to_string(network.weights.size()));
  }
  if (!std::ranges::all_of(network.weights, [](float weight) { return std::isfinite(weight); })) {
    refuse_entry(place, "finite weights", "NaN or infinity");
  }
}

}  // namespace jacquard::policies
