// SPDX-License-Identifier: BSD-2-Clause
// An evaluator as something to be measured.
#pragma once

#include <memory>

#include "jacquard/evaluator.hpp"
#include "variant.hpp"

namespace jacquard::bench {

/// One evaluator and the pattern that its Jacobian's entries belong to.
struct Prepared {
  std::unique_ptr<Evaluator> evaluator;
  JacobianPattern pattern;
};

/// Evaluates at `num_points` points. Buffer: the Jacobian in the evaluator's layout, then F,
/// [num_dependents x num_points]; for `evaluate` in the evaluator's memory, for `read` on the host.
/// @param state  [num_independents x num_points], in the evaluator's memory
Run run_of(const std::shared_ptr<Prepared>& prepared, Quantity quantity, Extents extents, const double* state,
           std::size_t num_points);

}  // namespace jacquard::bench
