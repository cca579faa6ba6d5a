// SPDX-License-Identifier: BSD-2-Clause
// What an elimination order costs, under three models.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>

#include "jacquard/elimination_steps.hpp"
#include "jacquard/order.hpp"

namespace jacquard {

enum class CostModel : std::uint8_t {
  plain,      ///< |predecessors| x |successors| multiplications per vertex, whatever the edges' values
  effective,  ///< unit edges multiply for free, constant by constant folds, the rest cost one
  emitted,    ///< arithmetic left in the lowered Jacobian program; a fused multiply-add counts once
};

/// Multiplications under the two models that a linearized graph alone decides.
struct Multiplications {
  std::uint64_t plain = 0;
  std::uint64_t effective = 0;

  Multiplications& operator+=(const Multiplications& other) {
    plain += other.plain;
    effective += other.effective;
    return *this;
  }
};

/// Multiplications of `order` on `graph` under both models.
/// @throws OrderError if `order` does not fit.
/// Cost: one elimination, O(sum of |P| x |S|).
Multiplications count_multiplications(const LinearizedGraph& graph, const EliminationOrder& order);

/// Multiplications of `order` on `graph` under the plain or the effective model.
/// @throws OrderError if `order` does not fit, or if `model` is emitted (see emitted_cost).
/// Cost: one elimination, O(sum of |P| x |S|).
std::uint64_t elimination_cost(const LinearizedGraph& graph, const EliminationOrder& order, CostModel model);

/// When a count is given up.
struct CountLimit {
  std::uint64_t most = std::numeric_limits<std::uint64_t>::max();  ///< a larger cost is of no interest
  KeepGoing keep_going = {};                                       ///< asked after every elimination, if not empty
};

/// Multiplications of eliminating `vertices`, distinct intermediates of `graph`, one after the
/// other; nothing if `limit` gave the count up.
/// @throws OrderError if `model` is emitted.
std::optional<std::uint64_t> partial_cost(const LinearizedGraph& graph, std::span<const VertexId> vertices,
                                          CostModel model, const CountLimit& limit = {});

/// The same for steps: eliminating an edge costs one multiplication for each edge that its partial goes onto.
/// @throws OrderError as check_steps, or if `model` is emitted.
std::uint64_t elimination_cost(const LinearizedGraph& graph, const EliminationSteps& steps, CostModel model);

}  // namespace jacquard
