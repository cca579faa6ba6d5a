// SPDX-License-Identifier: BSD-2-Clause
// What is left of a graph after some eliminations.
#pragma once

#include <vector>

#include "jacquard/order.hpp"

namespace jacquard::cli {

/// Edges over the vertices of `graph` once the first `count` vertices of `order` are eliminated, sorted by
/// (head, tail); all of `order` if it is shorter. Kinds and constants are those of the sums of products.
/// Cost: O(sum of |P| x |S| x log E); for looking at, not for searching.
std::vector<Edge> edges_after(const LinearizedGraph& graph, const EliminationOrder& order, std::size_t count);

}  // namespace jacquard::cli
