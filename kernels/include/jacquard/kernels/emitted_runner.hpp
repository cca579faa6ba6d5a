// SPDX-License-Identifier: BSD-2-Clause
// Kernels that a program was built with, over the threads of a Kokkos execution space.
#pragma once

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <string>
#include <vector>

#include "jacquard/error.hpp"
#include "jacquard/kernels/built_in.hpp"
#include "jacquard/kernels/device_batch.hpp"
#include "jacquard/kernels/device_memory.hpp"
#include "jacquard/kernels/execution_space.hpp"

namespace jacquard::kernels {

/// One program's kernel, with memory for what its pieces hand on. Layout and results as DeviceRunner; bit for bit
/// where execution space and compiler contract nothing.
template <class Space>
class EmittedRunner {
 public:
  struct Options {
    const BuiltInDeviceKernel* kernel = nullptr;  ///< for `Space`, of all programs that the evaluator has
    std::string resources = {};                   ///< what its launches take
  };

  EmittedRunner(const Space& space, const Program& program, const Options& options)
      : kernel_(options.kernel),
        has_guards_(!program.guard_outcomes.empty()),
        num_entries_(program.pattern.rows.num_entries()),
        quantity_(program.quantity),
        literals_(program.literals),
        literals_in_space_(device_copy_of<Space>("jacquard::literals", literals_)) {
    const std::size_t num_carried = kernel_->num_carried(quantity_);
    if (num_carried == 0) return;
    // Two thousand values handed on still leave every multiprocessor of the largest devices as many threads as its
    // registers allow.
    constexpr std::size_t most_bytes = std::size_t{1} << 30;
    points_a_chunk_ = (num_concurrent_points(space, num_carried, most_bytes) + device_padding - 1) /
                      device_padding * device_padding;
    carried_ = DeviceMemory<Space, double>(Kokkos::view_alloc(Kokkos::WithoutInitializing, "jacquard::carried"),
                                           num_carried * points_a_chunk_);
  }

  static BatchLayout layout(std::size_t num_entries, std::size_t num_points) {
    return device_layout(num_entries, num_points);
  }

  static std::string description(const Options& options) {
    return "compiled, built in (" + std::string(Space::name()) + ", a point a thread)" + options.resources;
  }

  static void write_constants(const Space& space, const JacobianPattern& pattern, const Batch& batch) {
    write_device_constants(space, pattern, batch);
  }

  /// @throws ShapeError if a stride of `batch` is 2^32 or more, which the kernel's addresses have no room for.
  EvaluationStatus run(const Space& space, const Batch& batch) {
    const std::size_t lanes = layout(num_entries_, batch.num_points).lanes;
    if (const std::size_t stride = std::max({lanes, batch.gather_stride, batch.scatter_stride}); stride >> 32 != 0)
      throw ShapeError("emitted kernel: expected strides below 2^32, found " + std::to_string(stride));
    if (has_guards_) flipped_.reset(space);
    kernel_->run({.space = &space,
                  .label = &label_,
                  .batch = batch,
                  .quantity = quantity_,
                  .entry_stride = lanes,
                  .literals = literals_.data(),
                  .literals_in_space = literals_in_space_.data(),
                  .carried = carried_.data(),
                  .points_a_chunk = points_a_chunk_,
                  .flipped = flipped_.data()});
    if (has_guards_) return flipped_.read(space);
    fence(space);
    return {};
  }

 private:
  std::string label_ = "jacquard::emitted";  // kept: a temporary would allocate at every launch
  const BuiltInDeviceKernel* kernel_;
  bool has_guards_;
  std::size_t num_entries_;
  Quantity quantity_;
  std::vector<double> literals_;
  DeviceMemory<Space, double> literals_in_space_;
  std::size_t points_a_chunk_ = 0;
  DeviceMemory<Space, double> carried_;  // [num_carried x points_a_chunk]
  FlipCount<Space> flipped_;
};

}  // namespace jacquard::kernels
