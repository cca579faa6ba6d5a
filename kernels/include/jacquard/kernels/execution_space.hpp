// SPDX-License-Identifier: BSD-2-Clause
// Instances of Kokkos' execution spaces, and waiting for them.
#pragma once

#include <Kokkos_Core.hpp>
#include <string>

#include "jacquard/kernels/evaluator_checks.hpp"

namespace jacquard::kernels {

/// An instance of `Space`, made only if Kokkos has been started. Making one allocates (Kokkos 4.6).
/// @throws StateError if it has not.
template <class Space>
Space started() {
  require_started(Kokkos::is_initialized());
  return Space();
}

/// Waits for what was enqueued in `space`. Allocates nothing: where fences have names (Kokkos 4.6; 3.4 has none),
/// that by default is longer than what a string holds without memory of its own.
template <class Space>
void fence(const Space& space) {
  if constexpr (requires(const std::string& name) { space.fence(name); }) {
    space.fence("jacquard");
  } else {
    space.fence();
  }
}

}  // namespace jacquard::kernels
