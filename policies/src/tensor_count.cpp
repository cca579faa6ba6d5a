// SPDX-License-Identifier: BSD-2-Clause
// Elimination on unsorted rows: they are short.
#include "tensor_count.hpp"

#include <algorithm>

namespace jacquard::policies {

TensorCount::TensorCount(const TensorGraph& graph)
    : first_incoming_(graph.num_vertices()), first_outgoing_(graph.num_vertices()) {
  for (const TensorEdge& edge : graph.edges) {
    first_incoming_[edge.head.value].push_back({edge.tail.value, edge.partial});
    first_outgoing_[edge.tail.value].push_back(edge.head.value);
  }
}

std::uint64_t TensorCount::operator()(std::span<const std::uint32_t> order, std::uint64_t limit) {
  incoming_ = first_incoming_;
  outgoing_ = first_outgoing_;
  std::uint64_t cost = 0;
  for (const std::uint32_t v : order) {
    cost += eliminate(v);
    if (cost > limit) break;
  }
  return cost;
}

std::uint64_t TensorCount::eliminate(std::uint32_t v) {
  std::uint64_t cost = 0;
  for (const std::uint32_t head : outgoing_[v]) {
    Row& row = incoming_[head];
    const auto link = std::ranges::find(row, v, &Incoming::tail);
    const TensorPartial outer = link->partial;
    *link = row.back();
    row.pop_back();
    for (const Incoming& inner : incoming_[v]) {
      cost += product_cost(inner.partial, outer);
      add(inner.tail, head, product(inner.partial, outer));
    }
  }
  for (const Incoming& inner : incoming_[v]) {
    auto& heads = outgoing_[inner.tail];
    *std::ranges::find(heads, v) = heads.back();
    heads.pop_back();
  }
  return cost;
}

void TensorCount::add(std::uint32_t tail, std::uint32_t head, const TensorPartial& fill_in) {
  Row& row = incoming_[head];
  const auto present = std::ranges::find(row, tail, &Incoming::tail);
  if (present != row.end()) {
    present->partial = sum(present->partial, fill_in);
    return;
  }
  row.push_back({tail, fill_in});
  outgoing_[tail].push_back(head);
}

}  // namespace jacquard::policies
