// SPDX-License-Identifier: BSD-2-Clause
// Starts Kokkos where nobody else has.
#include "kokkos_start.hpp"

#include <Kokkos_Core.hpp>
#include <cstdlib>

namespace jacquard::sundials {

void start_kokkos() {
  if (Kokkos::is_initialized()) return;
  Kokkos::initialize();
  std::atexit([] {
    if (Kokkos::is_initialized()) Kokkos::finalize();
  });
}

}  // namespace jacquard::sundials
