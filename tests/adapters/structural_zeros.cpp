// SPDX-License-Identifier: BSD-2-Clause
// Zeros that make patterns structurally symmetric.
#include "structural_zeros.hpp"

#include <catch2/catch.hpp>
#include <random>
#include <set>

#include "support/dense_jacobian.hpp"
#include "support/started_kokkos.hpp"

using namespace jacquard;
using namespace jacquard::test;
using Catch::Matchers::Contains;

namespace {

using Entries = std::set<std::pair<std::int32_t, std::int32_t>>;

Entries entries_of(std::span<const std::int32_t> rows, std::span<const std::int32_t> columns) {
  Entries entries;
  for (std::size_t k = 0; k < rows.size(); ++k) {
    if (rows[k] >= 0) entries.insert({rows[k], columns[k]});
  }
  return entries;
}

/// f0 = sin(x0 x1) + x2, f1 = x1^3, f2 = x1: cuts and a chain where `shared` is kept outside of the residual.
struct Unsymmetric {
  template <class Scalar>
  void operator()(std::span<const Scalar> x, std::span<Scalar> f) const {
    using std::sin;
    static thread_local Scalar shared;
    shared = x[0] * x[1];
    f[0] = sin(shared) + x[2];
    f[1] = x[1] * x[1] * x[1];
    f[2] = x[1] * shared;
  }
};

}  // namespace

TEST_CASE("Missing mirror images and diagonals are found, repeated and marked entries are passed over",
          "[adapters]") {
  const std::vector<std::int32_t> rows = {0, 0, -1, 2, 0}, columns = {1, 1, -1, 2, 3}, equation_of = {0, 1, 2, -1};
  const Coordinates missing = missing_mirror_images(rows, columns, equation_of, 3);
  CHECK(entries_of(missing.rows, missing.columns) == Entries{{0, 0}, {1, 0}, {1, 1}});
  CHECK(missing.rows.size() == 3);
}

TEST_CASE("A copy of an unknown counts as the unknown", "[adapters]") {
  // Independents 2 and 3 are copies of 1 and 0, as ghosts of a periodic mesh are.
  const std::vector<std::int32_t> rows = {0, 1, 1}, columns = {2, 1, 0}, equation_of = {0, 1, 1, 0};
  const Coordinates missing = missing_mirror_images(rows, columns, equation_of, 2);
  CHECK(entries_of(missing.rows, missing.columns) == Entries{{0, 0}});
}

TEST_CASE("Random patterns and their zeros are symmetric, and no zero repeats an entry", "[adapters]") {
  const std::uint32_t seed = 20240617;
  INFO("seed " << seed);
  std::mt19937 random(seed);
  for (int trial = 0; trial < 200; ++trial) {
    const std::int32_t size = 1 + static_cast<std::int32_t>(random() % 20);
    std::vector<std::int32_t> rows, columns, equation_of;
    for (std::int32_t k = 0; k < size; ++k) equation_of.push_back(k);
    for (std::size_t k = random() % 60; k > 0; --k) {
      rows.push_back(static_cast<std::int32_t>(random() % size));
      columns.push_back(static_cast<std::int32_t>(random() % size));
    }
    const Coordinates missing = missing_mirror_images(rows, columns, equation_of, size);
    Entries all = entries_of(rows, columns);
    const std::size_t num_given = all.size();
    all.merge(entries_of(missing.rows, missing.columns));
    REQUIRE(all.size() == num_given + missing.rows.size());
    for (const auto& [row, column] : Entries(all)) {
      REQUIRE(all.count({column, row}) == 1);
      REQUIRE(all.count({row, row}) == 1);
    }
  }
}

TEST_CASE("A session's zeros stay zero and leave its Jacobian as it is, chained entries too", "[adapters]") {
  start_kokkos();
  const Unsymmetric residual;
  const ResidualShape shape{3, 3, 3};
  SessionOptions options;
  options.equation_of = {0, 1, 2};
  Session plain(residual_of(residual), shape, {}, {}), symmetric(residual_of(residual), shape, {}, options);
  for (const std::vector<double>& x : {std::vector<double>{1.0, 2.0, 3.0}, std::vector<double>{-0.5, 0.25, 4.0}}) {
    plain.evaluate_jacobian(x, {});
    symmetric.evaluate_jacobian(x, {});
    CHECK(dense_jacobian(symmetric, shape) == dense_jacobian(plain, shape));
  }
  const Entries entries = entries_of(symmetric.rows(), symmetric.columns());
  for (const auto& [row, column] : entries) CHECK(entries.count({column, row}) == 1);
  CHECK(entries.size() > entries_of(plain.rows(), plain.columns()).size());
}

TEST_CASE("Equations that do not exist are refused by number", "[adapters]") {
  start_kokkos();
  const Unsymmetric residual;
  SessionOptions options;
  options.equation_of = {0, 1, 3};
  CHECK_THROWS_WITH(Session(residual_of(residual), {3, 3, 3}, {}, options), Contains("dependent 3, there are 3"));
  options.equation_of = {0, 1};
  CHECK_THROWS_AS(Session(residual_of(residual), {3, 3, 3}, {}, options), ShapeError);
}
