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
