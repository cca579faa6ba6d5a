// SPDX-License-Identifier: BSD-2-Clause
// The computational graph of a residual, sealed: flat, topologically ordered, validated.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "jacquard/elementals.hpp"
#include "jacquard/ids.hpp"

namespace jacquard {

/// One vertex: an elemental and the vertices it is applied to.
///
/// Only the first arity(elemental) arguments are valid. Leaves (`independent`, `parameter`, `literal`)
/// have none; `index` then numbers them within their kind.
struct Vertex {
  Elemental elemental = Elemental::literal;
  std::uint32_t index = 0;
  std::array<VertexId, 3> arguments{};

  friend bool operator==(const Vertex&, const Vertex&) = default;
};

/// The valid arguments of `vertex`.
inline std::span<const VertexId> arguments_of(const Vertex& vertex) {
  return std::span(vertex.arguments).first(static_cast<std::size_t>(arity(vertex.elemental)));
}

/// A branch that the capture took: the graph is valid only where `condition` is `outcome`.
struct Guard {
  VertexId condition;
  bool outcome = true;

  friend bool operator==(const Guard&, const Guard&) = default;
};

class GraphBuilder;

/// Values, parameters and literals in, dependents out; vertices stand in evaluation order.
///
/// Invariants, established by GraphBuilder::seal(): arguments precede their vertex; independents
/// 0..n-1 and parameters 0..p-1 each stand exactly once, first and in this order.
class ComputationalGraph {
 public:
  ComputationalGraph() = default;

  std::span<const Vertex> vertices() const { return vertices_; }
  const Vertex& operator[](VertexId id) const { return vertices_[id.value]; }
  std::size_t num_vertices() const { return vertices_.size(); }

  std::size_t num_independents() const { return num_independents_; }
  std::size_t num_parameters() const { return num_parameters_; }
  VertexId independent(std::size_t k) const { return VertexId(k); }
  VertexId parameter(std::size_t k) const { return VertexId(num_independents_ + k); }

  /// Values of the `literal` vertices, by their `index`.
  std::span<const double> literals() const { return literals_; }

  /// One vertex per dependent; may repeat, and may be an independent, a parameter or a literal.
  std::span<const VertexId> dependents() const { return dependents_; }
  std::span<const Guard> guards() const { return guards_; }

  friend bool operator==(const ComputationalGraph&, const ComputationalGraph&) = default;

 private:
  friend class GraphBuilder;

  std::vector<Vertex> vertices_;
  std::vector<double> literals_;
  std::vector<VertexId> dependents_;
  std::vector<Guard> guards_;
  std::size_t num_independents_ = 0;
  std::size_t num_parameters_ = 0;
};

}  // namespace jacquard
