// SPDX-License-Identifier: BSD-2-Clause
// Stands in for the example residuals in builds without them (JACQUARD_EXAMPLES=OFF).
#include "jacquard/error.hpp"
#include "residual_registry.hpp"

namespace jacquard::examples {

std::vector<std::string> example_names() { return {}; }

std::vector<ExampleGraph> capture_example(std::string_view name) {
  throw LibraryError("example " + std::string(name) +
                     ": expected a build with JACQUARD_EXAMPLES=ON, found one without");
}

}  // namespace jacquard::examples
