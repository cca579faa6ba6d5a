// SPDX-License-Identifier: BSD-2-Clause
// The evaluator of an execution space that runs a point a thread: emitted kernels where there are, else
// interpreted.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "jacquard/kernels/emitted_runner.hpp"
#include "jacquard/kernels/execution_space.hpp"
#include "jacquard/kernels/tile_evaluator.hpp"

namespace jacquard::kernels {

/// "; J: " and the launch_report of each program, where anything is known.
template <class Space>
std::string resources_of(const BuiltInDeviceKernel& kernel, const Space& space, std::span<const Program> programs) {
  std::string text;
  for (const Program& program : programs) {
    const std::string found = kernel.resources(&space, program.quantity);
    if (found.empty()) continue;
    const char* name = program.quantity == Quantity::residual   ? "F"
                       : program.quantity == Quantity::jacobian ? "J"
                                                                : "F and J";
    text += std::string("; ") + name + ": " + found;
  }
  return text;
}

/// An evaluator of `programs` in `space`; batches are in its memory.
///
/// Runs the kernel that the program was built with for exactly these programs and this execution space
/// (jacquard_add_kernels; literals may differ), else interprets them. description() says which, and with CUDA what
/// registers and occupancy the kernel's launches have.
/// @param programs  at most one of each quantity, all of one pattern; copied. Such are what sessions and batched
///                  kernels hand to an EvaluatorFactory.
/// @throws StateError if Kokkos is not initialised; ShapeError if `programs` do not fit each other.
template <class Space = Kokkos::DefaultExecutionSpace>
std::unique_ptr<Evaluator> make_device_evaluator(std::span<const Program> programs) {
  const Space space = started<Space>();
  common_pattern(programs);
  using Interpreted = DeviceRunner<Space>;
  using Emitted = EmittedRunner<Space>;
  const BuiltInDeviceKernel* kernel = nullptr;
  const bool has_any = num_built_in_device_kernels(Space::name()) > 0;
  if (has_any) kernel = find_built_in_device_kernel(program_key(programs), Space::name());
  if (kernel != nullptr) {
    const typename Emitted::Options options{kernel, resources_of(*kernel, space, programs)};
    return std::make_unique<TileEvaluator<Space, Emitted>>(space, programs, options);
  }
  const typename Interpreted::Options options{has_any ? no_built_in_kernel : ""};
  return std::make_unique<TileEvaluator<Space, Interpreted>>(space, programs, options);
}

}  // namespace jacquard::kernels
