// SPDX-License-Identifier: BSD-2-Clause
// Reads elimination orders from the command line or from files.
#pragma once

#include <string>

#include "jacquard/policies/graph_file.hpp"

namespace jacquard::cli {

/// Reads an order in the ids of `subject`.
///
/// @param text  a file that holds a JSON array of ids, or an object whose "order" is one (what
///              `jacquard order --json` prints); otherwise ids separated by commas or spaces.
/// @throws LibraryError naming file or position; OrderError if the ids are no permutation of the intermediates.
EliminationOrder read_order(const policies::GraphFile& subject, const std::string& text);

}  // namespace jacquard::cli
