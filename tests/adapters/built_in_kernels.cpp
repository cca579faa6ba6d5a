// SPDX-License-Identifier: BSD-2-Clause
// What is built into the tests of the adapters: runs while they are built.
#include "built_in_residuals.hpp"
#include "jacquard/kernel_list.hpp"

void jacquard_kernels(jacquard::KernelList& kernels) {
  using namespace jacquard::test;
  const std::vector<double> x(6, 0.5);
  kernels.add("pendulums", jacquard::residual_from(Pendulums{}), {x.size(), x.size(), 1}, x);
  kernels.add_batched("kinked", jacquard::residual_from(Kinked{}), {2, 1}, Kinked::samples);
}
