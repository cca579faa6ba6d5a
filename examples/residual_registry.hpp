// SPDX-License-Identifier: BSD-2-Clause
// The example residuals by name, captured at a sample point.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "jacquard/graph.hpp"

namespace jacquard::examples {

/// Names of all example residuals, in the order of the documentation.
std::vector<std::string> example_names();

/// Captures and simplifies the residual of that name; of a residual over a grid, the equations of one interior
/// point.
/// @throws LibraryError naming the examples there are, if it is none of them.
/// @throws std::runtime_error if a file that it needs is missing (a mechanism of kinetics).
ComputationalGraph capture_example(std::string_view name);

}  // namespace jacquard::examples
