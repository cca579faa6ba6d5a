// SPDX-License-Identifier: BSD-2-Clause
// What lowering works on: operations that are each assigned once, and the outputs they serve.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "jacquard/program.hpp"

namespace jacquard {

/// A value that a program stores.
struct Output {
  OutputKind kind = OutputKind::residual;
  std::uint32_t index = 0;
  VertexId value;
};

/// What a vertex is to the residual.
struct ResidualRole {
  /// Feeds a comparison or a rounding to an integer, directly or not: it decides a jump and keeps the residual's
  /// own rounding, so that a branch agrees with the user's evaluation.
  bool decides = false;
  /// F or a guard needs it, not partials alone. As selected; later passes forget it, and the next.
  bool is_part = false;
  /// A NaN here makes a NaN of some entry of F.
  bool spoils = false;
};

/// Vertices in an order of evaluation (leaves among them), and the outputs in order of kind and index.
struct StraightLine {
  std::vector<Vertex> vertices;
  std::vector<ResidualRole> roles;  ///< [num_vertices]
  std::vector<double> literals;
  std::vector<Output> outputs;

  const Vertex& operator[](VertexId id) const { return vertices[id.value]; }
  bool is_literal(VertexId id) const { return (*this)[id].elemental == Elemental::literal; }
  double literal_value(VertexId id) const { return literals[(*this)[id].index]; }
  bool decides(VertexId id) const { return roles[id.value].decides; }

  VertexId append(const Vertex& vertex, bool decides = false) {
    vertices.push_back(vertex);
    roles.push_back({decides});
    return VertexId(vertices.size() - 1);
  }
  Vertex new_literal(double value);
  VertexId append_literal(double value) { return append(new_literal(value)); }
};

/// `vertex` with each argument replaced by what it is `renamed` to.
inline Vertex with_renamed_arguments(const Vertex& vertex, const std::vector<VertexId>& renamed) {
  Vertex result = vertex;
  const auto num_arguments = static_cast<std::size_t>(arity(vertex.elemental));
  for (std::size_t k = 0; k < num_arguments; ++k) result.arguments[k] = renamed[vertex.arguments[k].value];
  return result;
}

/// No vertices yet, but room for about as many as `line` has; its literals, and its outputs, which are to be
/// renamed.
StraightLine begin_rewrite(const StraightLine& line);

/// What of `jacobian` the outputs of `quantity` and the guards need; constant entries are no outputs.
StraightLine live_part(const AccumulatedJacobian& jacobian, Quantity quantity);

/// Drops the vertices that no output needs and renumbers the rest, keeping their order.
void remove_dead(StraightLine& line);

/// How often each vertex is an argument or an output, [num_vertices].
std::vector<std::uint32_t> count_uses(const StraightLine& line);

/// Makes products with a literal zero zeros, where F is NaN unless they are, and a literal of what they leave of
/// literals alone. Those of F itself stay where F is stored. Needs all of the roles.
void drop_zero_products(StraightLine& line, Quantity quantity);

/// Adds to the constant entries those that are literals without such products, whatever is computed with J.
void mark_constant_entries(AccumulatedJacobian& jacobian);

/// Makes x^y into a product where the partial needs x^(y-1) anyway, for literal y > 1.
void share_powers(StraightLine& line);

/// What `vertex` divides by; invalid if it is neither a quotient nor a reciprocal.
inline VertexId denominator(const Vertex& vertex) {
  if (vertex.elemental == Elemental::reciprocal) return vertex.arguments[0];
  return vertex.elemental == Elemental::div ? vertex.arguments[1] : VertexId();
}

/// A reciprocal, or the quotient of a number that is not small: it overflows as soon as the reciprocal does, but
/// for denominators below the normal range.
bool is_as_large_as_reciprocal(const StraightLine& line, VertexId v);

/// Makes reciprocals into squares of the reciprocal roots that are there anyway. Needs to know what spoils F.
void share_roots(StraightLine& line);

/// Makes quotients into products where the reciprocal of their denominator is there anyway.
void share_reciprocals(StraightLine& line);

/// What is done with operations that turn out to be equal up to their sign.
enum class Repeats : std::uint8_t { keep, share };

/// Moves negations to where they cost nothing: into sums, products and fused operations.
void absorb_negations(StraightLine& line, Repeats repeats);

/// Contracts products into the sums that use them, wherever that removes the product.
void fuse_multiply_add(StraightLine& line);

/// The same, but leaves the products in place, which nothing uses any more. Returns how many there are.
std::size_t contract_products(StraightLine& line);

/// Makes a product that is only needed negated one fused operation; the counts of emitted_cost stay.
void fuse_negated_products(StraightLine& line);

/// An order of evaluation of the non-literal vertices that keeps few values alive at a time.
/// Cost: O(V log V), a handful of sweeps.
std::vector<VertexId> schedule(const StraightLine& line);

/// The program that runs `line` in the order `scheduled`, over slots that are reused once their value is dead.
Program assign_slots(const StraightLine& line, std::span<const VertexId> scheduled);

}  // namespace jacquard
