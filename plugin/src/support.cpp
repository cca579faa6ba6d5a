// SPDX-License-Identifier: BSD-2-Clause
// Decision diagrams over conditions, combined by Shannon expansion.
#include "support.hpp"

#include <algorithm>

namespace jacquard {
namespace {

constexpr int most_steps = 64;  ///< of one combination, which else could double its vertices with each condition

enum class Connective : std::uint8_t { conjunction, disjunction };

bool is_literal(const GraphBuilder& builder, VertexId support, bool value) {
  return builder.is_literal(support) && (builder.literal_value(support) != 0.0) == value;
}

/// The condition that is asked first.
VertexId root(const GraphBuilder& builder, VertexId support) {
  const Vertex& vertex = builder[support];
  return vertex.elemental == Elemental::select ? vertex.arguments[0] : support;
}

/// What is left of `support` once `condition`, no later than its root, is known.
VertexId restricted(GraphBuilder& builder, VertexId support, VertexId condition, bool holds) {
  if (support == condition) return builder.literal(holds ? 1.0 : 0.0);
  const Vertex& vertex = builder[support];
  if (vertex.elemental != Elemental::select || vertex.arguments[0] != condition) return support;
  return vertex.arguments[holds ? 1 : 2];
}

VertexId branch(GraphBuilder& builder, VertexId condition, VertexId where, VertexId elsewhere) {
  if (is_literal(builder, where, true) && is_literal(builder, elsewhere, false)) return condition;
  return builder.apply(Elemental::select, {condition, where, elsewhere});
}

VertexId combined(GraphBuilder& builder, Connective connective, VertexId a, VertexId b, int& steps) {
  const bool deciding = connective == Connective::disjunction;  // the literal that decides alone
  if (a == b) return a;
  if (builder.is_literal(b)) std::swap(a, b);
  if (builder.is_literal(a)) return is_literal(builder, a, deciding) ? a : b;
  if (--steps < 0) {
    return deciding ? builder.apply(Elemental::select, {a, builder.literal(1.0), b})
                    : builder.apply(Elemental::select, {a, b, builder.literal(0.0)});
  }
  const VertexId condition = std::min(root(builder, a), root(builder, b));
  const auto part = [&](bool holds) {
    const VertexId part_of_a = restricted(builder, a, condition, holds);
    const VertexId part_of_b = restricted(builder, b, condition, holds);
    return combined(builder, connective, part_of_a, part_of_b, steps);
  };
  const VertexId where = part(true);
  return branch(builder, condition, where, part(false));
}

}  // namespace

Support complement(GraphBuilder& builder, VertexId condition) {
  return builder.apply(Elemental::select, {condition, builder.literal(0.0), builder.literal(1.0)});
}

Support intersection(GraphBuilder& builder, Support a, Support b) {
  if (!a.valid()) return b;
  if (!b.valid()) return a;
  int steps = most_steps;
  return combined(builder, Connective::conjunction, a, b, steps);
}

Support union_of(GraphBuilder& builder, Support a, Support b) {
  if (!a.valid() || !b.valid()) return {};
  int steps = most_steps;
  const VertexId whole = combined(builder, Connective::disjunction, a, b, steps);
  return is_literal(builder, whole, true) ? Support() : whole;
}

bool is_empty(const GraphBuilder& builder, Support support) {
  return support.valid() && is_literal(builder, support, false);
}

VertexId chosen(GraphBuilder& builder, Support support, VertexId inside, VertexId outside) {
  const Vertex vertex = builder[support];
  const bool is_complement = vertex.elemental == Elemental::select &&
                             is_literal(builder, vertex.arguments[1], false) &&
                             is_literal(builder, vertex.arguments[2], true);
  if (is_complement) return builder.apply(Elemental::select, {vertex.arguments[0], outside, inside});
  return builder.apply(Elemental::select, {support, inside, outside});
}

}  // namespace jacquard
