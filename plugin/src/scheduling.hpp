// SPDX-License-Identifier: BSD-2-Clause
// The orders of evaluation that schedule() chooses from.
#pragma once

#include <cstdint>
#include <vector>

#include "liveness.hpp"

namespace jacquard {

/// What a depth-first search does once a value is there and some of its users could run at once.
enum class Followers : std::uint8_t {
  wait,    ///< each runs when the search reaches it
  shrink,  ///< those that do not make more values live run immediately
};

/// Post-order of a depth-first search from `roots`, the argument of greatest need first. Cost: O(E).
std::vector<VertexId> depth_first_schedule(const StraightLine& line, const Users& users, Followers followers,
                                           std::span<const VertexId> roots);

/// List scheduling from the last instruction to the first; among equals the latest, or one that `seed` decides.
/// Cost: O(E log V).
std::vector<VertexId> backward_list_schedule(const StraightLine& line, const Users& users, std::uint64_t seed);

/// `order` after a search of about `budget` steps (10 ns each) for one with fewer values live at a time; the same
/// result every time.
std::vector<VertexId> refine_schedule(const StraightLine& line, const Users& users, std::vector<VertexId> order,
                                      std::uint64_t budget);

}  // namespace jacquard
