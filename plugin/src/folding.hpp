// SPDX-License-Identifier: BSD-2-Clause
// Rewrites that hold for every IEEE value, applied before a vertex is appended.
#pragma once

#include <optional>

#include "jacquard/graph_builder.hpp"

namespace jacquard {

/// What `vertex` is equal to: a literal, a vertex of `builder`, or a cheaper form that is appended; nothing if the
/// vertex stands as it is.
std::optional<VertexId> fold(GraphBuilder& builder, const Vertex& vertex);

/// `vertex` with the arguments of commutative elementals in ascending order.
Vertex in_argument_order(Vertex vertex);

}  // namespace jacquard
