// SPDX-License-Identifier: BSD-2-Clause
// Rewrites that hold for every IEEE value, applied before a vertex is appended.
#pragma once

#include <array>
#include <optional>
#include <utility>

#include "jacquard/elementals.hpp"
#include "jacquard/graph_builder.hpp"

namespace jacquard {

/// What `vertex` is equal to: a literal, a vertex of `builder`, or a cheaper form that is appended; nothing if the
/// vertex stands as it is.
std::optional<VertexId> fold(GraphBuilder& builder, const Vertex& vertex);

/// False only if fold() finds nothing: a quick look at what most vertices are, sums and products of two others.
inline bool may_fold(const GraphBuilder& builder, const Vertex& vertex) {
  const auto is_arithmetic = [](Elemental elemental) {
    return elemental == Elemental::add || elemental == Elemental::sub || elemental == Elemental::mul ||
           elemental == Elemental::div;
  };
  const auto folds = [&](VertexId argument) {
    const Elemental elemental = builder[argument].elemental;
    return elemental == Elemental::literal || elemental == Elemental::neg;
  };
  const auto [a, b, c] = vertex.arguments;
  return !is_arithmetic(vertex.elemental) || a == b || folds(a) || folds(b);
}

/// What `vertex` is if all of its arguments are literals of `graph`.
template <class Graph>
std::optional<double> value_of_literals(const Graph& graph, const Vertex& vertex) {
  if (is_leaf(vertex.elemental)) return std::nullopt;
  std::array<double, 3> arguments{};
  for (int k = 0; k < arity(vertex.elemental); ++k) {
    if (!graph.is_literal(vertex.arguments[k])) return std::nullopt;
    arguments[k] = graph.literal_value(vertex.arguments[k]);
  }
  return value(vertex.elemental, arguments);
}

/// `vertex` with the arguments of commutative elementals in ascending order.
inline Vertex in_argument_order(Vertex vertex) {
  if (is_commutative(vertex.elemental) && vertex.arguments[1] < vertex.arguments[0])
    std::swap(vertex.arguments[0], vertex.arguments[1]);
  return vertex;
}

}  // namespace jacquard
