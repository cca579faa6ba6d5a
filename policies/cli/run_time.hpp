// SPDX-License-Identifier: BSD-2-Clause
// How long the program has been running.
#pragma once

namespace jacquard::cli {

/// Milliseconds since the process began, its own start-up among them, as far as that took processor time.
/// Called first in main().
double milliseconds_since_start();

}  // namespace jacquard::cli
