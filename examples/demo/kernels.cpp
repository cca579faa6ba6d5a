// SPDX-License-Identifier: BSD-2-Clause
// The residuals whose kernels are built into the main job; runs while it is built.
#include "jacquard/kernel_list.hpp"
#include "jacquard/sundials_kernels.hpp"
#include "residuals/cavity.hpp"
#include "residuals/robertson.hpp"

namespace examples = jacquard::examples;
using jacquard::KernelList;

// A square of any size, any Grashof number and any lid give the same operations; other numbers are data.
static void add_cavity(KernelList& kernels) {
  const examples::CavityOnGrid<> residual{{.lid_velocity = 50.0, .prandtl = 1.0, .grashof = 1e4}, 8, 8};
  const std::vector<double> x(residual.size(), 0.5);
  kernels.add("cavity", jacquard::residual_from(residual), {x.size(), x.size(), residual.num_components}, x);
}

void jacquard_kernels(KernelList& kernels) {
  add_cavity(kernels);
  jacquard::sundials::add_kernels(kernels, "Robertson", examples::Robertson{}, 0.0, examples::Robertson::sample());
}
