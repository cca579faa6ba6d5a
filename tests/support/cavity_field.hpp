// SPDX-License-Identifier: BSD-2-Clause
// States of the cavity that depend on the place alone, whatever the number of processes.
#pragma once

#include <petscdmda.h>

#include "residuals/cavity.hpp"

namespace jacquard::test {

/// Sets point (i, j) of this process to value_at(info, i, j).
template <class ValueAt>
PetscErrorCode set_cavity_field(DM dm, Vec x, ValueAt value_at) {
  PetscFunctionBegin;
  DMDALocalInfo info;
  examples::CavityField<double>** field;
  PetscCall(DMDAGetLocalInfo(dm, &info));
  PetscCall(DMDAVecGetArray(dm, x, &field));
  for (int j = info.ys; j < info.ys + info.ym; ++j) {
    for (int i = info.xs; i < info.xs + info.xm; ++i) field[j][i] = value_at(info, i, j);
  }
  PetscCall(DMDAVecRestoreArray(dm, x, &field));
  PetscFunctionReturn(0);
}

}  // namespace jacquard::test
