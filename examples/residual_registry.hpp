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

/// One graph of a residual.
struct ExampleGraph {
  std::string name;  ///< the residual's, then that of the grid and a number where it has several
  ComputationalGraph graph;
  std::vector<double> point;  ///< where it was captured: independents, then parameters; empty where cuts are among them
};

/// Captures and simplifies the residual of that name: one graph, or one for each class of sites of a grid, the
/// largest first, as a session meets them.
/// @throws LibraryError naming the examples there are, if it is none of them.
/// @throws std::runtime_error if a file that it needs is missing (a mechanism of kinetics).
std::vector<ExampleGraph> capture_example(std::string_view name);

}  // namespace jacquard::examples
