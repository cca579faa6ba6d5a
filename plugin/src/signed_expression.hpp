// SPDX-License-Identifier: BSD-2-Clause
// Partials that carry their sign and their support beside them, so that negations and unit factors cost nothing and
// what is not there stays out of products.
#pragma once

#include "support.hpp"

namespace jacquard {

/// +expression or -expression where `support` holds, and nothing elsewhere; without a valid expression, +1 or -1.
///
/// Outside its support the expression may be anything, an infinity or NaN too: products and sums treat such
/// partials as paths that are not there, not as zeros. Supports intersect in products and unite in sums, so that in
/// whatever order paths are multiplied and added, those through an arm that is not taken never count.
///
/// Signs commute with IEEE products and sums under rounding to nearest, so that moving them changes
/// no value except the sign of a zero.
struct SignedExpression {
  VertexId expression;
  bool negative = false;
  Support support;

  bool is_unit() const { return !expression.valid(); }
};

/// The value of `expression` with leading negations and the sign of a literal taken out.
SignedExpression split_sign(GraphBuilder& builder, VertexId expression);

/// a * b; a unit factor appends nothing.
SignedExpression product(GraphBuilder& builder, const SignedExpression& a, const SignedExpression& b);

/// a + b, by an addition or by the subtraction that absorbs a sign; by a select alone where supports exclude each
/// other.
SignedExpression sum(GraphBuilder& builder, const SignedExpression& a, const SignedExpression& b);

/// The value as one vertex, 0 outside its support; appends a negation only if the sign is still there.
VertexId joined(GraphBuilder& builder, const SignedExpression& value);

}  // namespace jacquard
