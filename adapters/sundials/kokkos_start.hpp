// SPDX-License-Identifier: BSD-2-Clause
// Starts Kokkos where nobody else has.
#pragma once

namespace jacquard::sundials {

/// Starts Kokkos unless it runs, and then ends it at the program's exit: it can be started only once,
/// and a later attachment may need it again.
void start_kokkos();

}  // namespace jacquard::sundials
