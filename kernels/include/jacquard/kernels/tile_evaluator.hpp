// SPDX-License-Identifier: BSD-2-Clause
// The evaluator that needs no compiler: programs interpreted over tiles of points, in any Kokkos execution space.
#pragma once

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <array>
#include <memory>
#include <span>
#include <string>
#include <type_traits>

#include "jacquard/evaluator.hpp"
#include "jacquard/kernels/device_runner.hpp"
#include "jacquard/kernels/evaluator_checks.hpp"
#include "jacquard/kernels/execution_space.hpp"
#include "jacquard/kernels/host_runner.hpp"

namespace jacquard::kernels {

/// Packs of points where threads of `Space` run on a host, one point a thread elsewhere.
template <class Space>
using DefaultRunner = std::conditional_t<Kokkos::SpaceAccessibility<Space, Kokkos::HostSpace>::accessible,
                                         HostRunner<Space>, DeviceRunner<Space>>;

/// Evaluates residuals and Jacobians of one captured residual by interpreting its programs.
///
/// On a host each step runs over a tile of points, eight or sixteen registers full, where the next may find the
/// result; tiles go to threads. On a device each thread runs all steps at one point. Every step is what the table
/// of elementals says, lane by lane; how far a host's vector functions may be from exact stands in
/// instruction_set.hpp.
///
/// With an EmittedRunner (device_evaluator.hpp) threads run emitted kernels instead.
///
/// Layout of the Jacobian: layout(); 8 points a tile on a host, one tile on a device, entries in pattern order.
/// Memory: all workspaces are allocated at construction, evaluations allocate nothing; but Kokkos notes what a
/// kernel takes of a CUDA device when it launches it first in a process. One evaluation at a time: those of one
/// evaluator share its workspaces.
template <class Space = Kokkos::DefaultExecutionSpace, class Runner = DefaultRunner<Space>>
class TileEvaluator final : public Evaluator {
 public:
  /// @param programs  at most one of each quantity, all of one pattern; copied.
  /// @throws StateError if Kokkos is not initialised or the host does not run the instruction set asked for;
  ///         ShapeError if `programs` do not fit each other or an index in them is out of range.
  explicit TileEvaluator(std::span<const Program> programs, const typename Runner::Options& options = {})
      : TileEvaluator(started<Space>(), programs, options) {}

  /// @param space  work is enqueued there.
  TileEvaluator(const Space& space, std::span<const Program> programs, const typename Runner::Options& options = {})
      : space_(space), pattern_(common_pattern(programs)), description_(Runner::description(options)) {
    for (const Program& program : programs) {
      Kernel& kernel = kernels_[static_cast<std::size_t>(program.quantity)];
      kernel.needs = batch_needs(program);
      kernel.runner = std::make_unique<Runner>(space_, program, options);
    }
  }

  BatchLayout layout(std::size_t num_points) const override {
    return Runner::layout(pattern_.rows.num_entries(), num_points);
  }

  /// Cost: one pass over the values of the constant entries.
  void write_constants(const Batch& batch) const override {
    require_started(Kokkos::is_initialized());
    const auto& is_constant = pattern_.is_constant;
    if (batch.num_points == 0 || std::find(is_constant.begin(), is_constant.end(), true) == is_constant.end())
      return;
    require_pointers({.state = false, .parameters = false, .result = false, .jacobian = true}, batch);
    Runner::write_constants(space_, pattern_, batch);
  }

  /// Cost per point: one pass over the program's instructions.
  EvaluationStatus evaluate(const Batch& batch, Quantity quantity) const override {
    require_started(Kokkos::is_initialized());
    const Kernel& kernel = kernels_[static_cast<std::size_t>(quantity)];
    require_program(kernel.runner != nullptr, quantity);
    if (batch.num_points == 0) return {};
    require_pointers(kernel.needs, batch);
    return kernel.runner->run(space_, batch);
  }

  std::string description() const override { return description_; }

 private:
  struct Kernel {
    BatchNeeds needs;
    std::unique_ptr<Runner> runner;
  };

  Space space_;
  JacobianPattern pattern_;
  std::string description_;
  std::array<Kernel, 3> kernels_;  // by quantity
};

extern template class TileEvaluator<Kokkos::DefaultExecutionSpace>;  // is in the library

}  // namespace jacquard::kernels
