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
  std::vector<double> literals;
  std::vector<Output> outputs;

  const Vertex& operator[](VertexId id) const { return vertices[id.value]; }
  bool is_literal(VertexId id) const { return (*this)[id].elemental == Elemental::literal; }
};

/// The valid arguments of `vertex`.
std::span<const VertexId> arguments_of(const Vertex& vertex);

/// What of `jacobian` the outputs of `quantity` and the guards need; constant entries are no outputs.
StraightLine live_part(const AccumulatedJacobian& jacobian, Quantity quantity);

/// Drops the vertices that no output needs and renumbers the rest, keeping their order.
void remove_dead(StraightLine& line);

/// How often each vertex is an argument or an output, [num_vertices].
std::vector<std::uint32_t> count_uses(const StraightLine& line);

/// Vertices that decide a jump: they feed a comparison or a rounding to an integer, directly or not.
/// They keep the residual's own rounding, so that a guard agrees with the user's evaluation. [num_vertices]
std::vector<bool> deciding_vertices(const StraightLine& line);

/// Moves negations to where they cost nothing: into sums, products and fused operations.
void absorb_negations(StraightLine& line);

/// Contracts products into the sums that use them, wherever that removes the product.
void fuse_multiply_add(StraightLine& line);

/// An order of evaluation of the non-literal vertices that keeps few values alive at a time.
/// Cost: O(V log V), a handful of sweeps.
std::vector<VertexId> schedule(const StraightLine& line);

/// The program that runs `line` in the order `scheduled`, over slots that are reused once their value is dead.
Program assign_slots(const StraightLine& line, std::span<const VertexId> scheduled);

}  // namespace jacquard
