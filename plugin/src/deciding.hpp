// SPDX-License-Identifier: BSD-2-Clause
// What jumps are decided by: values that keep the user's own rounding.
#pragma once

#include <span>
#include <vector>

#include "jacquard/graph.hpp"

namespace jacquard {

/// Adds to `marked` whatever the marked vertices are computed from. [num_vertices]
void close_over_arguments(std::span<const Vertex> vertices, std::vector<bool>& marked);

/// What the jumps of the residual and its guards are decided by; jumps that only partials have do not count.
/// @param of_residual  [num_vertices], whether F or a guard needs it
std::vector<bool> deciding_vertices(const ComputationalGraph& graph, const std::vector<bool>& of_residual);

}  // namespace jacquard
