#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Installs what is missing, builds the release and the sanitizer presets and runs all tests of both.
set -eu
cd "$(dirname "$0")/.."

sh share/packages.sh
for preset in release asan; do
  echo "Building (build/$preset)"
  bench=OFF
  [ $preset = asan ] || bench=ON
  cmake --preset "$preset" -DJACQUARD_TESTS=ON -DJACQUARD_BENCH=$bench --log-level=WARNING >/dev/null
  cmake --build --preset "$preset"
done
echo "Compiling every public header on its own"
cmake --build --preset release --target all_verify_interface_header_sets

echo "Running the tests of both builds"
mkdir -p build/tests
printf 'subdirs("../release" "../asan")\n' >build/tests/CTestTestfile.cmake
exec ctest --test-dir build/tests --output-on-failure --progress -j "$(nproc)"
