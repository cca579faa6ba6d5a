#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Installs the Debian packages that Jacquard needs and that are missing here; sudo only when not root.
set -eu

packages="g++ cmake ninja-build pkg-config libsundials-dev libpetsc-real-dev libhdf5-dev
  libtrilinos-kokkos-dev libxsimd-dev libopenblas0-pthread libcli11-dev nlohmann-json3-dev libpng-dev libyaml-cpp-dev
  openmpi-bin catch2"

missing=""
for package in $packages; do
  status=$(dpkg-query -W -f='${Status}' "$package" 2>/dev/null || true)
  [ "$status" = "install ok installed" ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

as_root=""
[ "$(id -u)" -eq 0 ] || as_root="sudo"
echo "Installing:$missing"
log=$(mktemp)
if ! { $as_root apt-get update -qq && $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
  --no-install-recommends -o Dpkg::Options::=--force-unsafe-io $missing; } >"$log" 2>&1; then
  cat "$log"
  echo "Installing the packages failed; the log is above." >&2
  exit 1
fi
rm -f "$log"
