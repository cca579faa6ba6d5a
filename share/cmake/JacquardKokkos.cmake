# SPDX-License-Identifier: BSD-2-Clause
# Finds Kokkos and mends Debian's package, whose exported target names a directory that does not exist.
include(CMakeFindDependencyMacro)
find_dependency(Kokkos)
if(TARGET trilinos_kokkoscore)
  set_target_properties(Kokkos::kokkos PROPERTIES INTERFACE_INCLUDE_DIRECTORIES "${Kokkos_INCLUDE_DIRS}")
endif()
