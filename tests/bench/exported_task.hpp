// SPDX-License-Identifier: BSD-2-Clause
// Tasks for programs in other languages: captured graph, points, exact Jacobians.
#pragma once

#include <string>

#include "measurement.hpp"

namespace jacquard::bench {

/// Writes <folder>/<task>.json: {task, independents, dependents: [vertex], vertices: [[elemental, argument...]],
/// repeats, seconds_a_sample, points: [batch size], x: [at most 1024 points x independents], repeated for larger
/// batches, checked: [{point, jacobian}]}. A literal is ["literal", value], an independent ["independent", index].
/// @throws std::runtime_error if the file cannot be written.
void write_task(const Task& task, const MeasurementOptions& options, const std::string& folder);

}  // namespace jacquard::bench
