// SPDX-License-Identifier: BSD-2-Clause
// Symbolic vertex elimination: from local partials to Jacobian entries, as expressions.
#pragma once

#include <vector>

#include "jacquard/elimination_steps.hpp"
#include "jacquard/order.hpp"

namespace jacquard {

/// Column indices by rows.
struct CompressedRows {
  std::vector<std::uint32_t> row_offsets;  ///< [num_rows + 1]
  std::vector<std::uint32_t> columns;      ///< [num_entries], ascending within a row

  std::size_t num_rows() const { return row_offsets.empty() ? 0 : row_offsets.size() - 1; }
  std::size_t num_entries() const { return columns.size(); }
  friend bool operator==(const CompressedRows&, const CompressedRows&) = default;
};

/// Structural pattern of dF/dx and, for each entry, whether its value is known before evaluation.
struct JacobianPattern {
  CompressedRows rows;            ///< [num_dependents x num_independents]
  std::vector<bool> is_constant;  ///< [num_entries]
  std::vector<double> constants;  ///< [num_entries]; meaningful where is_constant
};

/// F and dF/dx as one graph: dependents are the residual's, then one per entry of `pattern`.
struct AccumulatedJacobian {
  ComputationalGraph graph;  ///< guards are the residual's
  JacobianPattern pattern;
  std::size_t num_residuals = 0;  ///< how many of graph.dependents() are F
};

/// Eliminates all intermediates of `linearization` in `order` over expressions.
///
/// Products by unit edges cost nothing, constants fold, equal products are shared.
/// @throws OrderError if `order` is no permutation of the intermediates.
/// Source: Griewank & Walther, section 9.2 (vertex elimination).
AccumulatedJacobian accumulate(Linearization linearization, const EliminationOrder& order);

/// The same along eliminations of vertices and edges.
/// @throws OrderError as check_steps.
AccumulatedJacobian accumulate(Linearization linearization, const EliminationSteps& steps);

}  // namespace jacquard
