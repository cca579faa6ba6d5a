// SPDX-License-Identifier: BSD-2-Clause
// Residuals on PETSc's grids in the list that jacquard_add_kernels builds kernels for.
#pragma once

#include <span>
#include <string>
#include <utility>

#include "jacquard/error.hpp"
#include "jacquard/kernel_list.hpp"
#include "jacquard/petsc.hpp"

namespace jacquard::petsc {

/// What DMDAGetLocalInfo says of a grid of num_x x num_y x num_z points on one process, without a DMDA: PETSc need
/// not be started while a program is built.
/// @param dim  1 to 3; extents beyond it are 1.
inline DMDALocalInfo whole_grid(PetscInt dim, PetscInt num_x, PetscInt num_y, PetscInt num_z, PetscInt dof) {
  DMDALocalInfo info{};
  info.dim = dim;
  info.dof = dof;
  info.sw = 1;
  info.mx = info.xm = info.gxm = num_x;
  info.my = info.ym = info.gym = num_y;
  info.mz = info.zm = info.gzm = num_z;
  return info;
}

/// Adds the kernels of a functor as for JacquardSNESSetFunctionDMDA.
/// @param x  [points of `info` x dof], x fastest but for the components of a point.
/// @throws what KernelList::add throws; StateError if the functor returns an error code.
template <class Functor>
void add_dmda_kernels(KernelList& kernels, const std::string& name, Functor functor, const DMDALocalInfo& info,
                      std::span<const double> x) {
  const LocalFunction function = dmda_function(std::move(functor));
  const auto call = [info, name](const auto& form, auto in, auto out) {
    DMDALocalInfo own = info;
    if (form(&own, in, out) != 0) throw StateError("kernels of " + name + ": the local function returned an error");
  };
  const Residual residual{
      [=](std::span<const double> in, std::span<double> out) { call(function.plain, in, out); },
      [=](std::span<const Active> in, std::span<Active> out) { call(function.active, in, out); }};
  kernels.add(name, residual, {x.size(), x.size(), static_cast<std::size_t>(info.dof)}, x);
}

}  // namespace jacquard::petsc
