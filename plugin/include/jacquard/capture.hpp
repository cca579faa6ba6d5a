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
/// The dependents of one grid point that are assigned one after another form a unit, with all operations
/// that they need; units of equal operations form one class; literals that differ between its sites
/// become data. What several units use (a face flux carried from cell to cell or kept in an array, a
/// value computed before the loop) is found in one pass and, in the next, cut off: computed once, in a
/// class of its own, and kept as state. What is added to a dependent of a point other than the one being
/// assigned (f[i] += flux, a loop over faces or elements) is cut off too; the dependent is then a sum of
/// cuts. Sums that the residual goes on to read are computed by a class of their own. Where a dependent is
/// assigned several times, the last one counts.
///
/// @param x  [num_independents], host.
/// @throws CaptureError naming a dependent that stays unset or is read before (with point and component), a
///         value used outside of its capture, an entry of x that is overwritten or not a number, or extents
///         that do not fit.
/// Cost: about 100 ns an operation and pass; memory of a bounded window of operations (10 MiB at most, unless
/// one point needs more) plus the tables.
CapturedResidual capture_sites(const ActiveResidual& residual, std::span<const double> x,
                               const CaptureShape& shape);

}  // namespace jacquard
