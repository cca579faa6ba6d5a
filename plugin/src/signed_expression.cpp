// SPDX-License-Identifier: BSD-2-Clause
// Products and sums of expressions with their signs kept apart.
#include "signed_expression.hpp"

#include <cmath>

namespace jacquard {
namespace {

VertexId magnitude(GraphBuilder& builder, SignedExpression value) {
  return value.is_unit() ? builder.literal(1.0) : value.expression;
}

/// literal * (other literal * x) with one product, unless that could overflow or lose digits; invalid then.
VertexId merged_literals(GraphBuilder& builder, VertexId literal, VertexId factor) {
  const Vertex product = builder[factor];
  if (product.elemental != Elemental::mul) return {};
  for (std::size_t k = 0; k < 2; ++k) {
    if (!builder.is_literal(product.arguments[k])) continue;
    const double value = builder.literal_value(literal) * builder.literal_value(product.arguments[k]);
    if (!std::isnormal(value)) return {};
    return builder.apply(Elemental::mul, {builder.literal(value), product.arguments[1 - k]});
  }
  return {};
}

}  // namespace

SignedExpression split_sign(GraphBuilder& builder, VertexId expression) {
  SignedExpression result{expression, false};
  while (builder[result.expression].elemental == Elemental::neg) {
    result.expression = builder[result.expression].arguments[0];
    result.negative = !result.negative;
  }
  if (!builder.is_literal(result.expression)) return result;
  const double value = builder.literal_value(result.expression);
  if (std::signbit(value)) {
    result.expression = builder.literal(-value);
    result.negative = !result.negative;
  }
  if (std::abs(value) == 1.0) result.expression = VertexId();
  return result;
}

SignedExpression product(GraphBuilder& builder, SignedExpression a, SignedExpression b) {
  const bool negative = a.negative != b.negative;
  if (a.is_unit()) return {b.expression, negative};
  if (b.is_unit()) return {a.expression, negative};
  if (builder.is_literal(b.expression)) std::swap(a, b);
  const VertexId merged =
      builder.is_literal(a.expression) ? merged_literals(builder, a.expression, b.expression) : VertexId();
  const VertexId whole = merged.valid() ? merged : builder.apply(Elemental::mul, {a.expression, b.expression});
  SignedExpression result = split_sign(builder, whole);
  result.negative = result.negative != negative;
  return result;
}

SignedExpression sum(GraphBuilder& builder, SignedExpression a, SignedExpression b) {
  if (a.negative && !b.negative) std::swap(a, b);
  const Elemental elemental = a.negative == b.negative ? Elemental::add : Elemental::sub;
  const VertexId left = magnitude(builder, a);
  const VertexId right = magnitude(builder, b);
  SignedExpression result = split_sign(builder, builder.apply(elemental, {left, right}));
  result.negative = result.negative != a.negative;
  return result;
}

VertexId joined(GraphBuilder& builder, SignedExpression value) {
  const VertexId positive = magnitude(builder, value);
  return value.negative ? builder.apply(Elemental::neg, {positive}) : positive;
}

}  // namespace jacquard
