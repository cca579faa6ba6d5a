// SPDX-License-Identifier: BSD-2-Clause
// Point kernels over the threads of a Kokkos device.
#pragma once

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <string>

#include "jacquard/kernels/device_memory.hpp"
#include "jacquard/kernels/execution_space.hpp"
#include "jacquard/kernels/point_kernel.hpp"

namespace jacquard::kernels {

/// One interpreted program with slots for as many threads as run at a time; a thread takes every num_threads-th
/// point.
///
/// Runs in any execution space; where threads have registers for packs, HostRunner is faster.
template <class Space>
class DeviceRunner {
 public:
  struct Options {
    std::string remark = {};  ///< at the end of the description
  };

  DeviceRunner(const Space& space, const Program& program, const Options& options = {});

  static BatchLayout layout(std::size_t num_entries, std::size_t num_points) {
    return device_layout(num_entries, num_points);
  }

  static std::string description(const Options& options) { return "tile, a point a thread" + options.remark; }

  static void write_constants(const Space& space, const JacobianPattern& pattern, const Batch& batch) {
    write_device_constants(space, pattern, batch);
  }

  EvaluationStatus run(const Space& space, const Batch& batch);

  /// What one launch does; public for device compilers only.
  struct Launch {
    PointKernel kernel;
    std::size_t* flipped;  // count, lowest point

    JACQUARD_FUNCTION void operator()(std::size_t thread) const {
      for (std::size_t p = thread; p < kernel.batch.num_points; p += kernel.num_threads) {
        if (!kernel.run(p, thread)) continue;
        Kokkos::atomic_add(flipped, std::size_t{1});
        Kokkos::atomic_fetch_min(flipped + 1, p);
      }
    }
  };

 private:
  template <class T>
  using Memory = DeviceMemory<Space, T>;

  std::string label_ = "jacquard::points";  // kept: a temporary would allocate at every launch
  bool has_guards_ = false;
  std::size_t num_entries_ = 0;
  std::size_t num_threads_ = 0;
  Memory<TileStep> steps_;
  Memory<double> literals_;
  Memory<double> slots_;  // [num_slots x num_threads]
  FlipCount<Space> flipped_;
};

template <class Space>
DeviceRunner<Space>::DeviceRunner(const Space& space, const Program& program, const Options&)
    : num_entries_(program.pattern.rows.num_entries()),
      num_threads_(num_concurrent_points(space, program.num_slots)) {
  const TileProgram steps = tile_program(program);
  has_guards_ = steps.has_guards;
  steps_ = device_copy_of<Space>("jacquard::steps", steps.steps);
  literals_ = device_copy_of<Space>("jacquard::literals", steps.literals);
  slots_ = Memory<double>(Kokkos::view_alloc(Kokkos::WithoutInitializing, "jacquard::slots"),
                          steps.num_slots * num_threads_);
}

template <class Space>
EvaluationStatus DeviceRunner<Space>::run(const Space& space, const Batch& batch) {
  if (has_guards_) flipped_.reset(space);
  const PointKernel kernel{.steps = steps_.data(),
                           .num_steps = steps_.extent(0),
                           .literals = literals_.data(),
                           .slots = slots_.data(),
                           .num_threads = num_threads_,
                           .entry_stride = layout(num_entries_, batch.num_points).lanes,
                           .batch = batch};
  const std::size_t num_busy = std::min(num_threads_, batch.num_points);
  Kokkos::parallel_for(label_, Kokkos::RangePolicy<Space>(space, 0, num_busy), Launch{kernel, flipped_.data()});
  if (has_guards_) return flipped_.read(space);
  fence(space);
  return {};
}

}  // namespace jacquard::kernels
