# SPDX-License-Identifier: BSD-2-Clause
# Fails on an include that breaks the table "Who may include whom": cmake -DROOT=... -P check_layers.cmake

set(breaches "")

# Reports every include in `folder` (files ending in cpp, hpp, h or cu) that matches none of the given patterns.
function(allow_only folder)
  file(GLOB_RECURSE files RELATIVE ${ROOT} ${ROOT}/${folder}/*.cpp ${ROOT}/${folder}/*.hpp ${ROOT}/${folder}/*.h
       ${ROOT}/${folder}/*.cu)
  foreach(file IN LISTS files)
    check_file(${file} ${ARGN})
  endforeach()
  set(breaches "${breaches}" PARENT_SCOPE)
endfunction()

function(check_file file)
  file(STRINGS ${ROOT}/${file} includes REGEX "^[ \t]*#[ \t]*include")
  foreach(include IN LISTS includes)
    string(REGEX REPLACE "^[ \t]*#[ \t]*include[ \t]*([<\"][^>\"]*[>\"]).*" "\\1" header "${include}")
    set(allowed FALSE)
    foreach(pattern IN LISTS ARGN)
      if(header MATCHES "${pattern}")
        set(allowed TRUE)
      endif()
    endforeach()
    if(NOT allowed)
      list(APPEND breaches "${file}: ${header}")
    endif()
  endforeach()
  set(breaches "${breaches}" PARENT_SCOPE)
endfunction()

# The public headers of one folder, as a list of patterns.
function(headers_of folder result)
  file(GLOB_RECURSE files RELATIVE ${ROOT}/${folder}/include ${ROOT}/${folder}/include/*.hpp ${ROOT}/${folder}/include/*.h)
  list(TRANSFORM files PREPEND "^\"")
  list(TRANSFORM files APPEND "\"$")
  set(${result} "${files}" PARENT_SCOPE)
endfunction()

set(standard "^<[a-z0-9_]+>$")            # no extension: the standard library
set(posix "^<(sys|fcntl|unistd|signal|spawn|dlfcn)(/[a-z]+)?\\.h>$")
set(own "^\"[a-z0-9_]+\\.hpp\"$")         # private header of the same folder
set(kokkos "^<Kokkos_[A-Za-z]+\\.hpp>$")
set(petsc "^<petsc[a-z]*\\.h>$")
set(sundials "^<(sundials|cvode|cvodes|arkode|ida|kinsol|nvector|sunmatrix|sunlinsol|sunnonlinsol)/.*\\.h(pp)?>$")
headers_of(plugin plugin)
headers_of(kernels kernels)
headers_of(policies policies)
headers_of(adapters adapters)

allow_only(plugin ${standard} ${own} ${plugin})
allow_only(kernels/include ${standard} ${plugin} ${kernels} ${kokkos} "^<xsimd/" "^<immintrin\\.h>$")
# Starts a compiler, loads kernels, asks what processor it runs on.
allow_only(kernels/src ${standard} ${posix} ${own} ${plugin} ${kernels} ${kokkos} "^<cpuid\\.h>$")
allow_only(policies/include ${standard} ${plugin} ${policies})
allow_only(policies/src ${standard} ${posix} ${own} ${plugin} ${policies} "^<nlohmann/" "^<hdf5\\.h>$")
allow_only(policies/cli ${standard} ${posix} ${own} ${plugin} ${kernels} ${kokkos} ${policies} "^<CLI/" "^<nlohmann/" "^<malloc\\.h>$"
           "^\"residuals/")
allow_only(adapters/session ${standard} ${own} ${plugin} ${kernels} ${policies} ${adapters} ${kokkos})
allow_only(adapters/generator ${standard} ${own} ${plugin} ${kernels} ${adapters})
allow_only(adapters/petsc ${standard} ${own} ${plugin} ${adapters} ${petsc} ${kokkos})
allow_only(adapters/sundials ${standard} ${own} ${plugin} ${adapters} ${sundials} ${kokkos})
allow_only(adapters/include ${standard} ${plugin} ${kernels} ${adapters} ${kokkos} ${petsc} ${sundials})
allow_only(examples ${standard} ${own} ${plugin} ${kernels} ${policies} ${adapters} ${kokkos} ${petsc} ${sundials} "^<png\\.h>$" "^<yaml-cpp/" "^\"mechanism_file"
           "^\"residuals/")

# HDF5 in one unit; solver headers in their own adapter's public header only.
file(GLOB_RECURSE sources RELATIVE ${ROOT} ${ROOT}/policies/*.cpp ${ROOT}/policies/*.hpp)
set(hdf5_units "")
foreach(file IN LISTS sources)
  file(STRINGS ${ROOT}/${file} hits REGEX "#[ \t]*include[ \t]*<hdf5")
  if(hits)
    list(APPEND hdf5_units ${file})
  endif()
endforeach()
list(LENGTH hdf5_units count)
if(count GREATER 1)
  list(APPEND breaches "HDF5 in more than one unit: ${hdf5_units}")
endif()
file(GLOB public_headers RELATIVE ${ROOT} ${ROOT}/adapters/include/jacquard/*.hpp)
foreach(file IN LISTS public_headers)
  file(STRINGS ${ROOT}/${file} hits REGEX "#[ \t]*include[ \t]*<(petsc|sundials|cvode|nvector|sunmatrix|sunlinsol)")
  if(hits AND NOT file MATCHES "/(petsc|sundials)[a-z_]*\\.hpp$")
    list(APPEND breaches "${file}: a solver's header outside its adapter's")
  endif()
endforeach()

if(breaches)
  list(JOIN breaches "\n  " text)
  message(FATAL_ERROR "includes that break the layers:\n  ${text}")
endif()
