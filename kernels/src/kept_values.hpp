// SPDX-License-Identifier: BSD-2-Clause
// Which value the spare registers keep, and for how long.
#pragma once

#include <vector>

#include "register_plan.hpp"

namespace jacquard::kernels {

/// Sets `kept`, `fetches` and `keeps` so that the most reads from memory are saved, less what it costs to fill the
/// spare registers. They keep nothing beyond a step that does not work on registers.
/// @param steps        as ordered_steps gives them
/// @param forwardings  [steps.size()], with `argument` set. Cost: n log n.
void keep_values(const std::vector<TileStep>& steps, std::vector<Forwarding>& forwardings);

}  // namespace jacquard::kernels
