// SPDX-License-Identifier: BSD-2-Clause
// Operations on expressions: append to their builder, or fold where there is none.
#include "jacquard/expression.hpp"

#include "jacquard/error.hpp"

namespace jacquard::symbolic {
namespace {

GraphBuilder* shared_builder(std::initializer_list<Expression> arguments) {
  GraphBuilder* builder = nullptr;
  for (const Expression& argument : arguments) {
    if (argument.builder == nullptr || argument.builder == builder) continue;
    if (builder != nullptr) throw CaptureError("expression: arguments belong to different graph builders");
    builder = argument.builder;
  }
  return builder;
}

}  // namespace

VertexId Expression::vertex_in(GraphBuilder& owner) const { return builder == nullptr ? owner.literal(number) : id; }

Expression apply(Elemental elemental, std::initializer_list<Expression> arguments) {
  GraphBuilder* builder = shared_builder(arguments);
  if (builder == nullptr) {
    std::array<double, 3> numbers{};
    for (std::size_t k = 0; k < arguments.size(); ++k) numbers[k] = arguments.begin()[k].number;
    return Expression(value(elemental, numbers));
  }
  std::array<VertexId, 3> vertices;
  for (std::size_t k = 0; k < arguments.size(); ++k) vertices[k] = arguments.begin()[k].vertex_in(*builder);
  return {*builder, builder->apply(elemental, std::span(vertices).first(arguments.size()))};
}

}  // namespace jacquard::symbolic
