// SPDX-License-Identifier: BSD-2-Clause
// From a session's values to SUNDIALS' matrices.
#pragma once

#include <sundials/sundials_linearsolver.h>
#include <sundials/sundials_matrix.h>

#include <span>

#include "compressed_pattern.hpp"
#include "jacquard/session.hpp"

namespace jacquard::sundials {

/// Readies dense and sparse matrices for a session's pattern, and sums up what the session cannot write itself.
class MatrixFill {
 public:
  /// Must follow each evaluation that found a new pattern.
  void forget_pattern() { layout_ = Layout::unknown; }

  /// Gives `matrix` the session's pattern if it is sparse, larger if it must be. The session is told what it
  /// stores, unless that sums entries up, or holds many more zeros than entries: Session::num_stored() is then 0.
  /// @return what it stores, column after column where it is dense
  /// @throws ShapeError unless `matrix` is a dense or sparse square matrix of the session's extent.
  std::span<double> ready(Session& session, SUNMatrix matrix);

  /// Overwrites `stored` with sums of the session's values.
  void sum(const Session& session, std::span<double> stored) const;

  /// The pattern in columns of a session that has captured.
  static CompressedPattern columns_of(const Session& session);

 private:
  enum class Layout { unknown, dense, columns, rows };

  static Layout layout_of(SUNMatrix matrix);
  void learn(Session& session, Layout layout);
  std::span<double> ready_sparse(SUNMatrix matrix) const;

  CompressedPattern pattern_;  ///< of `layout_`; of a dense matrix the additions alone
  Layout layout_ = Layout::unknown;
};

}  // namespace jacquard::sundials
