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

/// Vertices in an order of evaluation (leaves among them), and the outputs in order of kind and index.
struct StraightLine {
  std::vector<Vertex> vertices;
  /// What feeds a comparison or a rounding to an integer of the residual, directly or not: it decides a jump and
  /// keeps the residual's own rounding, so that a branch agrees with the user's evaluation. [num_vertices]
  std::vector<bool> deciding;
  /// What F or a guard needs, not partials alone. [num_vertices] as selected; later passes forget it, and the next
  std::vector<bool> of_residual;
  /// Where a NaN makes a NaN of some entry of F. [num_vertices]
  std::vector<bool> spoils_residual;
  std::vector<double> literals;
  std::vector<Output> outputs;

  const Vertex& operator[](VertexId id) const { return vertices[id.value]; }
  bool is_literal(VertexId id) const { return (*this)[id].elemental == Elemental::literal; }
  double literal_value(VertexId id) const { return literals[(*this)[id].index]; }

  VertexId append(const Vertex& vertex, bool decides = false);
  VertexId append_literal(double value);
};

/// What of `jacobian` the outputs of `quantity` and the guards need; constant entries are no outputs.
StraightLine live_part(const AccumulatedJacobian& jacobian, Quantity quantity);

/// Drops the vertices that no output needs and renumbers the rest, keeping their order.
void remove_dead(StraightLine& line);

/// How often each vertex is an argument or an output, [num_vertices].
std::vector<std::uint32_t> count_uses(const StraightLine& line);

/// Makes products with a literal zero zeros, where F is NaN unless they are. Those of F itself stay where F is
/// stored. Needs of_residual and spoils_residual.
void drop_zero_products(StraightLine& line, Quantity quantity);

/// Makes x^y into a product where the partial needs x^(y-1) anyway, for literal y > 1.
void share_powers(StraightLine& line);

/// What `vertex` divides by; invalid if it is neither a quotient nor a reciprocal.
VertexId denominator(const Vertex& vertex);

/// A reciprocal, or the quotient of a number that is not small: it overflows as soon as the reciprocal does, but
/// for denominators below the normal range.
bool is_as_large_as_reciprocal(const StraightLine& line, VertexId v);

/// Makes reciprocals into squares of the reciprocal roots that are there anyway. Needs
/// spoils_residual.
void share_roots(StraightLine& line);

/// Makes quotients into products where the reciprocal of their denominator is there anyway.
void share_reciprocals(StraightLine& line);

/// What is done with operations that turn out to be equal up to their sign.
enum class Repeats : std::uint8_t { keep, share };

/// Moves negations to where they cost nothing: into sums, products and fused operations.
void absorb_negations(StraightLine& line, Repeats repeats);

/// Contracts products into the sums that use them, wherever that removes the product.
void fuse_multiply_add(StraightLine& line);

/// Makes a product that is only needed negated one fused operation; the counts of emitted_cost stay.
void fuse_negated_products(StraightLine& line);

/// An order of evaluation of the non-literal vertices that keeps few values alive at a time.
/// Cost: O(V log V), a handful of sweeps.
std::vector<VertexId> schedule(const StraightLine& line);

/// The program that runs `line` in the order `scheduled`, over slots that are reused once their value is dead.
Program assign_slots(const StraightLine& line, std::span<const VertexId> scheduled);

}  // namespace jacquard
