// SPDX-License-Identifier: BSD-2-Clause
// The oracle: plain host evaluation that defines the right answer.
#pragma once

#include <span>
#include <vector>

#include "jacquard/program.hpp"

namespace jacquard {

/// F, J and guards at one point.
template <class Real>
struct PointValues {
  std::vector<Real> residual;       ///< [num_residuals]; empty for Quantity::jacobian
  std::vector<Real> jacobian;       ///< [num_entries], pattern order; empty for Quantity::residual
  std::vector<bool> flipped_guards; ///< [num_guards]: the branch taken here is not the captured one
};

/// Runs `program` at one point; host memory, any of float, double, long double.
/// @throws ShapeError if an extent disagrees with the program.
template <class Real>
PointValues<Real> interpret(const Program& program, std::span<const Real> independents,
                            std::span<const Real> parameters);

/// Values of all vertices of `graph` at one point, in vertex order.
/// @throws ShapeError if an extent disagrees with the graph.
template <class Real>
std::vector<Real> evaluate(const ComputationalGraph& graph, std::span<const Real> independents,
                           std::span<const Real> parameters);

/// dF/dx by tangents through `graph`, dense [num_dependents x num_independents], column fastest.
/// Independent of linearize() and accumulate(): what they are tested against.
template <class Real>
std::vector<Real> forward_sweep(const ComputationalGraph& graph, std::span<const Real> independents,
                                std::span<const Real> parameters);

}  // namespace jacquard
