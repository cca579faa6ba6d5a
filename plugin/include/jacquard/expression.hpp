// SPDX-License-Identifier: BSD-2-Clause
// A scalar whose operations append to a GraphBuilder: how the table's partials become graphs.
#pragma once

#include <concepts>
#include <initializer_list>

#include "jacquard/graph_builder.hpp"

namespace jacquard {
namespace symbolic {

/// A vertex of `builder`, or a number that no builder has seen yet.
///
/// Operators and all functions of the table are found through the argument. Numbers among themselves are folded in
/// double; a number that meets a vertex becomes a literal of its builder.
struct Expression {
  GraphBuilder* builder = nullptr;
  VertexId id;          ///< valid where builder is set
  double number = 0.0;  ///< meaningful where it is not

  Expression() = default;
  Expression(GraphBuilder& owner, VertexId vertex) : builder(&owner), id(vertex) {}
  template <class Number>
  requires std::integral<Number> || std::floating_point<Number>
  explicit Expression(Number value) : number(static_cast<double>(value)) {}

  /// The vertex in `owner`, which is `builder` where that is set; appends a literal otherwise.
  VertexId vertex_in(GraphBuilder& owner) const;

  /// A number, or a literal of the builder.
  bool is_number() const { return builder == nullptr || builder->is_literal(id); }
  /// Its value, where is_number().
  double value() const { return builder == nullptr ? number : builder->literal_value(id); }
};

/// `elemental` applied to `arguments`, in the builder that they share.
/// @throws CaptureError if two arguments belong to different builders.
Expression apply(Elemental elemental, std::initializer_list<Expression> arguments);

inline Expression operator+(const Expression& a, const Expression& b) { return apply(Elemental::add, {a, b}); }
inline Expression operator-(const Expression& a, const Expression& b) { return apply(Elemental::sub, {a, b}); }
inline Expression operator*(const Expression& a, const Expression& b) { return apply(Elemental::mul, {a, b}); }
inline Expression operator/(const Expression& a, const Expression& b) { return apply(Elemental::div, {a, b}); }
inline Expression operator-(const Expression& a) { return apply(Elemental::neg, {a}); }

#define JACQUARD_EXPRESSION_FUNCTION(name)                                                   \
  template <std::same_as<Expression>... E>                                                   \
  requires(sizeof...(E) == elementals::name::arity) Expression name(const E&... arguments) { \
    return apply(Elemental::name, {arguments...});                                           \
  }
JACQUARD_ELEMENTALS(JACQUARD_EXPRESSION_FUNCTION)
#undef JACQUARD_EXPRESSION_FUNCTION

}  // namespace symbolic

using symbolic::Expression;

}  // namespace jacquard
