#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Makes the shipped library: build.sh PROGRAM LIBRARY; the orders are the same on every machine.
set -eu
program=${1:?usage: build.sh build/release/bin/jacquard LIBRARY}
library=${2:?usage: build.sh build/release/bin/jacquard LIBRARY}
graphs=$(dirname "$0")/../../tests/data/graphs

# Budgets in moves, or the result would depend on the machine. Each seed starts from the best of those before.
for seed in 1 2; do
  "$program" library add "$library" --examples --moves 4000000 --seed $seed
  for file in "$graphs"/*.json; do
    "$program" library add "$library" "$file" --moves 4000000 --seed $seed \
      --name "$(basename "$file" .json), as published"
  done
done
"$program" library verify "$library"
