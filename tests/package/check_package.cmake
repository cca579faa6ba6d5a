# SPDX-License-Identifier: BSD-2-Clause
# Installs a build, then builds and runs a separate project against it, by find_package and by pkg-config.
# cmake -DBUILD=<build folder> -DCXX=<compiler> -P check_package.cmake
set(root ${BUILD}/package)
set(prefix ${root}/prefix)
file(REMOVE_RECURSE ${root})

# Runs a command that must succeed; its output is left in `output`.
function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
  set(output "${output}" PARENT_SCOPE)
  if(NOT status EQUAL 0)
    list(JOIN ARGN " " command)
    message(FATAL_ERROR "${command}\nfailed (${status}):\n${output}")
  endif()
endfunction()

file(COPY ${CMAKE_CURRENT_LIST_DIR}/ DESTINATION ${root}/source)
run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${prefix})
run(${CMAKE_COMMAND} -S ${root}/source -B ${root}/project -G Ninja -DCMAKE_PREFIX_PATH=${prefix}
    -DCMAKE_CXX_COMPILER=${CXX} -DCMAKE_BUILD_TYPE=Debug)

# Builds and runs the program; all classes of both residuals must have found the kernels that were built in.
function(check_built_in)
  run(${CMAKE_COMMAND} --build ${root}/project)
  run(${root}/project/consumer)
  string(REGEX MATCHALL "evaluator: [^;\n]*" evaluators "${output}")
  list(FILTER evaluators EXCLUDE REGEX "compiled, built in \\(")
  if(evaluators OR NOT output MATCHES "built in")
    message(FATAL_ERROR "kernels were built in and not found:\n${output}")
  endif()
  file(GLOB kernels ${root}/project/jacquard_solvers_kernels/*_avx2.cpp ${root}/project/jacquard_solvers_kernels/*_neon.cpp)
  file(READ ${kernels} kernels)
  set(kernels "${kernels}" PARENT_SCOPE)
endfunction()

# A residual that is touched without a change captures again and compiles nothing; one that is changed gets new kernels.
check_built_in()
set(first "${kernels}")
file(TOUCH ${root}/source/residuals.hpp)
run(${CMAKE_COMMAND} --build ${root}/project)
if(NOT output MATCHES "Writing kernels" OR output MATCHES "_avx2.cpp.o|_neon.cpp.o")
  message(FATAL_ERROR "expected a touched residual to be captured again, and no kernel to be compiled:\n${output}")
endif()
file(READ ${root}/source/residuals.hpp residuals)
string(REPLACE "x[k] * x[k] +" "x[k] * x[k] * x[k] / x[k] +" changed "${residuals}")
file(WRITE ${root}/source/residuals.hpp "${changed}")
check_built_in()
if(kernels STREQUAL first)
  message(FATAL_ERROR "expected a changed residual to change its kernels")
endif()

# The same sources by the flags that pkg-config gives.
file(GLOB_RECURSE pc_file ${prefix}/jacquard.pc)
get_filename_component(pc_dir ${pc_file} DIRECTORY)
set(ENV{PKG_CONFIG_PATH} ${pc_dir})
execute_process(COMMAND pkg-config --cflags --libs jacquard-petsc jacquard-sundials
                OUTPUT_VARIABLE flags OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
separate_arguments(flags UNIX_COMMAND "${flags}")
run(${CXX} -std=c++20 ${root}/source/consumer.cpp ${root}/source/solvers.cpp -o ${root}/consumer_pc ${flags})
run(${root}/consumer_pc)
