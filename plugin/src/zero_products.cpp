// SPDX-License-Identifier: BSD-2-Clause
// A Jacobian without the products with zero that only a NaN of F could tell from zeros.
#include <algorithm>

#include "folding.hpp"
#include "straight_line.hpp"

namespace jacquard {
namespace {

/// Finds what the vertices are equal to where F is not NaN, one after the other.
///
/// 0 x is zero or NaN. If it is part of F and hands its NaN on, F tells. If partials alone have it, the zero is a
/// partial of something that is constant as long as it is a number: no path through it counts.
class ZeroProducts {
 public:
  ZeroProducts(StraightLine& line, Quantity quantity)
      : line_(line), keeps_residual_(quantity != Quantity::jacobian), equal_(line.vertices.size()) {
    for (std::size_t v = 0; v < line.vertices.size(); ++v) {
      Vertex& vertex = line.vertices[v];
      for (std::size_t k = 0; k < arguments_of(vertex).size(); ++k)
        vertex.arguments[k] = equal_[vertex.arguments[k].value];
      equal_[v] = VertexId(v);
      if (!is_free(VertexId(v))) continue;
      equal_[v] = reduced(VertexId(v), vertex);
      const auto number = equal_[v] == VertexId(v) ? value_of_literals(line_, vertex) : std::nullopt;
      if (number) vertex = line_.new_literal(*number);
    }
    for (Output& output : line.outputs) output.value = equal_[output.value.value];
  }

 private:
  bool is_zero(VertexId v) const { return line_.is_literal(v) && line_.literal_value(v) == 0.0; }
  bool is_free(VertexId v) const {
    return !line_.roles[v.value].is_part || (!keeps_residual_ && !line_.decides(v));
  }
  bool may_vanish(VertexId v) const { return !line_.roles[v.value].is_part || line_.roles[v.value].spoils; }

  VertexId reduced(VertexId v, Vertex& vertex) const {
    const auto [a, b, c] = vertex.arguments;
    switch (vertex.elemental) {
      case Elemental::mul:
        if (is_zero(a) && may_vanish(v)) return a;
        return is_zero(b) && may_vanish(v) ? b : v;
      case Elemental::add:
        if (is_zero(a)) return b;
        return is_zero(b) ? a : v;
      case Elemental::sub:
        if (is_zero(b)) return a;
        if (is_zero(a)) vertex = {Elemental::neg, 0, {b}};
        return v;
      case Elemental::neg:
      case Elemental::square:
        return is_zero(a) ? a : v;
      default:
        return v;
    }
  }

  StraightLine& line_;
  bool keeps_residual_;
  std::vector<VertexId> equal_;
};

bool has_zeros(std::span<const Vertex> vertices, std::span<const double> literals) {
  return std::ranges::any_of(vertices, [&](const Vertex& vertex) {
    return vertex.elemental == Elemental::literal && literals[vertex.index] == 0.0;
  });
}

}  // namespace

void drop_zero_products(StraightLine& line, Quantity quantity) {
  if (!has_zeros(line.vertices, line.literals)) return;
  ZeroProducts(line, quantity);
  remove_dead(line);
}

void mark_constant_entries(AccumulatedJacobian& jacobian) {
  if (!has_zeros(jacobian.graph.vertices(), jacobian.graph.literals())) return;
  StraightLine line = live_part(jacobian, Quantity::both);
  ZeroProducts(line, Quantity::both);
  for (const Output& output : line.outputs) {
    if (output.kind != OutputKind::jacobian || !line.is_literal(output.value)) continue;
    jacobian.pattern.is_constant[output.index] = true;
    jacobian.pattern.constants[output.index] = line.literal_value(output.value);
  }
}

}  // namespace jacquard
