// SPDX-License-Identifier: BSD-2-Clause
// How often this program has asked for memory.
#pragma once

#include <cstddef>

namespace jacquard::test {

/// Calls of operator new in any form since the program started.
std::size_t num_allocations();

}  // namespace jacquard::test
