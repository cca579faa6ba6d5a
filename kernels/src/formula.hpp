// SPDX-License-Identifier: BSD-2-Clause
// What a program stores, in words for whoever reads emitted text.
#pragma once

#include <string>
#include <vector>

#include "jacquard/kernels/emission.hpp"
#include "piece_plan.hpp"

namespace jacquard::kernels {

/// "F2 = x2 - (x0 - x1) * 63" or "dF1/dx3 = cos(v4) * x1": store number `store` of the program, three operations
/// deep; x and p are independents and parameters, v values that the text around it names; literals that are data
/// are c.
/// @param is_named  [num_instructions]: values that are not written out however deep they lie
std::string formula_of(const AssignedOnce& code, std::size_t store, Literals literals,
                       const std::vector<bool>& is_named);

}  // namespace jacquard::kernels
