// SPDX-License-Identifier: BSD-2-Clause
// The lower bound under a budget that something else watches.
#pragma once

#include <cstdint>
#include <functional>

#include "jacquard/cost.hpp"

namespace jacquard::policies {

/// lower_bound() that settles for what it has once `keep_going` says no; it is asked every millisecond or less
/// on small clusters.
std::uint64_t bound_within(const LinearizedGraph& graph, CostModel model, std::uint64_t most_cuts,
                           const std::function<bool()>& keep_going);

}  // namespace jacquard::policies
