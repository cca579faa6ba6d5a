# SPDX-License-Identifier: BSD-2-Clause
# Installs the components that were built, the package config and the pkg-config files.
include(CMakePackageConfigHelpers)

set(jacquard_package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/jacquard)
set(JACQUARD_COMPONENTS "")
foreach(component plugin kernels policies session generator petsc sundials)
  if(NOT TARGET jacquard_${component})
    continue()
  endif()
  list(APPEND JACQUARD_COMPONENTS ${component})
  set_target_properties(jacquard_${component} PROPERTIES EXPORT_NAME ${component} POSITION_INDEPENDENT_CODE ON)
  install(TARGETS jacquard_${component} EXPORT jacquard-${component} FILE_SET HEADERS)
  install(EXPORT jacquard-${component} NAMESPACE jacquard:: DESTINATION ${jacquard_package_dir})
endforeach()

configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/jacquardConfig.cmake.in jacquardConfig.cmake
                              INSTALL_DESTINATION ${jacquard_package_dir})
write_basic_package_version_file(jacquardConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/jacquardConfig.cmake ${PROJECT_BINARY_DIR}/jacquardConfigVersion.cmake
              ${CMAKE_CURRENT_LIST_DIR}/JacquardAddKernels.cmake ${CMAKE_CURRENT_LIST_DIR}/JacquardKokkos.cmake
        DESTINATION ${jacquard_package_dir})

# What pkg-config's flags name besides our own libraries: Kokkos and what it calls, HDF5, threads; MPI's headers for
# PETSc's.
include(JacquardKokkos)
if(TARGET trilinos_kokkoscore)
  get_filename_component(JACQUARD_PC_CFLAGS "${Kokkos_INCLUDE_DIRS}" REALPATH)
  set(JACQUARD_PC_CFLAGS "-I${JACQUARD_PC_CFLAGS}")
  set(JACQUARD_PC_LIBS -ltrilinos_kokkoscore)
else()
  get_filename_component(kokkos_prefix "${Kokkos_DIR}/../../.." REALPATH)
  set(JACQUARD_PC_CFLAGS "-I${kokkos_prefix}/include")
  set(JACQUARD_PC_LIBS -L${kokkos_prefix}/lib -lkokkoscore)
  foreach(library CUDA::cuda_driver CUDA::cudart)
    if(TARGET ${library})
      get_target_property(location ${library} IMPORTED_LOCATION)
      list(APPEND JACQUARD_PC_LIBS ${location})
    endif()
  endforeach()
endif()
if(TARGET jacquard_policies)
  find_package(HDF5 REQUIRED COMPONENTS C)
  list(FILTER HDF5_C_LIBRARIES INCLUDE REGEX "hdf5")
  list(APPEND JACQUARD_PC_LIBS ${HDF5_C_LIBRARIES})
endif()
list(APPEND JACQUARD_PC_LIBS -lpthread ${CMAKE_DL_LIBS})
list(TRANSFORM JACQUARD_PC_LIBS REPLACE "^dl$" "-ldl")
list(JOIN JACQUARD_PC_LIBS " " JACQUARD_PC_LIBS)
set(JACQUARD_PETSC_PC_CFLAGS "")
if(TARGET jacquard_petsc)
  find_package(MPI REQUIRED COMPONENTS C)
  list(TRANSFORM MPI_C_INCLUDE_DIRS PREPEND "-I" OUTPUT_VARIABLE JACQUARD_PETSC_PC_CFLAGS)
  list(JOIN JACQUARD_PETSC_PC_CFLAGS " " JACQUARD_PETSC_PC_CFLAGS)
  list(JOIN MPI_C_LIBRARIES " " JACQUARD_PETSC_PC_LIBS)
endif()

# Relative, so that an installed tree may be moved.
file(RELATIVE_PATH JACQUARD_PC_PREFIX /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
string(REGEX REPLACE "/$" "" JACQUARD_PC_PREFIX "${JACQUARD_PC_PREFIX}")
foreach(package jacquard jacquard-petsc jacquard-sundials)
  configure_file(${CMAKE_CURRENT_LIST_DIR}/${package}.pc.in ${package}.pc @ONLY)
  install(FILES ${PROJECT_BINARY_DIR}/${package}.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
endforeach()
