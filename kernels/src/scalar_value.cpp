// SPDX-License-Identifier: BSD-2-Clause
// The scalar table behind a function call.
#include "jacquard/kernels/scalar_value.hpp"

namespace jacquard::kernels {

double scalar_value(Elemental elemental, double a, double b, double c) {
  return value(elemental, std::array<double, 3>{a, b, c});
}

}  // namespace jacquard::kernels
