# SPDX-License-Identifier: BSD-2-Clause
# Installs the components that were built, the package config and the pkg-config files.
include(CMakePackageConfigHelpers)

set(jacquard_package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/jacquard)
set(JACQUARD_COMPONENTS "")
foreach(component plugin kernels policies session petsc sundials)
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
              ${CMAKE_CURRENT_LIST_DIR}/JacquardKokkos.cmake DESTINATION ${jacquard_package_dir})

foreach(package jacquard jacquard-petsc jacquard-sundials)
  configure_file(${CMAKE_CURRENT_LIST_DIR}/${package}.pc.in ${package}.pc @ONLY)
  install(FILES ${PROJECT_BINARY_DIR}/${package}.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
endforeach()
