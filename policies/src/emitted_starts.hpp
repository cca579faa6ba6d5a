// SPDX-License-Identifier: BSD-2-Clause
// Where a search under the emitted model starts.
#pragma once

#include <vector>

#include "best_program.hpp"

namespace jacquard::policies {

/// Considers `starts` and the heuristic orders; returns the heuristic order of least effective cost.
///
/// With a budget in time the heuristic orders of least effective cost come first, of which one is always counted if
/// there is nothing else, the others as long as there is time.
EliminationOrder consider_starts(const std::vector<EliminationOrder>& starts, BestProgram& programs);

}  // namespace jacquard::policies
