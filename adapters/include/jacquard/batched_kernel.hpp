// SPDX-License-Identifier: BSD-2-Clause
// A small residual captured once and evaluated at many points at a time: fluxes, elements, reactors.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "jacquard/session.hpp"

namespace jacquard {

/// Extents of a residual at one point.
struct KernelShape {
  std::size_t num_independents = 0;
  std::size_t num_dependents = 0;
};

struct BatchedKernelOptions {
  EvaluatorFactory evaluators = {};  ///< empty: EvaluatorKind::automatic
  double tolerance = 1e-10;     ///< of |F_i| + sum_j |J_ij x_j|, where a point is compared with the user's residual
  std::string name = "kernel";  ///< in reports and messages
};

/// Counters since construction.
struct BatchedKernelStatistics {
  std::uint64_t num_branches = 0;         ///< captured so far
  std::uint64_t num_evaluations = 0;      ///< of batches
  std::uint64_t num_branched_points = 0;  ///< that took another branch than most
  std::uint64_t num_stale_recaptures = 0;
};

/// One residual over plain arrays of points; host memory, batch fastest: entry k of point p of x is
/// x[k * num_points + p], of F f[k * num_points + p], of dF/dx jacobian[layout(num_points).offset(k, p)], with
/// k in the order of pattern().
///
/// A point whose branch differs from the first sample's is evaluated by the program of its own branch, which is
/// captured when it is first seen. One evaluation at a time.
class BatchedKernel {
 public:
  /// Captures at every sample.
  /// @param samples  [num_samples x num_independents], one after another; pattern() is what their branches have
  ///                 in common and apart, so give one for each branch whose Jacobian has entries of its own
  /// @throws CaptureError, ShapeError, StateError (Kokkos not started).
  BatchedKernel(Residual residual, const KernelShape& shape, std::span<const double> samples,
                std::vector<std::unique_ptr<OrderSource>> order_sources = {}, BatchedKernelOptions options = {});
  ~BatchedKernel();
  BatchedKernel(BatchedKernel&&) noexcept;
  BatchedKernel& operator=(BatchedKernel&&) noexcept;

  /// Which entries dF/dx may have.
  const CompressedRows& pattern() const;

  /// Where they stand; layout(num_points).extent() doubles are needed, of which the padding is scratch.
  BatchLayout layout(std::size_t num_points) const;

  /// Computes F, dF/dx or both at all points, and compares F at one of them with the user's residual.
  ///
  /// @param x         [num_independents x num_points]
  /// @param f         [num_dependents x num_points], or empty
  /// @param jacobian  [layout(num_points).extent()], or empty
  /// @throws ShapeError; StateError if the residual is not what was captured and a new capture does not help,
  ///         or if a branch has entries that pattern() lacks.
  /// Cost: one pass over the program's instructions; points on other branches are gathered and evaluated again.
  void evaluate(std::size_t num_points, std::span<const double> x, std::span<double> f, std::span<double> jacobian);

  const BatchedKernelStatistics& statistics() const;

  /// Branches, orders with cost and source, evaluators.
  std::string report() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace jacquard
