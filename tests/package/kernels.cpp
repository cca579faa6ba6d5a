// SPDX-License-Identifier: BSD-2-Clause
// The residuals whose kernels are built into a user's program.
#include <jacquard/sundials_kernels.hpp>
#include <vector>

#include "residuals.hpp"

void jacquard_kernels(jacquard::KernelList& kernels) {
  const std::vector<double> x(4, 2.0), y(1, 1.0);
  kernels.add("squares", jacquard::residual_from(Squares{}), {x.size(), x.size(), 1}, x);
  jacquard::sundials::add_kernels(kernels, "decay", Decay{}, 0.0, y);
}
