// SPDX-License-Identifier: BSD-2-Clause
// Sums of products of numbers in one buffer: how Jacobians of units are chained through cuts.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <vector>

namespace jacquard {

/// A place in a Jacobian buffer.
using SlotIndex = std::uint32_t;

/// buffer[targets[t]] = sum of buffer[left] * buffer[right] over the products of t, in compressed rows.
struct ProductSums {
  struct Product {
    SlotIndex left = 0;
    SlotIndex right = 0;
  };
  std::vector<std::uint32_t> offsets{0};  ///< [num_targets + 1]
  std::vector<Product> products;
  std::vector<SlotIndex> targets;  ///< [num_targets]

  std::size_t num_targets() const { return offsets.size() - 1; }

  /// Makes a sum of the products appended since the last one; returns its number. Targets are placed later.
  std::uint32_t close_sum() {
    offsets.push_back(static_cast<std::uint32_t>(products.size()));
    return static_cast<std::uint32_t>(num_targets() - 1);
  }

  /// Gives the sums consecutive slots.
  void place_targets(std::size_t first) {
    targets.resize(num_targets());
    std::iota(targets.begin(), targets.end(), static_cast<SlotIndex>(first));
  }

  std::span<const Product> sum(std::size_t t) const {
    return std::span(products).subspan(offsets[t], offsets[t + 1] - offsets[t]);
  }

  /// In order: a later sum may use an earlier one. Allocates nothing.
  void run(double* buffer) const {
    for (std::size_t t = 0; t < num_targets(); ++t) {
      double total = 0.0;
      for (const Product& product : sum(t)) total += buffer[product.left] * buffer[product.right];
      buffer[targets[t]] = total;
    }
  }

  /// Forgets the sums of constants, whose values stay as the last run() left them, and marks their targets.
  /// @param is_constant  by slot
  void drop_constant_sums(std::vector<bool>& is_constant) {
    ProductSums variable;
    for (std::size_t t = 0; t < num_targets(); ++t) {
      const bool is_fixed = std::ranges::all_of(
          sum(t), [&](const Product& product) { return is_constant[product.left] && is_constant[product.right]; });
      is_constant[targets[t]] = is_fixed;
      if (is_fixed) continue;
      variable.products.insert(variable.products.end(), sum(t).begin(), sum(t).end());
      variable.close_sum();
      variable.targets.push_back(targets[t]);
    }
    *this = std::move(variable);
  }
};

}  // namespace jacquard
