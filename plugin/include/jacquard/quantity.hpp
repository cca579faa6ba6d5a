// SPDX-License-Identifier: BSD-2-Clause
// F, J, or both.
#pragma once

#include <cstdint>

namespace jacquard {

/// Which outputs a program computes.
enum class Quantity : std::uint8_t { residual, jacobian, both };

}  // namespace jacquard
