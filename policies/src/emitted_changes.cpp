// SPDX-License-Identifier: BSD-2-Clause
// Changes anywhere, then changes that the effective model finds promising.
#include "emitted_changes.hpp"

#include <algorithm>
#include <utility>

#include "local_search.hpp"
#include "random_stream.hpp"

namespace jacquard::policies {
namespace {

constexpr double slack = 20.0;  // of the effective cost, for a change to be counted

/// Moves one vertex to a random place.
EliminationOrder with_one_moved(EliminationOrder order, RandomStream& random) {
  const auto size = static_cast<std::uint32_t>(order.vertices.size());
  const std::uint32_t from = random.below(size);
  const std::uint32_t to = random.below(size);
  const auto begin = order.vertices.begin();
  if (from < to) std::rotate(begin + from, begin + from + 1, begin + to + 1);
  if (to < from) std::rotate(begin + to, begin + from, begin + from + 1);
  return order;
}

}  // namespace

void relocate(BestProgram& programs, std::uint64_t seed, std::uint64_t bound, double end) {
  RandomStream random(seed);
  SearchClock& clock = programs.clock();
  Candidate current = programs.best();
  if (current.order.vertices.size() < 2) return;
  while (programs.best().cost > bound && clock.fraction() < end && programs.has_time_for_another()) {
    EliminationOrder trial = with_one_moved(current.order, random);
    const std::uint64_t cost = programs.count(trial);
    if (cost > current.cost) continue;
    current = {std::move(trial), cost, "search"};
    if (cost <= programs.best().cost) programs.keep(current);
    if (clock.is_over()) return;
  }
}

void climb(BestProgram& programs, std::uint64_t seed, std::uint64_t bound) {
  RandomStream random(~seed);  // not the stream of the changes
  SearchClock& clock = programs.clock();
  std::uint64_t current = programs.best().cost;
  if (programs.best().order.vertices.size() < 2 || current <= bound || clock.is_over()) return;
  const LinearizedGraph& graph = programs.linearization().graph;
  auto changes = LocalSearch<EffectiveValue>::from(graph, programs.best().order, 0, seed, clock);
  if (!changes) return;
  clock.note_cost(current);
  while (programs.best().cost > bound && !clock.is_over() && programs.has_time_for_another()) {
    const double limit = static_cast<double>(changes->cost()) + slack * random.exponential();
    if (static_cast<double>(changes->change()) > limit) {
      changes->undo();
      continue;
    }
    EliminationOrder trial = changes->order();
    const std::uint64_t cost = programs.count(trial);
    if (cost > current) {
      changes->undo();
      continue;
    }
    current = cost;
    if (cost < programs.best().cost) programs.keep({std::move(trial), cost, "search"});
  }
}

}  // namespace jacquard::policies
