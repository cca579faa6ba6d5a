# SPDX-License-Identifier: BSD-2-Clause
include_guard()

#[[
jacquard_add_kernels(TARGET RESIDUALS file.cpp... [INSTRUCTION_SETS set...] [MOVES n] [SEED n]
                     [DEVICE] [LIVE_VALUES n] [DEPENDS file...])

Builds kernels for residuals into TARGET, whose sessions then find them and need no compiler at run time.

Each file defines `void jacquard_kernels(jacquard::KernelList&)` (jacquard/kernel_list.hpp), which adds residuals, out of
the very headers that TARGET uses. It is built, with TARGET's include folders, definitions and libraries, into a program
that runs during the build: it captures, takes orders out of the policy libraries or searches for them, and writes the
kernels' sources. Whatever the file includes is a dependency: a changed residual captures, writes and compiles anew.

INSTRUCTION_SETS  sse2, avx2, avx512 or neon; by default avx2 and avx512, or neon. The widest that a machine has is used.
                  none: no kernels for packs.
MOVES, SEED       effort and seed of the search, by default 300000 and 1: the same kernels on every machine.
DEVICE            also kernels with a point a thread in Kokkos' default execution space, which make_device_evaluator
                  finds. Where that space is a device (CUDA, HIP, SYCL) they are built without being asked for.
LIVE_VALUES       numbers that a thread of a device may hold at a time, by default 180: with more, a kernel becomes several
                  launches, which hand values on through memory. NVIDIA's 255 registers hold about 110; 70 more that are
                  spilled take 140 KiB of first-level cache for the 256 threads that a multiprocessor then runs, and no
                  traffic beyond it, where a cut hands on scores of them.

DEPENDS           files that the residuals read when they are captured (mechanisms, tables): changed, they capture anew.

TARGET may be a static library, too: what links it is told to keep the kernels.
]]
function(jacquard_add_kernels target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "DEVICE" "MOVES;SEED;LIVE_VALUES"
                        "RESIDUALS;INSTRUCTION_SETS;DEPENDS")
  if(NOT TARGET "${target}" OR arg_UNPARSED_ARGUMENTS OR arg_KEYWORDS_MISSING_VALUES OR NOT arg_RESIDUALS)
    message(FATAL_ERROR "jacquard_add_kernels: expected TARGET RESIDUALS file... and a value behind each keyword, "
                        "found ${ARGV}")
  endif()
  get_target_property(type ${target} TYPE)
  if(NOT type MATCHES "^(EXECUTABLE|STATIC_LIBRARY|SHARED_LIBRARY|MODULE_LIBRARY|OBJECT_LIBRARY)$")
    message(FATAL_ERROR "jacquard_add_kernels: expected a program or a library, found that ${target} is an ${type}")
  endif()
  include(${CMAKE_CURRENT_FUNCTION_LIST_DIR}/JacquardKokkos.cmake)
  if(Kokkos_DEVICES MATCHES "CUDA|HIP|SYCL")
    set(arg_DEVICE ON)
  endif()
  if(NOT arg_INSTRUCTION_SETS)
    if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(aarch64|arm64)$")
      set(arg_INSTRUCTION_SETS neon)
    else()
      set(arg_INSTRUCTION_SETS avx2 avx512)
    endif()
  endif()
  list(REMOVE_ITEM arg_INSTRUCTION_SETS none)
  if(arg_DEVICE)
    list(APPEND arg_INSTRUCTION_SETS device)
  endif()
  if(NOT arg_INSTRUCTION_SETS)
    message(FATAL_ERROR "jacquard_add_kernels: expected an instruction set or DEVICE, found none for ${target}")
  endif()
  if(NOT DEFINED arg_LIVE_VALUES)
    set(arg_LIVE_VALUES 180)
  endif()
  if(NOT DEFINED arg_MOVES)
    set(arg_MOVES 300000)
  endif()
  if(NOT DEFINED arg_SEED)
    set(arg_SEED 1)
  endif()
  foreach(number MOVES SEED LIVE_VALUES)
    if(NOT arg_${number} MATCHES "^[0-9]+$")
      message(FATAL_ERROR "jacquard_add_kernels: expected a number behind ${number}, found ${arg_${number}}")
    endif()
  endforeach()
  find_package(xsimd REQUIRED)
  foreach(residuals IN LISTS arg_RESIDUALS)
    jacquard_add_kernels_of(${target} ${residuals} ${arg_MOVES} ${arg_SEED} "${arg_INSTRUCTION_SETS}"
                            ${arg_LIVE_VALUES} "${arg_DEPENDS}")
  endforeach()
endfunction()

# One file of residuals: generator, sources, objects.
function(jacquard_add_kernels_of target residuals moves seed units live_values read_files)
  cmake_path(GET residuals STEM stem)
  string(MAKE_C_IDENTIFIER "jacquard_${target}_${stem}" id)
  set(folder ${CMAKE_CURRENT_BINARY_DIR}/${id})
  file(MAKE_DIRECTORY ${folder})

  add_executable(${id}_generator ${residuals})
  target_compile_features(${id}_generator PRIVATE cxx_std_20)
  target_link_libraries(${id}_generator PRIVATE jacquard::generator $<TARGET_PROPERTY:${target},LINK_LIBRARIES>)
  target_include_directories(${id}_generator PRIVATE $<TARGET_PROPERTY:${target},INCLUDE_DIRECTORIES>)
  target_compile_definitions(${id}_generator PRIVATE $<TARGET_PROPERTY:${target},COMPILE_DEFINITIONS>)
  set_target_properties(${id}_generator PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${folder})

  # As at run time: always optimised, nothing contracted, reordered or instrumented, so that results are those of tiles.
  # But for no machine in particular: without JACQUARD_QUICK_DIVIDER, roots of avx512 are by Newton's iteration.
  set(sources ${folder}/${id}.cpp)
  set(flags -O2 -fno-gcse -fno-fast-math -ffp-contract=off -fno-math-errno -fvisibility=hidden -fno-sanitize=all -w)
  set(flags_of_sse2 "")
  set(flags_of_avx2 -mavx2 -mfma)
  set(flags_of_avx512 -mavx512f -mavx512cd -mavx512dq -mavx512bw -mfma)
  set(flags_of_neon "")
  set(flags_of_device "")
  if(CMAKE_CXX_COMPILER MATCHES "nvcc_wrapper$")  # device compilers refuse vector types
    foreach(set sse2 avx2 avx512 neon)
      list(APPEND flags_of_${set} --host-only)
    endforeach()
  endif()
  if("CUDA" IN_LIST Kokkos_DEVICES AND NOT CMAKE_CXX_COMPILER_ID STREQUAL Clang)
    set(flags_of_device -fmad=false)
  endif()
  foreach(unit IN LISTS units)
    if(NOT DEFINED flags_of_${unit})
      message(FATAL_ERROR "jacquard_add_kernels: expected the instruction sets sse2, avx2, avx512, neon or none, found ${unit}")
    endif()
    list(APPEND sources ${folder}/${id}_${unit}.cpp)
    set_source_files_properties(${folder}/${id}_${unit}.cpp PROPERTIES COMPILE_OPTIONS "${flags};${flags_of_${unit}}")
  endforeach()
  jacquard_build_time_launcher(launcher)
  add_custom_command(OUTPUT ${sources}
                     COMMAND ${launcher} $<TARGET_FILE:${id}_generator> ${id} ${folder} ${moves} ${seed} ${live_values}
                             ${units}
                     DEPENDS ${id}_generator ${read_files} COMMENT "Writing kernels for ${target}: ${residuals}" VERBATIM)

  # Objects of their own: TARGET's flags are not theirs, and no linker leaves them out.
  add_library(${id} OBJECT ${sources})
  target_compile_features(${id} PRIVATE cxx_std_20)
  set_target_properties(${id} PROPERTIES POSITION_INDEPENDENT_CODE ON)
  target_link_libraries(${id} PRIVATE jacquard::kernels)
  target_include_directories(${id} SYSTEM PRIVATE $<TARGET_PROPERTY:xsimd,INTERFACE_INCLUDE_DIRECTORIES>)
  target_sources(${target} PRIVATE $<TARGET_OBJECTS:${id}>)
  target_link_libraries(${target} PRIVATE jacquard::kernels)
  get_target_property(type ${target} TYPE)
  if(type STREQUAL "STATIC_LIBRARY")
    target_link_options(${target} INTERFACE LINKER:-u,${id})
  endif()
endfunction()
