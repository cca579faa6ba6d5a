// SPDX-License-Identifier: BSD-2-Clause
// The scalar table behind a function call: what a pack falls back to, lane by lane.
#pragma once

#include "jacquard/elementals.hpp"

namespace jacquard::kernels {

/// Value of `elemental` as the interpreter computes it; unused arguments are ignored.
///
/// Compiled once for the baseline instruction set. A unit that is compiled for a wider one calls this instead
/// of instantiating the table for double: such an instantiation would be merged with everybody else's.
double scalar_value(Elemental elemental, double a, double b, double c);

}  // namespace jacquard::kernels
