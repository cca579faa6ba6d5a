# SPDX-License-Identifier: BSD-2-Clause
# Runs a program and holds exit status and output against what is expected:
# cmake -DSTATUS=0 -DEXPECTED=regex -P check_command.cmake -- program arguments...
set(command "")
set(seen FALSE)
math(EXPR last "${CMAKE_ARGC} - 1")
foreach(k RANGE ${last})
  if(seen)
    list(APPEND command "${CMAKE_ARGV${k}}")
  elseif("${CMAKE_ARGV${k}}" STREQUAL "--")
    set(seen TRUE)
  endif()
endforeach()

execute_process(COMMAND ${command} RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(NOT status EQUAL STATUS)
  message(FATAL_ERROR "expected exit status ${STATUS}, found ${status}:\n${output}")
endif()
if(NOT output MATCHES "${EXPECTED}")
  message(FATAL_ERROR "expected output that matches\n  ${EXPECTED}\nfound\n  ${output}")
endif()
