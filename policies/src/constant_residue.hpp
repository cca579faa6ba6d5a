// SPDX-License-Identifier: BSD-2-Clause
// The numbers that constants of a program stand for, as elements of the prime field.
#pragma once

#include "prime_field.hpp"

namespace jacquard::policies {

/// The rational number that rounds to `value`, if there is a simple one: a decimal of up to 15 digits (0.4), the
/// reciprocal of one (1 / 0.7), a fraction with terms below 2^26 (3 / 7); else the double itself, exactly.
///
/// Programs multiply the doubles, whose products round to units where those of the rationals are units: 0.1 * 10,
/// 3 * (1.0 / 3), 0.4 * 2.5. With the doubles' exact values in their place none of these would be one.
Residue constant_residue(double value);

}  // namespace jacquard::policies
