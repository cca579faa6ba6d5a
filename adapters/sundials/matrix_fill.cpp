// SPDX-License-Identifier: BSD-2-Clause
// From a session's values to SUNDIALS' matrices.
#include "matrix_fill.hpp"

#include <sunmatrix/sunmatrix_dense.h>
#include <sunmatrix/sunmatrix_sparse.h>

#include <algorithm>
#include <limits>

#include "jacquard/error.hpp"

namespace jacquard::sundials {
namespace {

void check_extent(std::size_t expected, sunindextype rows, sunindextype columns) {
  if (rows == columns && static_cast<std::size_t>(rows) == expected) return;
  throw ShapeError("matrix: expected " + std::to_string(expected) + " rows and columns, found " +
                   std::to_string(rows) + " by " + std::to_string(columns));
}

/// Column after column.
std::vector<Addition> dense_additions(const Session& session, std::size_t extent) {
  const auto rows = session.rows(), columns = session.columns();
  std::vector<Addition> additions;
  for (std::size_t k = 0; k < rows.size(); ++k) {
    if (rows[k] < 0) continue;
    additions.push_back({k, static_cast<std::size_t>(columns[k]) * extent + static_cast<std::size_t>(rows[k])});
  }
  return additions;
}

/// As Session::set_sources() has them; empty where entries add up, or where clearing the matrix costs less, and
/// where there are too many.
std::vector<std::int32_t> sources_of(std::span<const Addition> additions, std::size_t num_stored) {
  constexpr std::size_t most_zeros_an_entry = 8;
  const bool is_countable = num_stored < std::numeric_limits<std::uint32_t>::max();
  if (!is_countable || num_stored > (1 + most_zeros_an_entry) * additions.size()) return {};
  std::vector<std::int32_t> sources(num_stored, -1);
  for (const Addition& addition : additions) {
    if (sources[addition.slot] >= 0) return {};
    sources[addition.slot] = static_cast<std::int32_t>(addition.entry);
  }
  return sources;
}

}  // namespace

CompressedPattern MatrixFill::columns_of(const Session& session) {
  return compress(session.columns(), session.rows(), session.captured().num_independents);
}

MatrixFill::Layout MatrixFill::layout_of(SUNMatrix matrix) {
  switch (SUNMatGetID(matrix)) {
    case SUNMATRIX_DENSE:
      return Layout::dense;
    case SUNMATRIX_SPARSE:
      return SUNSparseMatrix_SparseType(matrix) == CSC_MAT ? Layout::columns : Layout::rows;
    default:
      throw ShapeError("matrix: expected a dense or a sparse one, found another kind");
  }
}

void MatrixFill::learn(Session& session, Layout layout) {
  const std::size_t extent = session.captured().num_independents;
  switch (layout) {
    case Layout::columns:
      pattern_ = columns_of(session);
      break;
    case Layout::rows:
      pattern_ = compress(session.rows(), session.columns(), extent);
      break;
    default:
      pattern_ = {{}, {}, dense_additions(session, extent)};
  }
  layout_ = Layout::unknown;
  const std::size_t num_stored = layout == Layout::dense ? extent * extent : pattern_.num_stored();
  session.set_sources(sources_of(pattern_.additions, num_stored));
  layout_ = layout;  // last: nothing holds if any of this throws
}

std::span<double> MatrixFill::ready(Session& session, SUNMatrix matrix) {
  const std::size_t extent = session.captured().num_independents;
  const Layout layout = layout_of(matrix);
  if (layout == Layout::dense) {
    check_extent(extent, SUNDenseMatrix_Rows(matrix), SUNDenseMatrix_Columns(matrix));
  } else {
    check_extent(extent, SUNSparseMatrix_Rows(matrix), SUNSparseMatrix_Columns(matrix));
  }
  if (layout != layout_) learn(session, layout);
  return layout == Layout::dense ? std::span(SUNDenseMatrix_Data(matrix), extent * extent) : ready_sparse(matrix);
}

std::span<double> MatrixFill::ready_sparse(SUNMatrix matrix) const {
  const auto num_stored = static_cast<sunindextype>(pattern_.num_stored());
  if (SUNSparseMatrix_NNZ(matrix) < num_stored && SUNSparseMatrix_Reallocate(matrix, num_stored) != 0) {
    throw StateError("matrix: SUNSparseMatrix_Reallocate failed for " + std::to_string(num_stored) + " entries");
  }
  std::copy(pattern_.line_offsets.begin(), pattern_.line_offsets.end(), SUNSparseMatrix_IndexPointers(matrix));
  std::copy(pattern_.indices.begin(), pattern_.indices.end(), SUNSparseMatrix_IndexValues(matrix));
  return {SUNSparseMatrix_Data(matrix), pattern_.num_stored()};
}

void MatrixFill::sum(const Session& session, std::span<double> stored) const {
  std::ranges::fill(stored, 0.0);
  const auto values = session.values();
  for (const Addition& addition : pattern_.additions) stored[addition.slot] += values[addition.entry];
}

}  // namespace jacquard::sundials
