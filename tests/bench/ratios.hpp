// SPDX-License-Identifier: BSD-2-Clause
// How our compiled Jacobian stands to everything else that was measured beside it.
#pragma once

#include <vector>

#include "measurement.hpp"

namespace jacquard::bench {

/// One line a task and number of points, medians over that of our compiled J in the session's order: the fastest
/// peer as shipped (named at the end), the fastest peer's method or code on our packs, our tiles; and J over our
/// compiled F, and over the fastest J of our other orders. Standard output.
void print_ratios(const std::vector<Record>& records);

}  // namespace jacquard::bench
