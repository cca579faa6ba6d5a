// SPDX-License-Identifier: BSD-2-Clause
// Small residuals over batches of points: every point against tangents, branches, stale constants, refusals.
#include "jacquard/batched_kernel.hpp"

#include <catch2/catch.hpp>
#include <limits>

#include "residuals/roe_flux.hpp"
#include "support/dense_jacobian.hpp"
#include "support/random_state.hpp"
#include "support/started_kokkos.hpp"

using namespace jacquard;
using namespace jacquard::test;
using Catch::Matchers::Contains;

namespace {

std::vector<double> point_of(std::span<const double> x, std::size_t num_points, std::size_t p) {
  std::vector<double> point;
  for (std::size_t k = p; k < x.size(); k += num_points) point.push_back(x[k]);
  return point;
}

/// dF/dx at point `p`, [num_dependents x num_independents].
std::vector<double> dense_at(const BatchedKernel& kernel, const KernelShape& shape,
                             std::span<const double> jacobian, std::size_t num_points, std::size_t p) {
  std::vector<double> dense(shape.num_dependents * shape.num_independents, 0.0);
  const CompressedRows& pattern = kernel.pattern();
  for (std::size_t i = 0; i < shape.num_dependents; ++i) {
    for (std::uint32_t e = pattern.row_offsets[i]; e < pattern.row_offsets[i + 1]; ++e) {
      dense[i * shape.num_independents + pattern.columns[e]] = jacobian[kernel.layout(num_points).offset(e, p)];
    }
  }
  return dense;
}

/// Largest error of F and J over all points, F relative to 1 and J to the largest of its row.
template <class Functor>
double worst_error(BatchedKernel& kernel, const Functor& functor, const KernelShape& shape, std::size_t num_points,
                   std::span<const double> x) {
  std::vector<double> f(shape.num_dependents * num_points), jacobian(kernel.layout(num_points).extent());
  kernel.evaluate(num_points, x, f, jacobian);
  double worst = 0.0;
  for (std::size_t p = 0; p < num_points; ++p) {
    const std::vector<double> point = point_of(x, num_points, p);
    const std::vector<double> expected = value_of_residual(functor, point, shape.num_dependents);
    for (std::size_t i = 0; i < expected.size(); ++i) {
      worst = std::max(worst, std::abs(f[i * num_points + p] - expected[i]) / (1.0 + std::abs(expected[i])));
    }
    worst = std::max(
        worst, row_relative_error(dense_at(kernel, shape, jacobian, num_points, p),
                                  swept_jacobian(functor, point, shape.num_dependents), shape.num_independents));
  }
  return worst;
}

/// Three branches; on the last one the Jacobian has an entry that the others lack.
struct Branched {
  double slope = 2.0;
  template <class Scalar>
  void operator()(std::span<const Scalar> x, std::span<Scalar> f) const {
    using std::exp;
    f[1] = x[0] + x[1];
    if (x[0] > 0.5) {
      f[0] = slope * x[0];
    } else if (x[0] > -0.5) {
      f[0] = exp(x[0]) + 3.0 * x[0] * x[0];
    } else {
      f[0] = x[0] * x[1];
    }
  }
};
constexpr KernelShape two_by_two{2, 2};
const std::vector<double> first_and_last_branch{1.0, 1.0, -1.0, 1.0};

constexpr double epsilon = std::numeric_limits<double>::epsilon();

}  // namespace

TEST_CASE("A batched Roe flux is that of tangents at every cell, whatever the number of cells", "[adapters]") {
  start_kokkos();
  using Flux = examples::RoeFlux<1>;
  const Flux flux;
  const KernelShape shape{Flux::num_independents, Flux::num_dependents};
  const std::vector<double> sample{1.0, 0.3, 2.5, 0.8, -0.1, 2.0};
  BatchedKernel kernel(residual_from(flux), shape, sample);
  const auto num_points = GENERATE(std::size_t(1), std::size_t(8), std::size_t(61));
  CAPTURE(num_points);
  std::vector<double> x(6 * num_points);
  const std::vector<double> noise = random_state(x.size(), 3);
  for (std::size_t k = 0; k < x.size(); ++k) x[k] = sample[k / num_points] + 0.2 * noise[k];
  // Some 200 operations with cancellation in the wave strengths, by errors of at most a hundred roundings.
  CHECK(worst_error(kernel, flux, shape, num_points, x) <= 1000 * epsilon);
}

TEST_CASE("Points on other branches get the numbers of theirs, captured when first seen", "[adapters]") {
  start_kokkos();
  const Branched branched;
  BatchedKernel kernel(residual_from(branched), two_by_two, first_and_last_branch);
  CHECK(kernel.statistics().num_branches == 2);
  for (std::uint32_t seed = 1; seed <= 4; ++seed) {
    INFO("points of seed " << seed);
    CHECK(worst_error(kernel, branched, two_by_two, 37, random_state(74, seed)) <= 8 * epsilon);
  }
  CHECK(kernel.statistics().num_branches == 3);
  CHECK(kernel.statistics().num_branched_points > 37);
  CHECK_THAT(kernel.report(), Contains("branch 2:") && Contains("order: "));
}

TEST_CASE("F alone and J alone are those of both together", "[adapters]") {
  start_kokkos();
  const Branched branched;
  BatchedKernel kernel(residual_from(branched), two_by_two, first_and_last_branch);
  const std::vector<double> x = random_state(22, 9);
  std::vector<double> f(22), only_f(22), jacobian(kernel.layout(11).extent(), 0.0),
      only_jacobian(jacobian.size(), 0.0);
  kernel.evaluate(11, x, f, jacobian);
  kernel.evaluate(11, x, only_f, {});
  kernel.evaluate(11, x, {}, only_jacobian);
  CHECK(only_f == f);
  for (std::size_t p = 0; p < 11; ++p) {
    CHECK(dense_at(kernel, two_by_two, only_jacobian, 11, p) == dense_at(kernel, two_by_two, jacobian, 11, p));
  }
}

TEST_CASE("A branch with Jacobian entries of its own has to be among the samples", "[adapters]") {
  start_kokkos();
  const Branched branched;
  BatchedKernel kernel(residual_from(branched), two_by_two, std::vector<double>{1.0, 1.0});
  const std::vector<double> x{1.0, 1.0, -1.0, 0.5, 0.5, 0.5};
  std::vector<double> f(6);
  CHECK_THROWS_AS(kernel.evaluate(3, x, f, {}), StateError);
  CHECK_THROWS_WITH(kernel.evaluate(3, x, f, {}), Contains("branch of") && Contains("sample on that branch"));
  CHECK(worst_error(kernel, branched, two_by_two, 1, std::vector<double>{2.0, 3.0}) <= 8 * epsilon);
}

TEST_CASE("A constant of a kernel that changes is noticed", "[adapters]") {
  start_kokkos();
  Branched branched;
  BatchedKernel kernel(residual_from(std::ref(branched)), two_by_two, first_and_last_branch);
  const std::vector<double> x{1.0, 0.9, -0.9, 1.0, 1.0, 1.0};
  CHECK(worst_error(kernel, branched, two_by_two, 3, x) <= 8 * epsilon);
  branched.slope = 5.0;
  // The check goes round the points: with three of them the stale one is met within three evaluations.
  std::vector<double> f(6);
  for (int call = 0; call < 3; ++call) kernel.evaluate(3, x, f, {});
  CHECK(worst_error(kernel, branched, two_by_two, 3, x) <= 8 * epsilon);
  CHECK(kernel.statistics().num_stale_recaptures == 1);
}

TEST_CASE("Points that are not numbers give nothing that is one, and leave the others alone", "[adapters]") {
  start_kokkos();
  const Branched branched;
  BatchedKernel kernel(residual_from(branched), two_by_two, first_and_last_branch);
  const double none = std::numeric_limits<double>::quiet_NaN();
  const std::vector<double> x{0.9, none, -0.9, 1.0, 1.0, 1.0};
  std::vector<double> f(6), jacobian(kernel.layout(3).extent());
  kernel.evaluate(3, x, f, jacobian);
  CHECK(f[0] == 1.8);
  CHECK(std::isnan(f[1]));
  CHECK(f[2] == -0.9);
  for (const double entry : dense_at(kernel, {2, 2}, jacobian, 3, 1)) CHECK(std::isnan(entry));
  CHECK(dense_at(kernel, {2, 2}, jacobian, 3, 2) == std::vector<double>{1.0, -0.9, 1.0, 1.0});
}

TEST_CASE("Arrays that do not fit a kernel are refused by name", "[adapters]") {
  start_kokkos();
  BatchedKernel kernel(residual_from(Branched{}), two_by_two, first_and_last_branch);
  std::vector<double> four(4, 1.0), five(5, 1.0);
  CHECK_THROWS_WITH(kernel.evaluate(2, five, four, {}), "batched kernel kernel: x has 5 entries, expected 4");
  CHECK_THROWS_WITH(kernel.evaluate(2, four, five, {}), "batched kernel kernel: f has 5 entries, expected 4");
  CHECK_THROWS_AS(kernel.evaluate(2, four, {}, five), ShapeError);
  CHECK_THROWS_AS(BatchedKernel(residual_from(Branched{}), two_by_two, five), ShapeError);
  CHECK_NOTHROW(kernel.evaluate(0, {}, {}, {}));
}
