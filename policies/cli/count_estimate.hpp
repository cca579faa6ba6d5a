// SPDX-License-Identifier: BSD-2-Clause
// How long it will take to count the order that a search finds.
#pragma once

#include <cstdint>
#include <functional>

#include "order_finding.hpp"

namespace jacquard::cli {

/// Milliseconds of counting, under every model, an order of that cost under the model that is searched.
using CountEstimate = std::function<double(std::uint64_t cost)>;

/// What counting takes on a quiet machine, times how much slower a small part of the same work has just been.
/// @param linearize_milliseconds  that linearizing the subject's residual has just taken; 0 without a residual
CountEstimate estimate_count(const policies::GraphFile& subject, CostChoice choice, double linearize_milliseconds);

}  // namespace jacquard::cli
