#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Sets up the peers that can be had, builds jacquard-bench and runs it. Arguments go to the program.
set -eu
cd "$(dirname "$0")/.."

bench=build/bench
python=$bench/venv/bin/python
mkdir -p $bench/generated
sh share/packages.sh

# One at a time: what cannot be installed is named, and the rest runs.
as_root=""
[ "$(id -u)" -eq 0 ] || as_root="sudo"
updated=""
for package in libtrilinos-sacado-dev libadolc-dev libboost-dev python3-venv; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q "install ok installed" && continue
  [ -n "$updated" ] || $as_root apt-get update -qq >"$bench/update.log" 2>&1 || cat "$bench/update.log" >&2
  updated=yes
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    -o Dpkg::Options::=--force-unsafe-io "$package" >"$bench/$package.log" 2>&1 ||
    echo "$package: missing, cannot be installed ($bench/$package.log)" >&2
done
if ! $python -m pip --version >/dev/null 2>&1; then
  rm -f $bench/*.installed
  python3 -m venv --clear $bench/venv || echo "Python peers: missing, no virtual environment" >&2
fi
for package in casadi cmeel-cppadcodegen jax cantera; do
  [ -e "$bench/$package.installed" ] && continue
  if $python -m pip install -q "$package" >"$bench/$package.log" 2>&1; then
    touch "$bench/$package.installed"
  else
    echo "$package: missing, cannot be installed ($bench/$package.log)" >&2
  fi
done

echo "Building (build/release)"
cmake --preset release -DJACQUARD_TESTS=ON -DJACQUARD_BENCH=ON --log-level=WARNING >/dev/null
cmake --build --preset release --target jacquard_bench jacquard
set -- --generated $bench/generated "$@"
if [ -e $bench/cantera.installed ]; then
  data=$($python -c 'import cantera, pathlib; print(pathlib.Path(cantera.__file__).parent / "data")')
  set -- --mechanism "$data/gri30.yaml" "$@"
fi
program=build/release/bin/jacquard-bench
rm -f $bench/generated/*
$program "$@" --export $bench/generated

echo "Generating and compiling the code of CasADi and CppADCodeGen"
if [ -e $bench/casadi.installed ]; then
  $python tests/bench/casadi_source.py $bench/generated || echo "CasADi: missing, its generator failed" >&2
fi
if [ -e $bench/cmeel-cppadcodegen.installed ]; then
  prefix=$($python -c 'import sysconfig; print(sysconfig.get_paths()["purelib"])')/cmeel.prefix
  c++ -std=c++20 -O1 -w "-I$prefix/include" tests/bench/cppadcg_source.cpp -o $bench/cppadcg_source \
    "-L$prefix/lib" -lcppad_lib "-Wl,-rpath,$prefix/lib" -ldl && $bench/cppadcg_source $bench/generated/*.json ||
    echo "CppADCodeGen: missing, its generator failed" >&2
fi
# The code is C99; as C++ it is told so. A unit that takes longer than this is named and left out.
compile_seconds=300
compile() { # <unit without .cpp> <library> <option>...
  unit=$1 library=$2
  shift 2
  timeout $compile_seconds c++ -std=c++20 -O3 -march=native -fno-math-errno -fPIC -shared -fvisibility=hidden -w \
    -D__STDC_VERSION__=201112L -Itests/bench -Iplugin/include -Ikernels/include -Iexamples "$@" "$unit.cpp" \
    -o "$library.part" >"$library.log" 2>&1 && mv "$library.part" "$library" ||
    echo "$(basename "$library" .so): missing, does not compile within $compile_seconds s ($library.log)" >&2
}
for source in $bench/generated/*.cpp; do
  [ -e "$source" ] || continue
  unit=${source%.cpp}
  compile "$unit" "$unit.so"
  compile "$unit" "$unit, packs.so" -DJACQUARD_BENCH_PACKS
done

echo "Tuning orders for this machine (a library of the benchmark's own: $bench/data)"
export XDG_DATA_HOME="$PWD/$bench/data"
for example in RoeFlux_1d RoeFlux_3d RobotArm_6DOF HumanHeartDipole PropaneCombustion HydrogenKinetics; do
  build/release/bin/jacquard tune --example $example --orders 8
done
if $python -c 'import jax' >$bench/jax.log 2>&1; then
  rm -f $bench/jax.json
  if $python tests/bench/jax_peer.py $bench/generated $bench/jax.json; then
    set -- --merge $bench/jax.json "$@"
  else
    echo "JAX: missing, its program failed" >&2
  fi
else
  echo "JAX: missing ($bench/jax.log)" >&2
fi
exec $program "$@"
