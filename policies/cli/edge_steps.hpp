// SPDX-License-Identifier: BSD-2-Clause
// Refines a found order by eliminations of single edges, and prints them.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "jacquard/policies/edge_refinement.hpp"
#include "order_finding.hpp"

namespace jacquard::cli {

/// Spends the budget of `options` once more, on edges.
/// @throws OrderError unless the cost is plain or effective.
policies::EdgeRefinement refine(const policies::GraphFile& subject, const EliminationOrder& order,
                                const FindOptions& options);

/// [{"vertex": 7}, {"front": [tail, head]}, {"back": [tail, head], "copy": true}, ...] in the ids of `subject`;
/// copy where the head is the sink of an output that is used further, which has the same id.
nlohmann::ordered_json to_json(const policies::GraphFile& subject, const EliminationSteps& steps);

/// The same as "7 front:3>4 back:4>9'".
std::string to_text(const policies::GraphFile& subject, const EliminationSteps& steps);

}  // namespace jacquard::cli
