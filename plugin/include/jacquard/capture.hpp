// SPDX-License-Identifier: BSD-2-Clause
// Runs a residual over Active and returns what it did.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "jacquard/active.hpp"
#include "jacquard/sites.hpp"

namespace jacquard {

/// A residual over Active: reads x, assigns every entry of f.
using ActiveResidual = std::function<void(std::span<const Active> x, std::span<Active> f)>;

/// A residual as one graph.
struct CapturedGraph {
  ComputationalGraph graph;               ///< as recorded, without work that reaches neither dependent nor guard
  std::vector<const double*> parameters;  ///< [graph.num_parameters()], in their order
};

/// Captures a small residual (one flux, one reactor) as one graph, at the branch that `x` takes.
///
/// @param x  [num_independents], host.
/// @throws CaptureError naming a dependent that stays unset, or a value used outside of its capture.
/// Cost: about 10 ns and 40 bytes an operation.
CapturedGraph capture_graph(const ActiveResidual& residual, std::span<const double> x, std::size_t num_dependents);

/// Extents of a residual over a mesh.
struct CaptureShape {
  std::size_t num_dependents = 0;
  /// Dependents k with equal k / dependents_per_point belong to one grid point and are captured together.
  /// A system without a grid is one point.
  std::size_t dependents_per_point = 1;
};

/// Captures a residual over a mesh in one or a few passes of its own loops, folded online into site classes.
///
/// A value is cut off, becomes state and starts a new unit of work when it is stored to a dependent or
/// to memory that is neither on the stack below this call nor in x and f (a face flux), or when it is
/// added to a dependent that is zero or a sum already. Units with equal operations form one class;
/// literals that differ between its sites become data. Work of one point that a later point uses
/// (a flux carried from cell to cell, values computed before the loop) is found in one pass and cut in
/// the next.
///
/// @param x  [num_independents], host.
/// @throws CaptureError naming a dependent that stays unset (with point and component), a value used
///         outside of its capture, or an overwritten entry of x.
/// Cost: about 20 ns an operation and pass; memory of a bounded window of operations plus the tables.
CapturedResidual capture_sites(const ActiveResidual& residual, std::span<const double> x, const CaptureShape& shape);

}  // namespace jacquard
