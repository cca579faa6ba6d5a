# SPDX-License-Identifier: BSD-2-Clause
# What the program `jacquard` prints and how it exits.
set(graphs ${PROJECT_SOURCE_DIR}/tests/data/graphs)

jacquard_add_cli_test("The program draws a graph file as a picture" STATUS 0 EXPECTED "^<svg .*</svg>\n$"
                      ARGUMENTS show ${graphs}/RoeFlux_1d.json --svg)
jacquard_add_cli_test("The program draws a graph file for Graphviz" STATUS 0 EXPECTED "^digraph \"g\" {.* -> .*}\n$"
                      ARGUMENTS show ${graphs}/g.json --dot)
jacquard_add_cli_test("The program shows what eliminations leave" STATUS 0
                      EXPECTED "^PropaneCombustion: 11 independents, 0 intermediates, 11 dependents; 50 edges"
                      ARGUMENTS show ${graphs}/PropaneCombustion.json --after 1000)
jacquard_add_cli_test("The program refuses to show a graph after fewer than no eliminations" STATUS 105
                      EXPECTED "--after: Value -1 not in range" ARGUMENTS show ${graphs}/g.json --after -1)
jacquard_add_cli_test("The program knows no bound for a graph of tensors" STATUS 1
                      EXPECTED "MLP: expected a graph of scalars for a bound" ARGUMENTS bound ${graphs}/../typed/MLP.json)
jacquard_add_cli_test("The program names the file that it cannot read" STATUS 1
                      EXPECTED "^jacquard: nowhere.json: expected a readable graph file" ARGUMENTS show nowhere.json)
jacquard_add_cli_test("The program names the vertex that an order misses" STATUS 1 EXPECTED "vertex [0-9]+ is missing"
                      ARGUMENTS count ${graphs}/g.json --order 1,2,3)
jacquard_add_cli_test("The program names the vertex that an order repeats" STATUS 1
                      EXPECTED "vertex 2 appears twice \\(positions 1 and 2\\)"
                      ARGUMENTS count ${graphs}/g.json --order 1,2,2)
if(JACQUARD_EXAMPLES)
  foreach(example RoeFlux_1d RoeFlux_3d RobotArm_6DOF HumanHeartDipole PropaneCombustion g BlackScholes
          BlackScholesGreeks Perceptron TransformerEncoder Robertson HydrogenKinetics NeoHookean Bratu GrayScott
          Brusselator Cavity)
    jacquard_add_cli_test("The program draws the example ${example}" STATUS 0 EXPECTED "^<svg .*</svg>\n$"
                          ARGUMENTS show --example ${example} --svg)
  endforeach()
  jacquard_add_cli_test("The program lists the examples when it knows none of that name" STATUS 1
                        EXPECTED "expected one of RoeFlux_1d, .*Cavity; found Nothing" ARGUMENTS show --example Nothing)
endif()

jacquard_add_cli_test("The program proves the best order of a published task" STATUS 0
                      EXPECTED "\"cost\":{\"plain\":148,\"effective\":[0-9]+,\"emitted\":[0-9]+},\"bound\":148,\"optimal\":true"
                      ARGUMENTS order ${graphs}/HumanHeartDipole.json --cost plain --method search --milliseconds 2000 --json)
jacquard_add_cli_test("The program bounds the cost of all orders" STATUS 0 EXPECTED "no order costs less than 88 .plain, and one costs no more., 2[0-4] .effective., [1-9][0-9]* .emitted."
                      ARGUMENTS bound ${graphs}/PropaneCombustion.json --moves 100000)
jacquard_add_cli_test("The program counts tensors for a graph of tensors" STATUS 0 EXPECTED "\"cost\":{\"tensor\":[0-9]+}"
                      ARGUMENTS order ${graphs}/../typed/MLP.json --method reverse --json)
jacquard_add_cli_test("The program refines an order by eliminations of edges, beside the order itself" STATUS 0
                      EXPECTED "\"cost\":{\"plain\":301,.*\"edge_cost\":(2[0-9][0-9]|300),\"steps\":.*{\"front\":"
                      ARGUMENTS order ${graphs}/RobotArm_6DOF.json --method reverse --edges --moves 20000 --json)
jacquard_add_cli_test("The program refines by edges only what multiplications alone decide" STATUS 1
                      EXPECTED "expected --cost plain or effective for --edges, found emitted"
                      ARGUMENTS order ${graphs}/PropaneCombustion.json --cost emitted --method reverse --edges)
jacquard_add_cli_test("The program refuses a cost that does not apply" STATUS 1
                      EXPECTED "expected --cost tensor for a graph of tensors, found plain"
                      ARGUMENTS order ${graphs}/../typed/MLP.json --cost plain)
jacquard_add_cli_test("The program refuses a method that there is not" STATUS 105 EXPECTED "--method"
                      ARGUMENTS order ${graphs}/g.json --method guess)
jacquard_add_command_test("A library is made, asked, merged, thinned out and refused once damaged"
                          COMMAND ${CMAKE_COMMAND} -DPROGRAM=$<TARGET_FILE:jacquard_cli> -DGRAPHS=${graphs} -DTYPED=${graphs}/../typed
                          -DFOLDER=${CMAKE_CURRENT_BINARY_DIR}/cli_library -P ${CMAKE_CURRENT_LIST_DIR}/cli_library.cmake)
jacquard_add_command_test("Orders are timed, the fastest is kept for this machine, and none where the compiler fails"
                          COMMAND ${CMAKE_COMMAND} -DPROGRAM=$<TARGET_FILE:jacquard_cli> -DGRAPHS=${graphs}
                          -DFOLDER=${CMAKE_CURRENT_BINARY_DIR}/cli_tune -P ${CMAKE_CURRENT_LIST_DIR}/cli_tune.cmake)
jacquard_add_cli_test("The shipped library is sound" STATUS 0 EXPECTED "sound, [0-9]+ graphs"
                      ARGUMENTS library verify ${PROJECT_SOURCE_DIR}/share/policies/default.h5)
if(JACQUARD_EXAMPLES)
  foreach(example RoeFlux_1d RoeFlux_3d RobotArm_6DOF HumanHeartDipole PropaneCombustion g BlackScholes
          BlackScholesGreeks Perceptron TransformerEncoder Robertson HydrogenKinetics NeoHookean Bratu GrayScott
          Brusselator Cavity)
    jacquard_add_cli_test("A library knows the example ${example}" STATUS 0
                          EXPECTED "^${example}: plain .*, by library default.h5: ${example} "
                          ARGUMENTS order --example ${example} --method library)
  endforeach()
endif()
jacquard_add_cli_test("The program says where it looked for a network" STATUS 1
                      EXPECTED "policy: expected a network vertex-scores:effective in .*default.h5; found none"
                      ARGUMENTS order ${graphs}/g.json --method policy --cost effective)
jacquard_add_cli_test("The program runs no policy on a graph of tensors" STATUS 1
                      EXPECTED "MLP: expected a graph of scalars for --method policy"
                      ARGUMENTS order ${graphs}/../typed/MLP.json --method policy)
foreach(task RoeFlux_3d=639 f=49[0-9][0-9] MLP=388 Encoder=4332)
  string(REPLACE "=" ";" task "${task}")
  list(GET task 0 name)
  list(GET task 1 count)
  jacquard_add_cli_test("A library knows the published task ${name} with its tensors" STATUS 0
                        EXPECTED "^${name}: tensor ${count} .*, by library default.h5: ${name}, as published "
                        ARGUMENTS order ${graphs}/../typed/${name}.json --cost tensor --method library)
endforeach()
