// SPDX-License-Identifier: BSD-2-Clause
// Constants, identities, signs and powers.
#include "folding.hpp"

#include <bit>
#include <cmath>
#include <limits>
#include <utility>

namespace jacquard {
namespace {

using Folded = std::optional<VertexId>;

/// Bit for bit, so that zeros of either sign differ.
bool is_literal(const GraphBuilder& builder, VertexId id, double value) {
  return builder.is_literal(id) &&
         std::bit_cast<std::uint64_t>(builder.literal_value(id)) == std::bit_cast<std::uint64_t>(value);
}

bool is_zero(const GraphBuilder& builder, VertexId id) {
  return builder.is_literal(id) && builder.literal_value(id) == 0.0;
}

/// The argument of a negation.
Folded negated(const GraphBuilder& builder, VertexId id) {
  if (builder[id].elemental != Elemental::neg) return std::nullopt;
  return builder[id].arguments[0];
}

VertexId negate(GraphBuilder& builder, VertexId id) { return builder.apply(Elemental::neg, {id}); }

/// 1 / value where that is exact: division by a power of two is a product.
std::optional<double> exact_reciprocal(double value) {
  int exponent = 0;
  const double inverse = 1.0 / value;
  if (std::abs(std::frexp(value, &exponent)) != 0.5 || !std::isnormal(value) || !std::isnormal(inverse)) return {};
  return inverse;
}

Folded fold_add(GraphBuilder& builder, VertexId a, VertexId b) {
  if (is_zero(builder, a)) return b;
  if (is_zero(builder, b)) return a;
  if (const Folded minus_b = negated(builder, b)) return builder.apply(Elemental::sub, {a, *minus_b});
  if (const Folded minus_a = negated(builder, a)) return builder.apply(Elemental::sub, {b, *minus_a});
  if (a == b) return builder.apply(Elemental::mul, {a, builder.literal(2.0)});
  return std::nullopt;
}

Folded fold_sub(GraphBuilder& builder, VertexId a, VertexId b) {
  if (is_zero(builder, b)) return a;
  if (is_zero(builder, a)) return negate(builder, b);
  if (const Folded minus_b = negated(builder, b)) return builder.apply(Elemental::add, {a, *minus_b});
  return std::nullopt;
}

/// Signs of factors, for products and quotients alike.
Folded fold_signs(GraphBuilder& builder, Elemental elemental, VertexId a, VertexId b) {
  const Folded minus_a = negated(builder, a);
  const Folded minus_b = negated(builder, b);
  if (minus_a && minus_b) return builder.apply(elemental, {*minus_a, *minus_b});
  if (minus_a) return negate(builder, builder.apply(elemental, {*minus_a, b}));
  if (minus_b) return negate(builder, builder.apply(elemental, {a, *minus_b}));
  return std::nullopt;
}

Folded fold_mul(GraphBuilder& builder, VertexId a, VertexId b) {
  if (builder.is_literal(a)) std::swap(a, b);
  if (is_literal(builder, b, 1.0)) return a;
  if (is_literal(builder, b, -1.0)) return negate(builder, a);
  if (a == b) return builder.apply(Elemental::square, {a});
  return fold_signs(builder, Elemental::mul, a, b);
}

Folded fold_div(GraphBuilder& builder, VertexId a, VertexId b) {
  if (is_literal(builder, b, 1.0)) return a;
  if (is_literal(builder, b, -1.0)) return negate(builder, a);
  if (is_literal(builder, a, 1.0)) return builder.apply(Elemental::reciprocal, {b});
  if (is_literal(builder, a, -1.0)) return negate(builder, builder.apply(Elemental::reciprocal, {b}));
  if (builder.is_literal(b))
    if (const auto inverse = exact_reciprocal(builder.literal_value(b)))
      return builder.apply(Elemental::mul, {a, builder.literal(*inverse)});
  return fold_signs(builder, Elemental::div, a, b);
}

/// Whole and half exponents that need at most three roundings, in forms that overflow only where the power does.
Folded fold_pow(GraphBuilder& builder, VertexId x, VertexId y) {
  if (!builder.is_literal(y)) return std::nullopt;
  const auto square = [&](VertexId a) { return builder.apply(Elemental::square, {a}); };
  const auto times = [&](VertexId a, VertexId b) { return builder.apply(Elemental::mul, {a, b}); };
  const auto root = [&](VertexId a) { return builder.apply(Elemental::sqrt, {a}); };
  const auto inverse = [&](VertexId a) { return builder.apply(Elemental::reciprocal, {a}); };
  const double exponent = builder.literal_value(y);
  if (exponent == -2.0) return square(inverse(x));
  if (exponent == -1.0) return inverse(x);
  if (exponent == -0.5) return inverse(root(x));
  if (exponent == 0.0) return builder.literal(1.0);
  if (exponent == 0.5) return root(x);
  if (exponent == 1.0) return x;
  if (exponent == 1.5) return times(x, root(x));
  if (exponent == 2.0) return square(x);
  if (exponent == 2.5) return times(square(x), root(x));
  if (exponent == 3.0) return times(square(x), x);
  if (exponent == 4.0) return square(square(x));
  return std::nullopt;
}

Folded fold_select(GraphBuilder& builder, VertexId condition, VertexId a, VertexId b) {
  if (a == b) return a;
  if (!builder.is_literal(condition)) return std::nullopt;
  return builder.literal_value(condition) != 0.0 ? a : b;
}

/// Even functions of one argument forget its sign, odd ones hand it on.
Folded fold_unary(GraphBuilder& builder, Elemental elemental, VertexId x) {
  const Folded minus_x = negated(builder, x);
  if (!minus_x) return std::nullopt;
  if (elemental == Elemental::neg) return *minus_x;
  if (elemental == Elemental::square || elemental == Elemental::abs) return builder.apply(elemental, {*minus_x});
  if (elemental == Elemental::reciprocal) return negate(builder, builder.apply(elemental, {*minus_x}));
  return std::nullopt;
}

}  // namespace

std::optional<VertexId> fold(GraphBuilder& builder, const Vertex& vertex) {
  if (const auto number = value_of_literals(builder, vertex)) return builder.literal(*number);
  const auto [a, b, c] = vertex.arguments;
  switch (vertex.elemental) {
    case Elemental::add:
      return fold_add(builder, a, b);
    case Elemental::sub:
      return fold_sub(builder, a, b);
    case Elemental::mul:
      return fold_mul(builder, a, b);
    case Elemental::div:
      return fold_div(builder, a, b);
    case Elemental::pow:
      return fold_pow(builder, a, b);
    case Elemental::select:
      return fold_select(builder, a, b, c);
    case Elemental::neg:
    case Elemental::abs:
    case Elemental::square:
    case Elemental::reciprocal:
      return fold_unary(builder, vertex.elemental, a);
    case Elemental::min:
    case Elemental::max:
      return a == b ? Folded(a) : std::nullopt;
    case Elemental::less:
      return a == b ? Folded(builder.literal(0.0)) : std::nullopt;
    default:
      return std::nullopt;
  }
}

}  // namespace jacquard
