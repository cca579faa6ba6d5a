// SPDX-License-Identifier: BSD-2-Clause
// Kokkos for tests: started by the first that needs it, ended with the program.
#pragma once

#include <Kokkos_Core.hpp>

namespace jacquard::testing {

inline void start_kokkos() {
  static const Kokkos::ScopeGuard guard;
  static_cast<void>(guard);
}

}  // namespace jacquard::testing
