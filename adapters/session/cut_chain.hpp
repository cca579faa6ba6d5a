// SPDX-License-Identifier: BSD-2-Clause
// The chain rule between units: which products of unit Jacobians make up the entries behind cuts and sums.
#pragma once

#include <cstdint>
#include <vector>

#include "product_sums.hpp"
#include "value_blocks.hpp"

namespace jacquard {

/// Derivatives of cuts and of the dependents behind them, as sums of products over the slots of a buffer.
///
/// Slots of the buffer: [ValueBlocks | visible targets | hidden targets].
struct CutChain {
  ProductSums visible;                ///< entries of the Jacobian
  ProductSums hidden;                 ///< derivatives of cuts that are not already one value of one unit
  std::vector<std::int32_t> rows;     ///< [visible.num_targets()] dependents
  std::vector<std::int32_t> columns;  ///< [visible.num_targets()] independents

  /// Makes room of `count` slots in front of the hidden targets, which start at slot `first_hidden`.
  void move_hidden(std::size_t first_hidden, std::size_t count);
};

/// Precomputes the products, cuts in stage order; empty where no unit feeds another and nothing is summed up.
/// Cost: one pass over all entries of stages that touch cuts; memory 8 bytes a product.
/// Source: Griewank & Walther, section 10.3 (preaccumulation of local Jacobians).
CutChain chain_cuts(const SiteEvaluation& evaluation, const ValueBlocks& blocks);

}  // namespace jacquard
