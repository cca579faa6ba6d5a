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
jacquard_add_cli_test("The program names the file that it cannot read" STATUS 1
                      EXPECTED "^jacquard: nowhere.json: expected a readable graph file" ARGUMENTS show nowhere.json)
jacquard_add_cli_test("The program names the vertex that an order misses" STATUS 1 EXPECTED "vertex [0-9]+ is missing"
                      ARGUMENTS count ${graphs}/g.json --order 1,2,3)
jacquard_add_cli_test("The program names the vertex that an order repeats" STATUS 1
                      EXPECTED "vertex 2 appears twice \\(positions 1 and 2\\)"
                      ARGUMENTS count ${graphs}/g.json --order 1,2,2)
if(JACQUARD_EXAMPLES)
  foreach(example RoeFlux_1d RoeFlux_3d RobotArm_6DOF HumanHeartDipole PropaneCombustion BlackScholes
          BlackScholesGreeks Perceptron TransformerEncoder Robertson HydrogenKinetics NeoHookean Bratu GrayScott
          Brusselator Cavity)
    jacquard_add_cli_test("The program draws the example ${example}" STATUS 0 EXPECTED "^<svg .*</svg>\n$"
                          ARGUMENTS show --example ${example} --svg)
  endforeach()
  jacquard_add_cli_test("The program lists the examples when it knows none of that name" STATUS 1
                        EXPECTED "expected one of RoeFlux_1d, .*Cavity; found Nothing" ARGUMENTS show --example Nothing)
endif()
