// SPDX-License-Identifier: BSD-2-Clause
// Minimum vertex cuts between one vertex and the independents or the dependents.
#pragma once

#include <cstdint>
#include <vector>

#include "adjacency.hpp"

namespace jacquard::policies {

/// Counts vertex-disjoint paths by augmentation; the scratch is reused from call to call.
class VertexCut {
 public:
  explicit VertexCut(const Adjacency& graph);

  /// How many vertices other than `v` must go before no independent reaches `v`.
  std::uint32_t from_independents(std::uint32_t v) { return count(v, Direction::backward); }
  /// How many vertices other than `v` must go before `v` reaches no dependent.
  std::uint32_t to_dependents(std::uint32_t v) { return count(v, Direction::forward); }

 private:
  enum class Direction : std::uint8_t { forward, backward };

  std::uint32_t count(std::uint32_t v, Direction direction);
  bool augment(std::uint32_t v);
  void visit(std::uint32_t state, std::uint32_t from);
  void leave(std::uint32_t u, std::uint32_t state);
  void apply(std::uint32_t state, std::uint32_t source);

  const std::vector<std::uint32_t>& onward(std::uint32_t v) const;
  bool is_end(std::uint32_t v) const;

  const Adjacency& graph_;
  Direction direction_ = Direction::forward;
  // Each vertex u has two states: 2 u, about to enter it, and 2 u + 1, about to leave it.
  std::vector<std::uint32_t> came_from_;  ///< [2 * num_vertices], state before; none if not visited
  std::vector<std::uint32_t> queue_;
  std::vector<std::uint32_t> path_before_;  ///< [num_vertices], neighbour on the path through; none if unused
  std::vector<std::uint32_t> path_after_;
  std::vector<std::uint32_t> on_path_;
};

}  // namespace jacquard::policies
