// SPDX-License-Identifier: BSD-2-Clause
// The orders that `jacquard tune` measures.
#pragma once

#include <string>
#include <vector>

#include "commands.hpp"
#include "jacquard/program.hpp"

namespace jacquard::cli {

/// An order and the program for J that comes out of it.
struct TuneCandidate {
  FoundOrder found;  ///< in the numbering of the subject
  Program program;
  std::string key;  ///< equal for equal programs
};

/// The cheapest orders under the emitted model, cheapest first, whose programs differ: out of libraries, heuristics
/// and searches of several seeds. At most options.num_orders of them.
/// @throws OrderError if the subject has operations that cannot be emitted.
std::vector<TuneCandidate> tune_candidates(const policies::GraphFile& subject, const TuneOptions& options);

}  // namespace jacquard::cli
