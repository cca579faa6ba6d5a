// SPDX-License-Identifier: BSD-2-Clause
// SUNDIALS' matrices against the dense Jacobian: written by the session, or summed up from its values.
#include <sunmatrix/sunmatrix_dense.h>
#include <sunmatrix/sunmatrix_sparse.h>

#include <array>
#include <catch2/catch.hpp>
#include <limits>
#include <memory>

#include "matrix_fill.hpp"
#include "support/dense_jacobian.hpp"
#include "support/random_state.hpp"
#include "support/started_kokkos.hpp"

using namespace jacquard;
using namespace jacquard::test;
using jacquard::sundials::MatrixFill;

namespace {

/// A chain of reactions; every cell by itself, so that each entry is one value. The first one's rate does not
/// depend on itself.
struct Chain {
  std::size_t num_species;
  std::size_t size() const { return num_species; }

  template <class Scalar>
  void operator()(std::span<const Scalar> y, std::span<Scalar> rate) const {
    using std::exp;
    for (std::size_t i = 0; i < num_species; ++i) {
      const std::size_t next = (i + 1) % num_species;
      rate[i] = i == 0 ? Scalar(y[next] * y[next]) : Scalar(exp(0.1 * y[i]) * y[next] - y[i] * y[i]);
    }
  }
};

/// What two cells share is computed once: some entries are sums of values.
struct Shared {
  std::size_t num_cells = 6;
  std::size_t size() const { return num_cells; }

  template <class Scalar>
  void operator()(std::span<const Scalar> y, std::span<Scalar> rate) const {
    std::vector<Scalar> flux(num_cells + 1);
    for (std::size_t face = 0; face <= num_cells; ++face) {
      const std::size_t left = face == 0 ? 0 : face - 1, right = face == num_cells ? face - 1 : face;
      flux[face] = y[left] * y[right];
    }
    for (std::size_t cell = 0; cell < num_cells; ++cell)
      rate[cell] = flux[cell + 1] - flux[cell] + y[cell] * y[cell];
  }
};

struct FreeMatrix {
  void operator()(SUNMatrix matrix) const { SUNMatDestroy(matrix); }
};
using OwnedMatrix = std::unique_ptr<std::remove_pointer_t<SUNMatrix>, FreeMatrix>;

enum class Kind { dense, columns, rows };

/// Sparse ones have room for one entry, and must grow.
OwnedMatrix matrix_of(Kind kind, std::size_t extent, SUNContext context) {
  const auto n = static_cast<sunindextype>(extent);
  if (kind == Kind::dense) return OwnedMatrix(SUNDenseMatrix(n, n, context));
  return OwnedMatrix(SUNSparseMatrix(n, n, 1, kind == Kind::columns ? CSC_MAT : CSR_MAT, context));
}

/// Row after row, as dense_jacobian() has it.
std::vector<double> numbers_of(SUNMatrix matrix, std::size_t extent) {
  std::vector<double> numbers(extent * extent, 0.0);
  for (std::size_t line = 0; line < extent; ++line) {
    if (SUNMatGetID(matrix) == SUNMATRIX_DENSE) {
      for (std::size_t row = 0; row < extent; ++row)
        numbers[row * extent + line] = SUNDenseMatrix_Data(matrix)[line * extent + row];
      continue;
    }
    const sunindextype* const offsets = SUNSparseMatrix_IndexPointers(matrix);
    for (sunindextype k = offsets[line]; k < offsets[line + 1]; ++k) {
      const auto index = static_cast<std::size_t>(SUNSparseMatrix_IndexValues(matrix)[k]);
      const bool is_column = SUNSparseMatrix_SparseType(matrix) == CSC_MAT;
      numbers[is_column ? index * extent + line : line * extent + index] += SUNSparseMatrix_Data(matrix)[k];
    }
  }
  return numbers;
}

/// Jacobians at three states, of which each finds the matrix full of what is not a number.
template <class Functor>
void check_matrix(const Functor& residual, Kind kind, bool expects_written) {
  start_kokkos();
  const std::size_t extent = residual.size();
  const ResidualShape shape{extent, extent, 1};
  SUNContext context;
  REQUIRE(SUNContext_Create(nullptr, &context) == 0);
  {
    Session session(residual_of(residual), shape, {}, {}), reference(residual_of(residual), shape, {}, {});
    const OwnedMatrix matrix = matrix_of(kind, extent, context);
    MatrixFill fill;
    session.prepare(random_state(extent, 1));
    for (std::uint32_t seed = 1; seed <= 3; ++seed) {
      const std::vector<double> y = random_state(extent, seed);
      const std::span<double> stored = fill.ready(session, matrix.get());
      const bool is_written = session.num_stored() != 0;
      CHECK(is_written == expects_written);
      std::ranges::fill(stored, std::numeric_limits<double>::quiet_NaN());
      session.evaluate_jacobian(y, {}, is_written ? stored : std::span<double>());
      if (!is_written) fill.sum(session, stored);
      reference.evaluate_jacobian(y, {});
      CHECK(numbers_of(matrix.get(), extent) == dense_jacobian(reference, shape));
    }
  }
  SUNContext_Free(&context);
}

}  // namespace

TEST_CASE("A session writes SUNDIALS' matrices where each number is one value", "[adapters]") {
  const Kind kind = GENERATE(Kind::dense, Kind::columns, Kind::rows);
  check_matrix(Chain{9}, kind, true);
}

TEST_CASE("SUNDIALS' matrices get the sums of values that share a place", "[adapters]") {
  const Kind kind = GENERATE(Kind::dense, Kind::columns, Kind::rows);
  check_matrix(Shared{}, kind, false);
}

TEST_CASE("One session fills matrices of all kinds in turn", "[adapters]") {
  start_kokkos();
  const Chain residual{9};
  const ResidualShape shape{9, 9, 1};
  SUNContext context;
  REQUIRE(SUNContext_Create(nullptr, &context) == 0);
  {
    Session session(residual_of(residual), shape, {}, {});
    MatrixFill fill;
    session.prepare(random_state(9, 1));
    for (std::uint32_t seed = 1; seed <= 6; ++seed) {
      const Kind kind = std::array{Kind::dense, Kind::rows, Kind::columns}[seed % 3];
      const OwnedMatrix matrix = matrix_of(kind, 9, context);
      const std::vector<double> y = random_state(9, seed);
      session.evaluate_jacobian(y, {}, fill.ready(session, matrix.get()));
      const std::vector<double> written = numbers_of(matrix.get(), 9);
      session.evaluate_jacobian(y, {});
      CHECK(written == dense_jacobian(session, shape));
    }
  }
  SUNContext_Free(&context);
}

TEST_CASE("A dense matrix of next to nothing but zeros is cleared and added to", "[adapters]") {
  check_matrix(Chain{40}, Kind::dense, false);
  check_matrix(Chain{40}, Kind::columns, true);
}
