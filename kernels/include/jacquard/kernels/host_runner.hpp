// SPDX-License-Identifier: BSD-2-Clause
// Host programs over the threads of a Kokkos host execution space.
#pragma once

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <memory>
#include <new>
#include <string>
#include <vector>

#include "jacquard/kernels/host_launch.hpp"
#include "jacquard/kernels/host_program.hpp"

namespace jacquard::kernels {

/// Doubles that start a cache line; contents are not initialised.
class HostBuffer {
 public:
  explicit HostBuffer(std::size_t extent)
      : data_(static_cast<double*>(::operator new(extent * sizeof(double), alignment))) {}
  double* data() const { return data_.get(); }

 private:
  static constexpr std::align_val_t alignment{64};
  struct Delete {
    void operator()(double* data) const { ::operator delete(data, alignment); }
  };
  std::unique_ptr<double, Delete> data_;
};

/// One program with a workspace per worker; workers take contiguous ranges of tiles.
template <class Space>
class HostRunner {
 public:
  using Options = TileOptions;

  HostRunner(const Space& space, const Program& program, const TileOptions& options)
      : program_(program, options),
        stride_(program_.workspace_extent()),
        statuses_(num_workers(space)),
        workspaces_(stride_ * statuses_.size()) {
    for (std::size_t worker = 0; worker < statuses_.size(); ++worker) program_.prepare(workspace(worker));
  }

  static BatchLayout layout(std::size_t num_entries, std::size_t num_points) {
    return {.lanes = group_size, .num_entries = num_entries, .num_points = num_points};
  }

  static std::string description(const TileOptions& options) {
    const InstructionSet set = options.instruction_set.value_or(available_instruction_sets().back());
    return "tile, " + std::string(name(set)) + ", " + std::to_string(num_lanes(set)) + " lanes";
  }

  static void write_constants(const Space&, const JacobianPattern& pattern, const Batch& batch);

  EvaluationStatus run(const Space& space, const Batch& batch);

 private:
  double* workspace(std::size_t worker) const { return workspaces_.data() + worker * stride_; }

  std::string label_ = "jacquard::tiles";  // kept: a temporary would allocate at every launch
  HostProgram program_;
  std::size_t stride_ = 0;
  std::vector<EvaluationStatus> statuses_;  // [num_workers]
  HostBuffer workspaces_;                   // [num_workers x stride_]
};

template <class Space>
void HostRunner<Space>::write_constants(const Space&, const JacobianPattern& pattern, const Batch& batch) {
  const BatchLayout to = layout(pattern.rows.num_entries(), batch.num_points);
  for (std::size_t entry = 0; entry < to.num_entries; ++entry) {
    if (!pattern.is_constant[entry]) continue;
    for (std::size_t tile = 0; tile < to.num_tiles(); ++tile) {
      std::fill_n(batch.jacobian + to.offset(entry, tile * to.lanes), to.lanes, pattern.constants[entry]);
    }
  }
}

template <class Space>
EvaluationStatus HostRunner<Space>::run(const Space& space, const Batch& batch) {
  const auto run_tiles = [this, &batch](std::size_t first, std::size_t last, std::size_t worker) {
    return program_.run(batch, first, last, workspace(worker));
  };
  return run_in_shares(space, label_, program_.num_tiles(batch.num_points), run_tiles, statuses_);
}

}  // namespace jacquard::kernels
