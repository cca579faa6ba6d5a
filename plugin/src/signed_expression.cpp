// SPDX-License-Identifier: BSD-2-Clause
// Products and sums of expressions with their signs and supports kept apart.
#include "signed_expression.hpp"

#include <cmath>

namespace jacquard {
namespace {

VertexId magnitude(GraphBuilder& builder, const SignedExpression& value) {
  return value.is_unit() ? builder.literal(1.0) : value.expression;
}

VertexId signed_value(GraphBuilder& builder, const SignedExpression& value) {
  const VertexId positive = magnitude(builder, value);
  return value.negative ? builder.apply(Elemental::neg, {positive}) : positive;
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

SignedExpression product_inside(GraphBuilder& builder, SignedExpression a, SignedExpression b) {
  const bool negative = a.negative != b.negative;
  if (a.is_unit()) return {b.expression, negative, {}};
  if (b.is_unit()) return {a.expression, negative, {}};
  if (builder.is_literal(b.expression)) std::swap(a, b);
  const VertexId merged =
      builder.is_literal(a.expression) ? merged_literals(builder, a.expression, b.expression) : VertexId();
  const VertexId whole = merged.valid() ? merged : builder.apply(Elemental::mul, {a.expression, b.expression});
  SignedExpression result = split_sign(builder, whole);
  result.negative = result.negative != negative;
  return result;
}

SignedExpression sum_inside(GraphBuilder& builder, SignedExpression a, SignedExpression b) {
  if (a.negative && !b.negative) std::swap(a, b);
  const Elemental elemental = a.negative == b.negative ? Elemental::add : Elemental::sub;
  const VertexId left = magnitude(builder, a);
  const VertexId right = magnitude(builder, b);
  SignedExpression result = split_sign(builder, builder.apply(elemental, {left, right}));
  result.negative = result.negative != a.negative;
  return result;
}

/// a + b where the support of one excludes that of the other: a in its own, b elsewhere.
SignedExpression sum_of_alternatives(GraphBuilder& builder, const SignedExpression& a, const SignedExpression& b) {
  if (a.negative == b.negative) {
    const VertexId either = chosen(builder, a.support, magnitude(builder, a), magnitude(builder, b));
    return {either, a.negative, {}};
  }
  const VertexId left = signed_value(builder, a), right = signed_value(builder, b);
  return split_sign(builder, chosen(builder, a.support, left, right));
}

/// `value` for a sum that counts in `support`: 0 where it is not there itself.
SignedExpression extended(GraphBuilder& builder, const SignedExpression& value, Support support) {
  if (value.support == support) return {value.expression, value.negative, {}};
  const VertexId masked = chosen(builder, value.support, magnitude(builder, value), builder.literal(0.0));
  return {masked, value.negative, {}};
}

}  // namespace

SignedExpression split_sign(GraphBuilder& builder, VertexId expression) {
  SignedExpression result{expression, false, {}};
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

SignedExpression product(GraphBuilder& builder, const SignedExpression& a, const SignedExpression& b) {
  SignedExpression result = product_inside(builder, a, b);
  result.support = intersection(builder, a.support, b.support);
  return result;
}

SignedExpression sum(GraphBuilder& builder, const SignedExpression& a, const SignedExpression& b) {
  if (!a.support.valid() && !b.support.valid()) return sum_inside(builder, a, b);
  if (is_empty(builder, a.support)) return b;
  if (is_empty(builder, b.support)) return a;
  const Support support = union_of(builder, a.support, b.support);
  const bool alternate =
      a.support.valid() && b.support.valid() && is_empty(builder, intersection(builder, a.support, b.support));
  SignedExpression result = alternate
                                ? sum_of_alternatives(builder, a, b)
                                : sum_inside(builder, extended(builder, a, support), extended(builder, b, support));
  result.support = support;
  return result;
}

VertexId joined(GraphBuilder& builder, const SignedExpression& value) {
  return signed_value(builder, extended(builder, value, {}));
}

}  // namespace jacquard
