// SPDX-License-Identifier: BSD-2-Clause
// Vertex-disjoint paths (Menger): breadth-first augmentation with every vertex used at most once.
#include "vertex_cut.hpp"

#include <limits>

namespace jacquard::policies {
namespace {

constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

constexpr std::uint32_t entering(std::uint32_t u) { return 2 * u; }
constexpr std::uint32_t leaving(std::uint32_t u) { return 2 * u + 1; }

}  // namespace

VertexCut::VertexCut(const Adjacency& graph)
    : graph_(graph),
      came_from_(2 * graph.num_vertices(), none),
      path_before_(graph.num_vertices(), none),
      path_after_(graph.num_vertices(), none) {}

const std::vector<std::uint32_t>& VertexCut::onward(std::uint32_t v) const {
  return direction_ == Direction::forward ? graph_.successors(v) : graph_.predecessors(v);
}

bool VertexCut::is_end(std::uint32_t v) const {
  return direction_ == Direction::forward ? graph_.is_dependent(v) : graph_.is_independent(v);
}

std::uint32_t VertexCut::count(std::uint32_t v, Direction direction) {
  direction_ = direction;
  std::uint32_t num_paths = 0;
  while (augment(v)) ++num_paths;
  for (const std::uint32_t u : on_path_) path_before_[u] = path_after_[u] = none;
  on_path_.clear();
  return num_paths;
}

void VertexCut::visit(std::uint32_t state, std::uint32_t from) {
  if (came_from_[state] != none) return;
  came_from_[state] = from;
  queue_.push_back(state);
}

/// Goes on from state `state` out of `u` over every edge that carries no path yet.
void VertexCut::leave(std::uint32_t u, std::uint32_t state) {
  for (const std::uint32_t w : onward(u)) {
    if (path_before_[w] != u) visit(entering(w), state);
  }
}

bool VertexCut::augment(std::uint32_t v) {
  queue_.clear();
  came_from_[leaving(v)] = leaving(v);
  queue_.push_back(leaving(v));
  std::uint32_t end = none;
  for (std::size_t next = 0; next < queue_.size() && end == none; ++next) {
    const std::uint32_t state = queue_[next];
    const std::uint32_t u = state / 2;
    const bool is_used = path_before_[u] != none;
    if (state == leaving(u)) {
      leave(u, state);
      if (is_used) visit(entering(u), state);
    } else if (!is_used) {
      if (is_end(u)) end = state;
      visit(leaving(u), state);
    } else if (path_before_[u] != v) {
      visit(leaving(path_before_[u]), state);
    }
  }
  if (end != none) apply(end, v);
  for (const std::uint32_t state : queue_) came_from_[state] = none;
  return end != none;
}

/// Follows the augmenting walk back from `state`: new edges are noted, a vertex that is only left is freed.
void VertexCut::apply(std::uint32_t state, std::uint32_t source) {
  while (state / 2 != source) {
    const std::uint32_t from = came_from_[state];
    const std::uint32_t u = state / 2;
    if (from / 2 == u && state == entering(u)) {
      path_before_[u] = path_after_[u] = none;
    } else if (state == entering(u) && from == leaving(from / 2)) {
      path_before_[u] = from / 2;
      on_path_.push_back(u);
    }
    state = from;
  }
}

}  // namespace jacquard::policies
