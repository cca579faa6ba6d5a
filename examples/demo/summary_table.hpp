// SPDX-License-Identifier: BSD-2-Clause
// Prints runs side by side.
#pragma once

#include <ostream>
#include <span>

#include "run_summary.hpp"

namespace jacquard::demo {

/// One column a run, one row a figure; runs of one problem stand next to each other.
void print_table(std::ostream& out, std::span<const RunSummary> runs);

}  // namespace jacquard::demo
