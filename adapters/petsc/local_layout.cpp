// SPDX-License-Identifier: BSD-2-Clause
// How the unknowns of a solver lie on this process.
#include "local_layout.hpp"

#include <petscdmda.h>

#include <limits>
#include <numeric>

namespace jacquard::petsc {
namespace {

// Sessions number the independents of one process with 32 bits.
PetscErrorCode check_extent(PetscInt64 extent) {
  PetscFunctionBegin;
  PetscCheck(extent <= std::numeric_limits<std::int32_t>::max(), PETSC_COMM_SELF, PETSC_ERR_ARG_OUTOFRANGE,
             "Jacquard: %" PetscInt64_FMT " unknowns on one process, at most 2^31 - 1 are supported", extent);
  PetscFunctionReturn(0);
}

PetscErrorCode number_rows(Vec global, LocalLayout* layout) {
  PetscFunctionBegin;
  PetscInt first, end;
  PetscCall(VecGetOwnershipRange(global, &first, &end));
  layout->shape.num_dependents = static_cast<std::size_t>(end - first);
  layout->global_rows.resize(layout->shape.num_dependents);
  std::iota(layout->global_rows.begin(), layout->global_rows.end(), first);
  PetscFunctionReturn(0);
}

PetscErrorCode number_columns(ISLocalToGlobalMapping to_global, LocalLayout* layout) {
  PetscFunctionBegin;
  auto& columns = layout->global_columns;
  columns.resize(layout->shape.num_independents);
  std::iota(columns.begin(), columns.end(), PetscInt(0));
  PetscCall(ISLocalToGlobalMappingApply(to_global, static_cast<PetscInt>(columns.size()), columns.data(),
                                        columns.data()));
  PetscFunctionReturn(0);
}

}  // namespace

PetscErrorCode layout_of_dmda(DM dm, LocalLayout* layout) {
  PetscFunctionBegin;
  DMDALocalInfo info;
  PetscCall(DMDAGetLocalInfo(dm, &info));
  const PetscInt64 num_ghosted = PetscInt64(info.dof) * info.gxm * info.gym * info.gzm;
  PetscCall(check_extent(num_ghosted));
  layout->info = info;
  layout->shape.num_independents = static_cast<std::size_t>(num_ghosted);
  layout->shape.dependents_per_point = static_cast<std::size_t>(info.dof);

  ISLocalToGlobalMapping to_global;
  Vec global;
  PetscCall(DMGetLocalToGlobalMapping(dm, &to_global));
  PetscCall(number_columns(to_global, layout));
  PetscCall(DMGetGlobalVector(dm, &global));
  PetscCall(number_rows(global, layout));
  PetscCall(DMRestoreGlobalVector(dm, &global));
  PetscFunctionReturn(0);
}

PetscErrorCode layout_of_vector(Vec x, LocalLayout* layout) {
  PetscFunctionBegin;
  PetscInt num_local, block_size;
  Vec with_ghosts;
  PetscCall(VecGetBlockSize(x, &block_size));
  PetscCall(VecGhostGetLocalForm(x, &with_ghosts));
  PetscCall(VecGetLocalSize(with_ghosts ? with_ghosts : x, &num_local));
  PetscCall(check_extent(num_local));
  layout->info = {};
  layout->is_ghosted = with_ghosts && with_ghosts != x;  // a sequential vector is its own local form
  layout->shape.num_independents = static_cast<std::size_t>(num_local);
  layout->shape.dependents_per_point = static_cast<std::size_t>(block_size);
  PetscCall(VecGhostRestoreLocalForm(x, &with_ghosts));

  PetscCall(number_rows(x, layout));
  layout->global_columns = layout->global_rows;
  if (layout->is_ghosted) {
    ISLocalToGlobalMapping to_global;
    PetscCall(VecGetLocalToGlobalMapping(x, &to_global));
    PetscCall(number_columns(to_global, layout));
  }
  PetscFunctionReturn(0);
}

}  // namespace jacquard::petsc
