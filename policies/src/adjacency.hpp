// SPDX-License-Identifier: BSD-2-Clause
// Who precedes whom while vertices are eliminated, without values: for bounds and reductions.
#pragma once

#include <cstdint>
#include <vector>

#include "jacquard/linearized_graph.hpp"

namespace jacquard::policies {

/// Sorted neighbours of every vertex in the graph that is left after some eliminations.
class Adjacency {
 public:
  explicit Adjacency(const LinearizedGraph& graph);

  std::uint32_t num_vertices() const { return static_cast<std::uint32_t>(predecessors_.size()); }
  const std::vector<std::uint32_t>& predecessors(std::uint32_t v) const { return predecessors_[v]; }
  const std::vector<std::uint32_t>& successors(std::uint32_t v) const { return successors_[v]; }
  bool is_intermediate(std::uint32_t v) const { return v >= first_intermediate_ && v < first_dependent_; }
  bool is_independent(std::uint32_t v) const { return v < first_intermediate_; }
  bool is_dependent(std::uint32_t v) const { return v >= first_dependent_; }

  /// Connects every predecessor of `v` to every successor; `v` is left without neighbours.
  void eliminate(std::uint32_t v);

 private:
  std::uint32_t first_intermediate_ = 0;
  std::uint32_t first_dependent_ = 0;
  std::vector<std::vector<std::uint32_t>> predecessors_;
  std::vector<std::vector<std::uint32_t>> successors_;
};

}  // namespace jacquard::policies
