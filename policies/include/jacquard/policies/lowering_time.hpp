// SPDX-License-Identifier: BSD-2-Clause
// How long it takes to find out what an order costs under the emitted model.
#pragma once

namespace jacquard::policies {

/// Milliseconds that lowering an order of so many effective multiplications takes, about, on a Xeon that others use
/// as well. Fitted to single runs on graphs of 1,000 to 11,000 vertices: chains, fans, layers, stencils, an LU
/// factorization, random ones. A million take twice the time each: the tables outgrow the caches.
constexpr double lowering_milliseconds(double effective_multiplications) {
  return 6e-4 * effective_multiplications * (1.0 + effective_multiplications / 1e6);
}

}  // namespace jacquard::policies
