#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Installs what is missing, builds the release preset and runs the main job.
set -eu
cd "$(dirname "$0")/.."

sh share/packages.sh
echo "Building (build/release)"
cmake --preset release -DJACQUARD_TESTS=OFF --log-level=WARNING >/dev/null
cmake --build --preset release
exec build/release/bin/jacquard-demo -picture build/cavity_temperature.png "$@"
