// SPDX-License-Identifier: BSD-2-Clause
// What is said about the resources of launches.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>

namespace jacquard::kernels {

/// What each thread of a launch takes.
struct LaunchResources {
  int registers = 0;
  std::size_t bytes_in_memory = 0;  ///< for what does not fit into registers
  double occupancy = 0.0;           ///< of the threads that a multiprocessor can hold, those that registers allow
};

/// Threads that the registers of one multiprocessor suffice for, over those it can hold. Registers are given out by
/// 256 to warps of 32 threads, warps four at a time (CUDA C++ Programming Guide, compute capability 5 to 12).
double occupancy(int registers_a_thread, int registers, int most_threads);

/// "3 launches, registers 90 to 168, none spilled, occupancy 0.19 to 0.31", or nothing if nothing is known.
std::string launch_report(std::span<const std::optional<LaunchResources>> launches);

}  // namespace jacquard::kernels
