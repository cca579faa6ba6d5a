// SPDX-License-Identifier: BSD-2-Clause
// Wall time from the first call on; before that, what the process has used of the processor.
#include "run_time.hpp"

#include <chrono>
#include <ctime>

namespace jacquard::cli {

double milliseconds_since_start() {
  using clock = std::chrono::steady_clock;
  static const double before = 1e3 * static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
  static const clock::time_point first = clock::now();
  return before + std::chrono::duration<double, std::milli>(clock::now() - first).count();
}

}  // namespace jacquard::cli
