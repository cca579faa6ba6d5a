// SPDX-License-Identifier: BSD-2-Clause
// What is built into the tests of the kernels for devices, in pieces as small as they come.
#include "device_residuals.hpp"
#include "jacquard/kernel_list.hpp"

void jacquard_kernels(jacquard::KernelList& kernels) {
  using namespace jacquard;
  kernels.add_batched("bent", residual_from(test::Bent{}), test::Bent::shape, test::Bent::samples);
  kernels.add_batched("apart", residual_from(test::Apart{}), test::Apart::shape, test::Apart::sample());
  const test::HeatRow row{{1.0, 2.0, 1.5, 3.0, 2.5, 1.25}};
  const std::vector<double> x(row.conductivity.size(), 0.5);
  kernels.add("heat", residual_from(row), {x.size(), x.size(), 1}, x);
}
