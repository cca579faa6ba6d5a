// SPDX-License-Identifier: BSD-2-Clause
// Kokkos for tests: started by the first that needs it, ended with the program.
#pragma once

#include <Kokkos_Core.hpp>

namespace jacquard::test {

/// Starts Kokkos at the first call.
inline void start_kokkos() { static const Kokkos::ScopeGuard guard; }

}  // namespace jacquard::test
