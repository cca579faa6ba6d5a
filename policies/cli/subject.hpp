// SPDX-License-Identifier: BSD-2-Clause
// The graph that a command works on: a file's, or one of the example residuals.
#pragma once

#include <string>
#include <vector>

#include "jacquard/policies/graph_file.hpp"

namespace jacquard::cli {

/// Exactly one of the two is given.
struct SubjectOptions {
  std::string file;
  std::string example;
};

/// Reads the file, or captures the example, of a residual over a grid its largest class of sites; an example's ids
/// are 1, 2, ... for intermediates and dependents and -1, -2, ... for independents, as in files.
/// @throws LibraryError naming file and place, or the examples there are.
policies::GraphFile load(const SubjectOptions& options);

/// The same, with all classes of sites.
std::vector<policies::GraphFile> load_all(const SubjectOptions& options);

/// Where the graph of load() was captured: independents, then parameters; empty if that is not known.
std::vector<double> known_point(const SubjectOptions& options);

}  // namespace jacquard::cli
