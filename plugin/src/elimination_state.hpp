// SPDX-License-Identifier: BSD-2-Clause
// A linearized graph while vertices are being eliminated: adjacency and edge classes only.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "jacquard/cost.hpp"

namespace jacquard {

/// Adjacency of what is left after some eliminations; memory linear in the edges present.
class EliminationState {
 public:
  explicit EliminationState(const LinearizedGraph& graph);

  std::uint64_t markowitz_degree(VertexId v) const {
    return static_cast<std::uint64_t>(predecessors_[v.value].size()) * num_successors_[v.value];
  }

  /// Connects every predecessor of `v` to every successor, absorbs parallel edges, removes `v`.
  /// Cost: O(sum of the degrees of its neighbours).
  Multiplications eliminate_vertex(VertexId v);
  /// The same, or one edge only, which must be there.
  Multiplications eliminate(const EliminationStep& step);
  bool has_edge(VertexId tail, VertexId head) const;

  /// Tails of the edges that enter `v`, heads of those that leave it.
  std::vector<VertexId> predecessors(VertexId v) const;
  const std::vector<VertexId>& successors(VertexId v) { return settle_successors(v); }

 private:
  struct Partial {
    VertexId tail;
    EdgeKind kind;
    double constant;
  };

  static Partial product(const Partial& inner, const Partial& outer);
  static Partial absorb(const Partial& present, const Partial& added);
  Partial extract_edge(VertexId tail, VertexId head);
  void forget_successor(VertexId tail);
  std::vector<VertexId>& settle_successors(VertexId v);
  Multiplications eliminate_front(VertexId tail, VertexId head);
  Multiplications eliminate_back(VertexId tail, VertexId head);
  Multiplications add_products(VertexId head, std::span<const Partial> inner, const Partial& outer);

  std::vector<std::vector<Partial>> predecessors_;  ///< by head, sorted by tail
  /// By tail, in no order. May hold heads that are gone, at most as many as are left, or some twice: to look for a
  /// head whenever an edge goes would take longer than all else.
  std::vector<std::vector<VertexId>> successors_;
  std::vector<std::uint32_t> num_successors_;  ///< by tail, of the edges that are left
  std::vector<Partial> merged_;                ///< scratch
};

}  // namespace jacquard
