// SPDX-License-Identifier: BSD-2-Clause
// The residual of example 04, whose kernels jacquard_add_kernels builds into it; runs while the example is built.
#include <vector>

#include "jacquard/petsc_kernels.hpp"
#include "residuals/driven_cavity.hpp"

// One square stands for all: extents and coefficients are data, as long as none makes a factor 0 or 1.
void jacquard_kernels(jacquard::KernelList& kernels) {
  const std::vector<double> x(8 * 8 * 4, 0.5);
  jacquard::petsc::add_dmda_kernels(kernels, "cavity", jacquard::examples::DrivenCavity{},
                                    jacquard::petsc::whole_grid(2, 8, 8, 1, 4), x);
}
