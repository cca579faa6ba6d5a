# SPDX-License-Identifier: BSD-2-Clause
# What jacquard_add_kernels does not understand is refused when it is configured, by name.
# cmake -DMODULES=<folder> -DBUILD=<folder> -DCXX=<compiler> -P check_refusals.cmake
cmake_policy(VERSION 3.25)

function(expect_refusal message)
  list(JOIN ARGN ";" arguments)
  file(REMOVE_RECURSE ${BUILD})
  execute_process(COMMAND ${CMAKE_COMMAND} -S ${CMAKE_CURRENT_LIST_DIR} -B ${BUILD} -DCMAKE_CXX_COMPILER=${CXX}
                          -DMODULES=${MODULES} "-DARGUMENTS=${arguments}"
                  RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
  string(REGEX REPLACE "[ \n]+" " " output "${output}")
  if(status EQUAL 0 OR NOT output MATCHES "jacquard_add_kernels: ${message}")
    message(FATAL_ERROR "expected ${ARGN} to be refused with\n  ${message}\nfound ${status}: ${output}")
  endif()
endfunction()

expect_refusal("expected TARGET RESIDUALS file... .*found none;RESIDUALS;a.cpp" none RESIDUALS a.cpp)
expect_refusal("expected TARGET RESIDUALS file... .*found app" app)
expect_refusal("expected TARGET RESIDUALS file... .*found app;RESIDUALS;a.cpp;MOVES" app RESIDUALS a.cpp MOVES)
expect_refusal("expected a number behind MOVES, found many" app RESIDUALS a.cpp MOVES many)
expect_refusal("expected a number behind LIVE_VALUES, found -3" app RESIDUALS a.cpp LIVE_VALUES -3)
expect_refusal("expected an instruction set or DEVICE, found none for app" app RESIDUALS a.cpp INSTRUCTION_SETS none)
expect_refusal("expected the instruction sets sse2, avx2, avx512, neon or none, found mmx" app RESIDUALS a.cpp
               INSTRUCTION_SETS mmx)
