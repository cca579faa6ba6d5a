# SPDX-License-Identifier: BSD-2-Clause
# The life of a library through the program: cmake -DPROGRAM=... -DGRAPHS=... -DFOLDER=... -P cli_library.cmake
file(REMOVE_RECURSE ${FOLDER})
file(MAKE_DIRECTORY ${FOLDER})
set(ENV{XDG_DATA_HOME} ${FOLDER}/none)
set(ENV{JACQUARD_POLICY_PATH} ${FOLDER}/a.h5)

# run(STATUS EXPECTED arguments...): sets `output`.
function(run expected_status expected)
  execute_process(COMMAND ${PROGRAM} ${ARGN} RESULT_VARIABLE status OUTPUT_VARIABLE text ERROR_VARIABLE text)
  if(NOT status EQUAL expected_status OR NOT text MATCHES "${expected}")
    message(FATAL_ERROR "${ARGN}: expected status ${expected_status} and ${expected}; found ${status} and\n${text}")
  endif()
  set(output "${text}" PARENT_SCOPE)
endfunction()

run(0 "1 graphs added, 3 orders added" library add ${FOLDER}/a.h5 ${GRAPHS}/PropaneCombustion.json --moves 20000)
run(0 "0 graphs added, 0 orders added, 0 improved" library add ${FOLDER}/a.h5 ${GRAPHS}/PropaneCombustion.json --moves 20000)
run(0 "PropaneCombustion: .* plain 88 \\(optimal\\)" library list ${FOLDER}/a.h5)
run(0 "\"orders\":{\"plain\":{\"cost\":88,\"bound\":88,\"optimal\":true" library show PropaneCombustion --json)
run(0 "by library a.h5: PropaneCombustion" order ${GRAPHS}/PropaneCombustion.json --method library)
file(WRITE ${FOLDER}/chain.json [[{"name": "chain", "inputs": [-1], "outputs": [3], "vertices": [
  {"id": 1, "op": "sin", "preds": [-1], "args": [-1]}, {"id": 2, "op": "cos", "preds": [1], "args": [1]},
  {"id": 3, "op": "mul", "preds": [1, 2], "args": [1, 2]}]}]])
run(1 "expected the graph of chain \\(fingerprint [0-9a-f]+\\)" order ${FOLDER}/chain.json --method library)

# What the program prints is an order that the program takes.
run(0 "order" order ${GRAPHS}/g.json --moves 20000 --json)
file(WRITE ${FOLDER}/g.json "${output}")
string(JSON plain GET "${output}" cost plain)
run(0 "g: plain ${plain}," count ${GRAPHS}/g.json --order ${FOLDER}/g.json)
run(0 "1 graphs added" library add ${FOLDER}/b.h5 ${GRAPHS}/g.json --order ${FOLDER}/g.json --name "another name")

run(0 "1 graphs and 0 networks added" library merge ${FOLDER}/a.h5 ${FOLDER}/b.h5)
run(0 "another name" library show ${FOLDER}/a.h5 "another name")
run(0 "a.h5: sound, 2 graphs" library verify)
run(0 "1 graph removed" library remove ${FOLDER}/a.h5 "another name")

# Graphs of tensors live beside them.
run(0 "MLP: .* of tensors; tensor [0-9]+\n.*1 graphs added, 1 orders added" library add ${FOLDER}/a.h5 ${TYPED}/MLP.json --moves 2000)
run(0 "MLP: tensor [0-9]+ \\(no bound known\\), by library default.h5: MLP, as published" order ${TYPED}/MLP.json --cost tensor --method library)
run(0 "MLP: tensor 3[0-9]+ " order ${TYPED}/MLP.json --method best --moves 20000)
run(0 "\"orders\":{\"tensor\":{\"cost\":[0-9]+" library show MLP --json)
run(0 "2 graphs and 0 networks added" library merge ${FOLDER}/c.h5 ${FOLDER}/a.h5 ${FOLDER}/a.h5)
run(0 "sound, 1 graphs, 1 graphs of tensors" library verify ${FOLDER}/c.h5)
file(READ ${TYPED}/MLP.json mlp)
string(REPLACE "\"type\": 3" "\"type\": 1" mlp "${mlp}")
file(WRITE ${FOLDER}/mlp.json "${mlp}")
run(1 "expected the graph of MLP \\(fingerprint [0-9a-f]+\\)" order ${FOLDER}/mlp.json --method library)
run(0 "1 graph removed" library remove ${FOLDER}/a.h5 MLP)
run(1 "expected a graph of name or fingerprint another name, found none" library remove ${FOLDER}/a.h5 "another name")
run(1 "nowhere.h5: expected a library to merge, found no file" library merge ${FOLDER}/a.h5 ${FOLDER}/nowhere.h5)

file(APPEND ${FOLDER}/a.h5 "damage")
run(1 "a.h5: expected the [0-9]+ bytes it was written with, found [0-9]+" library verify ${FOLDER}/a.h5)
run(1 "a.h5: expected" library add ${FOLDER}/a.h5 ${GRAPHS}/g.json)
