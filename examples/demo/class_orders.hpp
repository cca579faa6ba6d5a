// SPDX-License-Identifier: BSD-2-Clause
// Which orders a session uses, in the words of the table.
#pragma once

#include "jacquard/session.hpp"
#include "run_summary.hpp"

namespace jacquard::demo {

/// Fills in order, cost and source of the summary: those of the class that costs most in all its sites together.
void describe_orders(const Session& session, RunSummary* summary);

}  // namespace jacquard::demo
