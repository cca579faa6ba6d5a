// SPDX-License-Identifier: BSD-2-Clause
// From a session's values to SUNDIALS' matrices.
#pragma once

#include <sundials/sundials_linearsolver.h>
#include <sundials/sundials_matrix.h>

#include "compressed_pattern.hpp"
#include "jacquard/session.hpp"

namespace jacquard::sundials {

/// Puts values into dense and sparse matrices; the pattern of a sparse one is made when the session's is new.
class MatrixFill {
 public:
  /// Must follow each evaluation that found a new pattern.
  void forget_pattern() { pattern_ = {}; }

  /// Sums the session's values into `matrix`, all of whose entries are overwritten; a sparse one grows if it must.
  /// @throws ShapeError unless `matrix` is a dense or sparse square matrix of the session's extent.
  void fill(const Session& session, SUNMatrix matrix);

  /// The pattern in columns of a session that has captured.
  static CompressedPattern columns_of(const Session& session);

 private:
  void fill_dense(const Session& session, SUNMatrix matrix) const;
  void fill_sparse(const Session& session, SUNMatrix matrix);

  CompressedPattern pattern_;
  int lines_are_ = -1;  ///< CSC_MAT or CSR_MAT, of pattern_
};

}  // namespace jacquard::sundials
