// SPDX-License-Identifier: BSD-2-Clause
// Expressions that carry their sign beside them, so that negations and unit factors cost nothing.
#pragma once

#include "jacquard/graph_builder.hpp"

namespace jacquard {

/// +expression or -expression; without a valid expression, +1 or -1.
///
/// Signs commute with IEEE products and sums under rounding to nearest, so that moving them changes
/// no value except the sign of a zero.
struct SignedExpression {
  VertexId expression;
  bool negative = false;

  bool is_unit() const { return !expression.valid(); }
};

/// The value of `expression` with leading negations and the sign of a literal taken out.
SignedExpression split_sign(GraphBuilder& builder, VertexId expression);

/// a * b; a unit factor appends nothing.
SignedExpression product(GraphBuilder& builder, SignedExpression a, SignedExpression b);

/// a + b, by an addition or by the subtraction that absorbs a sign.
SignedExpression sum(GraphBuilder& builder, SignedExpression a, SignedExpression b);

/// The value as one vertex; appends a negation only if the sign is still there.
VertexId joined(GraphBuilder& builder, SignedExpression value);

}  // namespace jacquard
