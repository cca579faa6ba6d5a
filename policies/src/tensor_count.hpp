// SPDX-License-Identifier: BSD-2-Clause
// The published tensor count of many orders of one graph, one after the other.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "jacquard/policies/tensor_graph.hpp"

namespace jacquard::policies {

/// tensor_cost() without its checks, on memory that is reused, and given up early where an order is too dear.
class TensorCount {
 public:
  explicit TensorCount(const TensorGraph& graph);

  /// The count of `order`, a permutation of the intermediates; anything above `limit` if that is exceeded.
  std::uint64_t operator()(std::span<const std::uint32_t> order, std::uint64_t limit);

 private:
  struct Incoming {
    std::uint32_t tail;
    TensorPartial partial;
  };
  using Row = std::vector<Incoming>;

  std::uint64_t eliminate(std::uint32_t v);
  void add(std::uint32_t tail, std::uint32_t head, const TensorPartial& fill_in);

  std::vector<Row> first_incoming_;  ///< of the graph, by head
  std::vector<std::vector<std::uint32_t>> first_outgoing_;
  std::vector<Row> incoming_;        ///< of what is left
  std::vector<std::vector<std::uint32_t>> outgoing_;
};

}  // namespace jacquard::policies
