// SPDX-License-Identifier: BSD-2-Clause
// Random changes of an order, judged by the programs that come out.
#pragma once

#include "best_program.hpp"

namespace jacquard::policies {

/// Moves single vertices of the best order to random places until the clock is at `end`; keeps what is not dearer,
/// so that plateaus are crossed. Ends at `bound`.
void relocate(BestProgram& programs, std::uint64_t seed, std::uint64_t bound, double end);

/// Changes the best order where the effective cost allows until the budget is spent; keeps what is not dearer, so
/// that plateaus are crossed. Ends at `bound`.
void climb(BestProgram& programs, std::uint64_t seed, std::uint64_t bound);

}  // namespace jacquard::policies
