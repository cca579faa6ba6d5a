// SPDX-License-Identifier: BSD-2-Clause
// What is built into the tests of the kernels for devices, as long as registers allow.
#include "device_residuals.hpp"
#include "jacquard/kernel_list.hpp"

void jacquard_kernels(jacquard::KernelList& kernels) {
  using namespace jacquard;
  using Roe = examples::RoeFlux<3>;
  kernels.add_batched("Roe 3-D", residual_from(Roe{}), {Roe::num_independents, Roe::num_dependents}, Roe::sample());
  const test::Hydrogen hydrogen;
  kernels.add_batched("hydrogen", residual_from(hydrogen.rates),
                      {hydrogen.rates.num_independents(), hydrogen.rates.num_dependents()}, hydrogen.sample());
}
