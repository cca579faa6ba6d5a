// SPDX-License-Identifier: BSD-2-Clause
// Tries several orders of evaluation and refines the one with fewest live values.
#include "scheduling.hpp"

#include <algorithm>
#include <utility>

namespace jacquard {
namespace {

/// The best order so far, by the slots it needs, then by how many values it keeps alive on average.
class Choice {
 public:
  Choice(const StraightLine& line, const Users& users) : line_(line), users_(users) {}

  void consider(std::vector<VertexId> order) {
    Liveness liveness(line_, users_);
    for (const VertexId v : order) liveness.schedule(v);
    const std::pair needs(liveness.peak(), liveness.total());
    if (!order_.empty() && needs_ <= needs) return;
    order_ = std::move(order);
    needs_ = needs;
  }

  const std::vector<VertexId>& order() const { return order_; }

 private:
  const StraightLine& line_;
  const Users& users_;
  std::vector<VertexId> order_;
  std::pair<std::size_t, std::uint64_t> needs_;
};

/// Tie-breaks that are tried: a millisecond or two, or just one for large programs.
std::uint64_t num_tie_breaks(const StraightLine& line) {
  constexpr std::uint64_t most_tie_breaks = 16, vertices_in_all = 8'000;
  return std::clamp<std::uint64_t>(vertices_in_all / (line.vertices.size() + 1), 1, most_tie_breaks);
}

/// Steps of refinement: a few milliseconds at most, less for small programs.
std::uint64_t refinement_budget(const StraightLine& line) {
  constexpr std::uint64_t steps_per_vertex = 400, most_steps = 400'000;
  return std::min(most_steps, steps_per_vertex * line.vertices.size());
}

/// A literal over a root, which needs nothing else; invalid for any other vertex.
VertexId root_below(const StraightLine& line, VertexId v) {
  const VertexId below = denominator(line[v]);
  if (!below.valid()) return below;
  const bool is_of_literal = line[v].elemental == Elemental::reciprocal || line.is_literal(line[v].arguments[0]);
  const Elemental elemental = line[below].elemental;
  const bool is_root = elemental == Elemental::sqrt || elemental == Elemental::hypot;
  return is_root && is_of_literal ? below : VertexId();
}

/// `order` with what is divided by a root next to it: kernels get both in little more than the time of one.
std::vector<VertexId> with_quotients_at_roots(const StraightLine& line, const std::vector<VertexId>& order) {
  std::vector<std::vector<VertexId>> quotients(line.vertices.size());
  for (const VertexId v : order) {
    const VertexId root = root_below(line, v);
    if (root.valid()) quotients[root.value].push_back(v);
  }
  std::vector<VertexId> moved;
  for (const VertexId v : order) {
    if (root_below(line, v).valid()) continue;
    moved.push_back(v);
    moved.insert(moved.end(), quotients[v.value].begin(), quotients[v.value].end());
  }
  return moved;
}

}  // namespace

std::vector<VertexId> schedule(const StraightLine& line) {
  const Users users(line);
  std::vector<VertexId> as_stored;
  for (const Output& output : line.outputs) as_stored.push_back(output.value);
  std::vector<VertexId> as_computed = as_stored;
  std::ranges::sort(as_computed);

  Choice choice(line, users);
  for (const Followers followers : {Followers::shrink, Followers::wait}) {
    choice.consider(depth_first_schedule(line, users, followers, as_computed));
    choice.consider(depth_first_schedule(line, users, followers, as_stored));
  }
  for (std::uint64_t seed = 0; seed < num_tie_breaks(line); ++seed) {
    choice.consider(backward_list_schedule(line, users, seed));
  }
  choice.consider(refine_schedule(line, users, choice.order(), refinement_budget(line)));
  return with_quotients_at_roots(line, choice.order());
}

}  // namespace jacquard
