// SPDX-License-Identifier: BSD-2-Clause
// Random points at which tests evaluate.
#pragma once

#include <cstdint>
#include <random>
#include <vector>

namespace jacquard::test {

/// Numbers between -1 and 1.
inline std::vector<double> random_state(std::size_t size, std::uint32_t seed) {
  std::mt19937 generator(seed);
  std::uniform_real_distribution<double> uniform(-1.0, 1.0);
  std::vector<double> x(size);
  for (double& entry : x) entry = uniform(generator);
  return x;
}

}  // namespace jacquard::test
