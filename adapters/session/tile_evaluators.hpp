// SPDX-License-Identifier: BSD-2-Clause
// The evaluators of sessions that name none: tiles on the host.
#pragma once

#include "jacquard/session.hpp"

namespace jacquard {

/// Makes tile evaluators on Kokkos's default host space; they throw StateError if Kokkos was not started.
EvaluatorFactory tile_evaluators();

}  // namespace jacquard
