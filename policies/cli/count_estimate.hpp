// SPDX-License-Identifier: BSD-2-Clause
// How long it will take to count the order that a search finds.
#pragma once

#include "order_finding.hpp"

namespace jacquard::cli {

/// Time of counting an order under every model, on the machine as it is now: what counting takes on a quiet one,
/// times how much slower a small part of the same work has just been.
struct CountEstimate {
  double milliseconds = 0.0;        ///< whatever the order
  double per_multiplication = 0.0;  ///< more for each, under the model that is searched, in milliseconds
};

/// @param linearize_milliseconds  that linearizing the subject's residual has just taken; 0 without a residual
CountEstimate estimate_count(const policies::GraphFile& subject, CostChoice choice, double linearize_milliseconds);

}  // namespace jacquard::cli
