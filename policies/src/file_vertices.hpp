// SPDX-License-Identifier: BSD-2-Clause
// The vertices of a graph file as it lists them, before they are numbered as a graph.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "jacquard/linearized_graph.hpp"

namespace jacquard::policies {

/// Index into the file's inputs followed by its vertices.
using Position = std::uint32_t;

/// A value that an operation is applied to: another vertex, or a literal.
struct Argument {
  std::optional<Position> vertex;
  double literal = 0.0;
  bool is_scalar = true;  ///< false for literals that are arrays
};

/// One entry of the file; inputs have the operation "input".
struct FileVertex {
  std::int64_t id = 0;
  std::string operation;
  std::vector<Argument> arguments;
  std::vector<Position> predecessors;  ///< each once
  std::optional<double> exponent;      ///< params.y of integer_pow
};

/// Everything of a file but tensor information.
struct FileVertices {
  std::string name;
  std::size_t num_inputs = 0;
  std::vector<FileVertex> vertices;  ///< inputs first
  std::vector<Position> outputs;     ///< each once
};

/// A local partial as far as the operation alone tells.
struct PartialKind {
  EdgeKind kind = EdgeKind::variable;
  double constant = 0.0;
};

/// False for the one operation that has a predecessor and no partial.
bool has_partials(const FileVertex& vertex);

/// d `vertex` / d `predecessor`: unit for sums, differences, negations and copies, constant where a literal
/// multiplies or divides, variable for everything else; repeated arguments add up.
PartialKind partial_kind(const FileVertex& vertex, Position predecessor);

/// The residual as a computational graph, with the vertices each position stands for.
struct FileResidual {
  ComputationalGraph graph;
  std::vector<std::vector<VertexId>> vertices;  ///< by position, in evaluation order
};

/// Nothing, if an operation is unknown or is applied to the wrong number of values.
std::optional<FileResidual> build_residual(const FileVertices& file);

}  // namespace jacquard::policies
