# SPDX-License-Identifier: BSD-2-Clause
# Finds Kokkos and mends Debian's package, whose exported target names a directory that does not exist.
include(CMakeFindDependencyMacro)
find_dependency(Kokkos)
if(TARGET trilinos_kokkoscore)
  set_target_properties(Kokkos::kokkos PROPERTIES INTERFACE_INCLUDE_DIRECTORIES "${Kokkos_INCLUDE_DIRS}")
endif()

# What starts programs that run during the build; empty if nothing need. With CUDA they load the driver, which machines
# that only build need not have: the toolkit's stub stands in for it, as it did for the linker.
function(jacquard_build_time_launcher result)
  set(${result} "" PARENT_SCOPE)
  if(NOT TARGET CUDA::cuda_driver)
    return()
  endif()
  get_target_property(driver CUDA::cuda_driver IMPORTED_LOCATION)
  if(driver MATCHES "/stubs/")
    set(folder ${CMAKE_BINARY_DIR}/jacquard_driver_stub)
    file(MAKE_DIRECTORY ${folder})
    file(CREATE_LINK ${driver} ${folder}/libcuda.so.1 SYMBOLIC)
    set(${result} ${CMAKE_COMMAND} -E env --modify LD_LIBRARY_PATH=path_list_append:${folder} PARENT_SCOPE)
  endif()
endfunction()
