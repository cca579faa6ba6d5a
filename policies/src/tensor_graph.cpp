// SPDX-License-Identifier: BSD-2-Clause
// The published counter for graphs with tensor vertices.
#include "jacquard/policies/tensor_graph.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <utility>

#include "checksum.hpp"
#include "jacquard/error.hpp"
#include "sparsity_maps.hpp"

namespace jacquard::policies {

namespace {

constexpr std::uint64_t largest_cost = std::uint64_t{1} << 48;  // sums of a million stay within 64 bits
constexpr std::int8_t identity_type = 10;

int row(std::int8_t type) { return type + partial_type_offset; }

std::uint64_t saturating_product(std::uint64_t a, std::uint64_t b) {
  return b != 0 && a > largest_cost / b ? largest_cost : a * b;
}

// The edges that are left, seen from both ends.
class EliminationState {
 public:
  explicit EliminationState(const TensorGraph& graph)
      : incoming_(graph.num_vertices()), outgoing_(graph.num_vertices()) {
    for (const TensorEdge& edge : graph.edges) {
      incoming_[edge.head.value][edge.tail.value] = edge.partial;
      outgoing_[edge.tail.value].push_back(edge.head.value);
    }
  }

  std::uint64_t eliminate(std::uint32_t v) {
    std::uint64_t cost = 0;
    for (const std::uint32_t head : outgoing_[v]) {
      const TensorPartial out = incoming_[head].at(v);
      for (const auto& [tail, in] : incoming_[v]) {
        cost += product_cost(in, out);
        add(tail, head, product(in, out));
      }
      incoming_[head].erase(v);
    }
    for (const auto& [tail, in] : incoming_[v]) std::erase(outgoing_[tail], v);
    incoming_[v].clear();
    outgoing_[v].clear();
    return cost;
  }

 private:
  void add(std::uint32_t tail, std::uint32_t head, const TensorPartial& fill_in) {
    const auto [entry, is_new] = incoming_[head].try_emplace(tail, fill_in);
    if (is_new) {
      outgoing_[tail].push_back(head);
    } else {
      entry->second = sum(entry->second, fill_in);
    }
  }

  std::vector<std::map<std::uint32_t, TensorPartial>> incoming_;  // by head, then tail
  std::vector<std::vector<std::uint32_t>> outgoing_;
};

/// What a canonical form sees of a partial.
std::uint64_t label_of(const TensorPartial& partial) {
  Checksum sum;
  sum.add(static_cast<std::uint64_t>(partial.type - least_partial_type));
  for (const std::uint32_t extent : partial.extents) sum.add(std::uint64_t{extent});
  return sum.value();
}

void check_permutation(const TensorGraph& graph, const EliminationOrder& order) {
  std::vector<bool> seen(graph.num_vertices(), false);
  for (const VertexId v : order.vertices) {
    const bool is_intermediate = v.value >= graph.num_independents &&
                                 v.value < graph.num_independents + graph.num_intermediates;
    if (!is_intermediate) throw OrderError("order: vertex " + std::to_string(v.value) + " is no intermediate");
    if (seen[v.value]) throw OrderError("order: vertex " + std::to_string(v.value) + " appears twice");
    seen[v.value] = true;
  }
  if (order.vertices.size() != graph.num_intermediates) {
    throw OrderError("order: expected " + std::to_string(graph.num_intermediates) + " vertices, found " +
                     std::to_string(order.vertices.size()));
  }
}

}  // namespace

std::uint64_t product_cost(const TensorPartial& incoming, const TensorPartial& outgoing) {
  if (incoming.type == identity_type && outgoing.type == identity_type) return 1;
  const std::uint8_t factors = contraction_factors[row(incoming.type)][row(outgoing.type)];
  if (factors == 0) return 0;
  const std::uint32_t extents[6] = {outgoing.extents[0], outgoing.extents[1], outgoing.extents[2],
                                    outgoing.extents[3], incoming.extents[2], incoming.extents[3]};
  std::uint64_t cost = 1;
  for (int k = 0; k < 6; ++k) {
    if ((factors >> k) & 1) cost = saturating_product(cost, extents[k]);
  }
  return cost;
}

TensorPartial product(const TensorPartial& incoming, const TensorPartial& outgoing) {
  return {product_types[row(incoming.type)][row(outgoing.type)],
          {outgoing.extents[0], outgoing.extents[1], incoming.extents[2], incoming.extents[3]}};
}

TensorPartial sum(const TensorPartial& existing, const TensorPartial& fill_in) {
  return {sum_types[row(existing.type)][row(fill_in.type)], fill_in.extents};
}

LinearizedGraph skeleton(const TensorGraph& graph) {
  std::vector<Edge> edges;
  edges.reserve(graph.edges.size());
  for (const TensorEdge& edge : graph.edges) edges.push_back({edge.tail, edge.head, EdgeKind::variable, 0.0, {}});
  return LinearizedGraph(graph.num_independents, graph.num_intermediates, graph.num_dependents, std::move(edges));
}

TensorForm canonicalize(const TensorGraph& graph) {
  std::vector<std::uint64_t> labels;
  for (const TensorEdge& edge : graph.edges) labels.push_back(label_of(edge.partial));
  CanonicalForm form = canonicalize(skeleton(graph), labels);
  TensorForm result{form.fingerprint, std::move(form.canonical_of), graph};
  for (TensorEdge& edge : result.graph.edges) {
    edge.tail = result.canonical_of[edge.tail.value];
    edge.head = result.canonical_of[edge.head.value];
  }
  std::ranges::sort(result.graph.edges, [](const TensorEdge& a, const TensorEdge& b) {
    return std::tie(a.head, a.tail) < std::tie(b.head, b.tail);
  });
  return result;
}

std::uint64_t tensor_cost(const TensorGraph& graph, const EliminationOrder& order) {
  check_permutation(graph, order);
  EliminationState state(graph);
  std::uint64_t cost = 0;
  for (const VertexId v : order.vertices) cost += state.eliminate(v.value);
  return cost;
}

}  // namespace jacquard::policies
