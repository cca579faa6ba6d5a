// SPDX-License-Identifier: BSD-2-Clause
// Sums of products of numbers in one buffer: how Jacobians of units are chained through cuts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace jacquard {

/// A place in a Jacobian buffer.
using SlotIndex = std::uint32_t;

/// buffer[first + t] = sum of buffer[left] * buffer[right] over the products of target t.
struct ProductSums {
  struct Product {
    SlotIndex left = 0;
    SlotIndex right = 0;
  };
  std::vector<std::uint32_t> offsets{0};  ///< [num_targets + 1]
  std::vector<Product> products;

  std::size_t num_targets() const { return offsets.size() - 1; }

  /// Makes a target of the products appended since the last one; returns its number.
  std::uint32_t close_target() {
    offsets.push_back(static_cast<std::uint32_t>(products.size()));
    return static_cast<std::uint32_t>(num_targets() - 1);
  }

  /// Targets in order: a later one may use an earlier one. Allocates nothing.
  void run(double* buffer, std::size_t first) const {
    for (std::size_t t = 0; t < num_targets(); ++t) {
      double sum = 0.0;
      for (std::uint32_t k = offsets[t]; k < offsets[t + 1]; ++k) {
        sum += buffer[products[k].left] * buffer[products[k].right];
      }
      buffer[first + t] = sum;
    }
  }
};

}  // namespace jacquard
