# SPDX-License-Identifier: BSD-2-Clause
# Runs a program and compares what it prints: cmake -DPROGRAM=... -DEXPECTED=FILE -P check_output.cmake -- arguments.
#
# Each line of FILE is a regular expression for one line of the output, in this order; other lines may stand between.
set(arguments "")
set(is_argument FALSE)
foreach(k RANGE ${CMAKE_ARGC})
  if(is_argument AND k LESS CMAKE_ARGC)
    list(APPEND arguments "${CMAKE_ARGV${k}}")
  elseif("${CMAKE_ARGV${k}}" STREQUAL "--")
    set(is_argument TRUE)
  endif()
endforeach()

execute_process(COMMAND ${PROGRAM} ${arguments} RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE errors)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "${PROGRAM} ended with ${status}:\n${output}${errors}")
endif()

file(STRINGS ${EXPECTED} expected)
string(REPLACE ";" "," rest "${output}")
string(REPLACE "\n" ";" rest "${rest}")
foreach(pattern IN LISTS expected)
  set(found FALSE)
  while(rest AND NOT found)
    list(POP_FRONT rest line)
    if(line MATCHES "^${pattern}$")
      set(found TRUE)
    endif()
  endwhile()
  if(NOT found)
    message(FATAL_ERROR "no further line matches\n  ${pattern}\nin\n${output}${errors}")
  endif()
endforeach()
