// SPDX-License-Identifier: BSD-2-Clause
// Instruction orders for processors whose threads have few registers and no cache of their own.
#pragma once

#include <cstddef>

#include "jacquard/program.hpp"

namespace jacquard::kernels {

/// Most values that are needed at a time, independents from the start on.
std::size_t most_live_values(const Program& program);

/// The same instructions in an order that keeps fewer values at a time, each value in a slot of its own and stored
/// as soon as it is there; or `program` itself if that is no better. The same bits.
///
/// Greedy: of small sets of instructions that end in one, those first that free the most values for those they
/// leave. Cost: instructions x 256 x the size of such sets, a second for 10,000.
Program with_few_live_values(const Program& program);

}  // namespace jacquard::kernels
