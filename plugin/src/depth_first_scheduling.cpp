// SPDX-License-Identifier: BSD-2-Clause
// Orders of evaluation by depth-first search from the outputs.
#include <algorithm>
#include <functional>
#include <utility>

#include "scheduling.hpp"

namespace jacquard {
namespace {

/// Registers that a tree of this shape would need (Sethi & Ullman, The Generation of Optimal Code for
/// Arithmetic Expressions, J. ACM 17 (1970)); on a graph with shared values it only ranks arguments.
std::vector<std::uint32_t> register_needs(const StraightLine& line) {
  std::vector<std::uint32_t> needs(line.vertices.size(), 1);
  for (std::size_t v = 0; v < line.vertices.size(); ++v) {
    const DistinctArguments arguments = distinct_arguments(line, VertexId(v));
    std::array<std::uint32_t, 3> sorted{};
    for (std::size_t k = 0; k < arguments.count; ++k) sorted[k] = needs[arguments.vertices[k].value];
    std::sort(sorted.begin(), sorted.end(), std::greater<>());
    for (std::uint32_t k = 0; k < arguments.count; ++k) needs[v] = std::max(needs[v], sorted[k] + k);
  }
  return needs;
}

class DepthFirstSearch {
 public:
  DepthFirstSearch(const StraightLine& line, const Users& users, std::span<const std::uint32_t> needs,
                   Followers followers)
      : line_(line),
        users_(users),
        needs_(needs),
        followers_(followers),
        liveness_(line, users),
        missing_(line.vertices.size()),
        done_(line.vertices.size(), false) {
    for (std::size_t v = 0; v < missing_.size(); ++v) {
      missing_[v] = static_cast<std::uint32_t>(distinct_arguments(line, VertexId(v)).count);
    }
  }

  void visit(VertexId root);

  std::vector<VertexId> take_order() && { return std::move(order_); }

 private:
  void push(VertexId v);
  void emit(VertexId v);
  void emit_with_followers(VertexId v);
  void follow(VertexId v);

  struct Frame {
    VertexId vertex;
    DistinctArguments arguments;
    std::size_t next = 0;
  };

  const StraightLine& line_;
  const Users& users_;
  std::span<const std::uint32_t> needs_;
  Followers followers_;
  Liveness liveness_;
  std::vector<std::uint32_t> missing_;
  std::vector<bool> done_;
  std::vector<Frame> frames_;
  std::vector<VertexId> pending_;
  std::vector<VertexId> order_;
};

void DepthFirstSearch::push(VertexId v) {
  Frame frame{v, distinct_arguments(line_, v)};
  std::stable_sort(frame.arguments.vertices.begin(), frame.arguments.vertices.begin() + frame.arguments.count,
                   [&](VertexId a, VertexId b) { return needs_[a.value] > needs_[b.value]; });
  frames_.push_back(frame);
}

void DepthFirstSearch::emit(VertexId v) {
  done_[v.value] = true;
  order_.push_back(v);
  liveness_.schedule(v);
  for (const std::uint32_t user : users_.of(v)) --missing_[user];
  if (followers_ == Followers::wait) return;
  follow(v);
  for (const VertexId argument : distinct_arguments(line_, v)) {
    if (liveness_.dies_with_next_user(argument)) follow(argument);
  }
}

/// Users of `v` that could run now are looked at.
void DepthFirstSearch::follow(VertexId v) {
  for (const std::uint32_t user : users_.of(v)) {
    if (missing_[user] == 0 && !done_[user]) pending_.push_back(VertexId(user));
  }
}

void DepthFirstSearch::emit_with_followers(VertexId v) {
  pending_.clear();
  emit(v);
  for (std::size_t k = 0; k < pending_.size(); ++k) {
    const VertexId follower = pending_[k];
    if (!done_[follower.value] && liveness_.growth(follower) <= 0) emit(follower);
  }
}

void DepthFirstSearch::visit(VertexId root) {
  if (done_[root.value] || line_.is_literal(root)) return;
  push(root);
  while (!frames_.empty()) {
    Frame& frame = frames_.back();
    if (!done_[frame.vertex.value] && frame.next < frame.arguments.count) {
      const VertexId argument = frame.arguments.vertices[frame.next++];
      if (!done_[argument.value]) push(argument);
      continue;
    }
    const VertexId ready = frame.vertex;
    frames_.pop_back();
    if (!done_[ready.value]) emit_with_followers(ready);
  }
}

}  // namespace

std::vector<VertexId> depth_first_schedule(const StraightLine& line, const Users& users, Followers followers,
                                           std::span<const VertexId> roots) {
  const std::vector<std::uint32_t> needs = register_needs(line);
  DepthFirstSearch search(line, users, needs, followers);
  for (const VertexId root : roots) search.visit(root);
  return std::move(search).take_order();
}

}  // namespace jacquard
