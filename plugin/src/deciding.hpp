// SPDX-License-Identifier: BSD-2-Clause
// What jumps are decided by: values that keep the user's own rounding.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "jacquard/graph.hpp"

namespace jacquard {

/// For each vertex whether it is marked, not 0; a byte each, because passes over all vertices read and write them.
using VertexMarks = std::vector<std::uint8_t>;

/// Adds to `marked` whatever the marked vertices are computed from. [num_vertices]
void close_over_arguments(std::span<const Vertex> vertices, VertexMarks& marked);

/// What the jumps of the residual and its guards are decided by; jumps that only partials have do not count.
/// @param of_residual  [num_vertices], whether F or a guard needs it
VertexMarks deciding_vertices(const ComputationalGraph& graph, const VertexMarks& of_residual);

}  // namespace jacquard
