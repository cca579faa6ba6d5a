// SPDX-License-Identifier: BSD-2-Clause
// Emitted kernels on Kokkos' default device, beside the time that their bytes take.
#pragma once

#include <vector>

#include "measurement.hpp"

namespace jacquard::bench {

/// Checks and times F, J and both of `task` at `num_points` points in Kokkos' default execution space, from launch
/// to fence by the wall clock, and prints how they stand to the floor: independents read and results written once,
/// at the rate of a copy of as many bytes that is timed in turn with them.
/// @throws std::runtime_error if the kernel is not there or its results are off by more than 1e-9.
std::vector<Record> measure_on_device(const Task& task, std::size_t num_points, int repeats);

}  // namespace jacquard::bench
