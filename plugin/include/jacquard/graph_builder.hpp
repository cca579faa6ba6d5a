// SPDX-License-Identifier: BSD-2-Clause
// Builds computational graphs, verbatim or with folding and common-subexpression removal.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "jacquard/graph.hpp"
#include "jacquard/vertex_table.hpp"

namespace jacquard {

/// What a builder does with an elemental before it appends it.
enum class Folding : std::uint8_t {
  none,   ///< keep what was captured, vertex for vertex
  exact,  ///< constants folded, repeats shared, identities removed that hold for every value
};

/// Appends vertices and seals them into a ComputationalGraph.
///
/// Under `Folding::exact` no rewrite changes a finite value by more than rounding or turns a NaN into
/// a number: x*1, x+0, x-0, 0-x, x/1, -(-x), x*(-1) fold; x*0 and x-x do not. Of the sums with 0, by which
/// loops start, only the sign of a zero may differ. Signs move from factors to their product, so that
/// a b and (-a) b share it. Powers with small whole and half literal exponents become products and roots.
class GraphBuilder {
 public:
  /// Starts with `num_independents` independents and `num_parameters` parameters in place.
  GraphBuilder(std::size_t num_independents, std::size_t num_parameters, Folding folding);

  /// Starts from the vertices of `graph`, with its dependents and guards left out (Folding::exact).
  explicit GraphBuilder(const ComputationalGraph& graph);

  VertexId literal(double value);

  /// Appends (or finds) `elemental` applied to `arguments`.
  /// @throws CaptureError if the number of arguments is not the elemental's arity or one does not exist.
  VertexId apply(Elemental elemental, std::span<const VertexId> arguments);
  VertexId apply(Elemental elemental, std::initializer_list<VertexId> arguments) {
    return apply(elemental, std::span(arguments.begin(), arguments.size()));
  }

  void add_dependent(VertexId vertex);
  void add_guard(VertexId condition, bool outcome);

  std::size_t num_vertices() const { return graph_.vertices_.size(); }
  const Vertex& operator[](VertexId id) const { return graph_.vertices_[id.value]; }
  bool is_literal(VertexId id) const { return (*this)[id].elemental == Elemental::literal; }
  double literal_value(VertexId id) const { return graph_.literals_[(*this)[id].index]; }

  /// Hands the graph over; the builder is empty afterwards.
  ComputationalGraph seal() &&;

 private:
  VertexId append(const Vertex& vertex);
  VertexId find_or_append(const Vertex& vertex);
  VertexId& known(const Vertex& vertex);
  VertexId& known_literal(double value);
  void check(Elemental elemental, std::span<const VertexId> arguments) const;

  ComputationalGraph graph_;
  Folding folding_;
  VertexTable known_;  ///< empty under Folding::none
};

/// Constant folding, common subexpressions and dead code, and products with exp(-e) for quotients by exp(e); guards
/// and dependents keep their order.
/// Independents and parameters stay, used or not. Cost: linear in the number of vertices.
ComputationalGraph simplify(const ComputationalGraph& graph);

}  // namespace jacquard
