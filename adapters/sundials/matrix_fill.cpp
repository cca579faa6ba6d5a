// SPDX-License-Identifier: BSD-2-Clause
// From a session's values to SUNDIALS' matrices.
#include "matrix_fill.hpp"

#include <sunmatrix/sunmatrix_dense.h>
#include <sunmatrix/sunmatrix_sparse.h>

#include <algorithm>

#include "jacquard/error.hpp"

namespace jacquard::sundials {
namespace {

void check_extent(std::size_t expected, sunindextype rows, sunindextype columns) {
  if (rows == columns && static_cast<std::size_t>(rows) == expected) return;
  throw ShapeError("matrix: expected " + std::to_string(expected) + " rows and columns, found " +
                   std::to_string(rows) + " by " + std::to_string(columns));
}

}  // namespace

CompressedPattern MatrixFill::columns_of(const Session& session) {
  return compress(session.columns(), session.rows(), session.captured().num_independents);
}

void MatrixFill::fill(const Session& session, SUNMatrix matrix) {
  switch (SUNMatGetID(matrix)) {
    case SUNMATRIX_DENSE:
      return fill_dense(session, matrix);
    case SUNMATRIX_SPARSE:
      return fill_sparse(session, matrix);
    default:
      throw ShapeError("matrix: expected a dense or a sparse one, found another kind");
  }
}

void MatrixFill::fill_dense(const Session& session, SUNMatrix matrix) const {
  const std::size_t extent = session.captured().num_independents;
  check_extent(extent, SUNDenseMatrix_Rows(matrix), SUNDenseMatrix_Columns(matrix));
  double* const data = SUNDenseMatrix_Data(matrix);
  std::fill_n(data, extent * extent, 0.0);
  const auto rows = session.rows(), columns = session.columns();
  const auto values = session.values();
  for (std::size_t k = 0; k < values.size(); ++k) {
    if (rows[k] < 0) continue;
    data[static_cast<std::size_t>(columns[k]) * extent + static_cast<std::size_t>(rows[k])] += values[k];
  }
}

void MatrixFill::fill_sparse(const Session& session, SUNMatrix matrix) {
  const std::size_t extent = session.captured().num_independents;
  check_extent(extent, SUNSparseMatrix_Rows(matrix), SUNSparseMatrix_Columns(matrix));
  const int lines_are = SUNSparseMatrix_SparseType(matrix);
  if (pattern_.line_offsets.empty() || lines_are != lines_are_) {
    pattern_ = lines_are == CSC_MAT ? columns_of(session) : compress(session.rows(), session.columns(), extent);
    lines_are_ = lines_are;
  }
  const auto num_stored = static_cast<sunindextype>(pattern_.num_stored());
  if (SUNSparseMatrix_NNZ(matrix) < num_stored && SUNSparseMatrix_Reallocate(matrix, num_stored) != 0) {
    throw StateError("matrix: SUNSparseMatrix_Reallocate failed for " + std::to_string(num_stored) + " entries");
  }
  std::copy(pattern_.line_offsets.begin(), pattern_.line_offsets.end(), SUNSparseMatrix_IndexPointers(matrix));
  std::copy(pattern_.indices.begin(), pattern_.indices.end(), SUNSparseMatrix_IndexValues(matrix));
  double* const data = SUNSparseMatrix_Data(matrix);
  std::fill_n(data, pattern_.num_stored(), 0.0);
  const auto values = session.values();
  for (const Addition& addition : pattern_.additions) data[addition.slot] += values[addition.entry];
}

}  // namespace jacquard::sundials
