# SPDX-License-Identifier: BSD-2-Clause
# Tuning through the program: cmake -DPROGRAM=... -DGRAPHS=... -DFOLDER=... -P cli_tune.cmake
file(REMOVE_RECURSE ${FOLDER})
file(MAKE_DIRECTORY ${FOLDER})
set(ENV{XDG_DATA_HOME} ${FOLDER})
set(ENV{JACQUARD_CACHE_DIR} ${FOLDER}/kernels)
set(ENV{JACQUARD_POLICY_PATH} "")
set(library ${FOLDER}/jacquard/policies/user.h5)
set(robot ${GRAPHS}/RobotArm_6DOF.json)
set(tune tune ${robot} --orders 2 --points 64 --moves 20000)

# run(STATUS EXPECTED arguments...): sets `output`.
function(run expected_status expected)
  execute_process(COMMAND ${PROGRAM} ${ARGN} RESULT_VARIABLE status OUTPUT_VARIABLE text ERROR_VARIABLE text)
  if(NOT status EQUAL expected_status OR NOT text MATCHES "${expected}")
    message(FATAL_ERROR "${ARGN}: expected status ${expected_status} and ${expected}; found ${status} and\n${text}")
  endif()
  set(output "${text}" PARENT_SCOPE)
endfunction()

set(ENV{JACQUARD_CXX} /no/such/compiler)
run(1 "tune: expected a compiler that makes kernels, found: .*/no/such/compiler failed" ${tune})
if(EXISTS ${library})
  message(FATAL_ERROR "expected no library without a measurement")
endif()

# What the library has to object comes before the compiler.
file(WRITE ${FOLDER}/damaged.h5 "no library")
run(1 "damaged.h5: " ${tune} --library ${FOLDER}/damaged.h5)
run(1 "expected a folder for it" ${tune} --library ${FOLDER}/damaged.h5/user.h5)

unset(ENV{JACQUARD_CXX})
run(0 "\\* kept in ${library}" ${tune})
run(0 "by library user.h5: RobotArm_6DOF \\(tuned here\\)" order ${robot} --method library --cost emitted)
run(0 "tuned for .*: emitted [0-9]+, " library show ${library} RobotArm_6DOF)
run(0 "sound, 1 graphs" library verify ${library})

# With another compiler that measurement says nothing, and one that fails changes nothing.
file(SHA1 ${library} before)
set(ENV{JACQUARD_CXX} /bin/false)
run(0 "by library [a-z]+.h5: RobotArm_6DOF \\([a-z]" order ${robot} --method library --cost emitted)
if(output MATCHES "tuned")
  message(FATAL_ERROR "expected an order that was tuned with another compiler to be passed over:\n${output}")
endif()
run(1 "tune: expected a compiler that makes kernels" ${tune})
file(SHA1 ${library} after)
if(NOT before STREQUAL after)
  message(FATAL_ERROR "expected a failing compiler to leave the library as it was")
endif()

# An interrupt ends the first search of three, and what was found until then is measured.
unset(ENV{JACQUARD_CXX})
execute_process(
  COMMAND timeout --preserve-status --signal=INT --kill-after=100 10 ${PROGRAM} tune ${robot} --orders 3 --points 64
          --milliseconds 200000 --library ${FOLDER}/interrupted.h5
  RESULT_VARIABLE status
  OUTPUT_VARIABLE text
  ERROR_VARIABLE text)
if(NOT status EQUAL 0 OR NOT text MATCHES "kept in ${FOLDER}/interrupted.h5")
  message(FATAL_ERROR "expected an interrupt to end all searches, and a measurement; found ${status} and\n${text}")
endif()
