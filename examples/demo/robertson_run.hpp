// SPDX-License-Identifier: BSD-2-Clause
// Integrates Robertson's kinetics with CVODE.
#pragma once

#include "jacquard/session.hpp"
#include "run_summary.hpp"

namespace jacquard::demo {

/// From t = 0 to 4e10 with a relative tolerance of 1e-8, in dense matrices.
///
/// The difference quotients' time is their number of residual evaluations times the mean of one.
/// @param evaluator  of exact Jacobians
/// @throws StateError if CVODE fails.
RunSummary integrate_robertson(JacobianSource source, EvaluatorKind evaluator);

}  // namespace jacquard::demo
