// SPDX-License-Identifier: BSD-2-Clause
// Orders of evaluation by depth-first search from the outputs; the one with fewest live values wins.
#include <algorithm>
#include <numeric>
#include <utility>

#include "liveness.hpp"
#include "straight_line.hpp"

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

/// What is done once a value is there and some of its users could run at once.
enum class Followers : std::uint8_t {
  wait,     ///< each runs when the search reaches it
  shrink,   ///< those that do not make more values live run immediately
};

/// Post-order of a depth-first search from the outputs, the argument of greatest need first.
class DepthFirstSearch {
 public:
  DepthFirstSearch(const StraightLine& line, const Users& users, std::span<const std::uint32_t> needs,
                   Followers followers)
      : line_(line), users_(users), needs_(needs), followers_(followers), liveness_(line, users),
        missing_(line.vertices.size()), done_(line.vertices.size(), false) {
    for (std::size_t v = 0; v < missing_.size(); ++v) {
      missing_[v] = static_cast<std::uint32_t>(distinct_arguments(line, VertexId(v)).count);
    }
  }

  void visit(VertexId root);

  const Liveness& liveness() const { return liveness_; }
  std::vector<VertexId> take_order() && { return std::move(order_); }

 private:
  void push(VertexId v);
  void emit(VertexId v);
  void emit_with_followers(VertexId v);

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
  for (const std::uint32_t user : users_.of(v)) {
    if (--missing_[user] == 0 && followers_ == Followers::shrink) pending_.push_back(VertexId(user));
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

struct Candidate {
  std::vector<VertexId> order;
  std::size_t peak = 0;
  std::uint64_t total = 0;
};

Candidate search(const StraightLine& line, const Users& users, std::span<const std::uint32_t> needs,
                 Followers followers, std::span<const VertexId> roots) {
  DepthFirstSearch search(line, users, needs, followers);
  for (const VertexId root : roots) search.visit(root);
  const Liveness& liveness = search.liveness();
  const std::size_t peak = liveness.peak();
  const std::uint64_t total = liveness.total();
  return {std::move(search).take_order(), peak, total};
}

bool better(const Candidate& a, const Candidate& b) {
  return std::pair(a.peak, a.total) < std::pair(b.peak, b.total);
}

}  // namespace

std::vector<VertexId> schedule(const StraightLine& line) {
  const Users users(line);
  const std::vector<std::uint32_t> needs = register_needs(line);

  std::vector<VertexId> as_stored;
  for (const Output& output : line.outputs) as_stored.push_back(output.value);
  std::vector<VertexId> as_computed = as_stored;
  std::ranges::sort(as_computed);
  std::vector<VertexId> all(line.vertices.size());
  for (std::size_t v = 0; v < all.size(); ++v) all[v] = VertexId(v);

  Candidate best = search(line, users, needs, Followers::shrink, as_computed);
  const auto consider = [&](Followers followers, std::span<const VertexId> roots) {
    Candidate candidate = search(line, users, needs, followers, roots);
    if (better(candidate, best)) best = std::move(candidate);
  };
  consider(Followers::wait, as_computed);
  consider(Followers::shrink, as_stored);
  consider(Followers::wait, as_stored);
  return std::move(best.order);
}

}  // namespace jacquard
