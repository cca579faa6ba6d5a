// SPDX-License-Identifier: BSD-2-Clause
// A session over the driven cavity, in all forms of upwinding.
#include <catch2/catch.hpp>

#include "residuals/cavity.hpp"
#include "support/dense_jacobian.hpp"
#include "support/random_state.hpp"
#include "support/started_kokkos.hpp"

using namespace jacquard;
using namespace jacquard::examples;
using namespace jacquard::test;

namespace {

// Every entry is a sum of at most 4 terms of a few roundings each, relative to the largest of its row.
constexpr double rounding = 32 * std::numeric_limits<double>::epsilon();

template <class Upwind>
CavityOnGrid<Upwind> small_cavity() {
  return {.cavity = {.lid_velocity = 3.0, .prandtl = 0.7, .grashof = 20.0}, .mx = 9, .my = 7};
}

template <class Upwind>
ResidualShape shape_of(const CavityOnGrid<Upwind>& cavity) {
  return {cavity.size(), cavity.size(), CavityOnGrid<Upwind>::num_components};
}

template <class Upwind>
double error_at(Session& session, const CavityOnGrid<Upwind>& cavity, std::span<const double> x) {
  session.evaluate_jacobian(x, value_of_residual(cavity, x, cavity.size()));
  return row_relative_error(dense_jacobian(session, shape_of(cavity)), swept_jacobian(cavity, x, cavity.size()),
                            cavity.size());
}

}  // namespace

TEMPLATE_TEST_CASE("A session's cavity Jacobian is that of the whole graph, also where the flow turns round",
                   "[adapters]", UpwindByParts, UpwindByMagnitude, UpwindByBranch) {
  start_kokkos();
  const auto cavity = small_cavity<TestType>();
  Session session(residual_of(cavity), shape_of(cavity), {}, {});
  for (std::uint32_t seed = 1; seed <= 4; ++seed) {
    INFO("state of seed " << seed);
    CHECK(error_at(session, cavity, random_state(cavity.size(), seed)) <= rounding);
  }
  CHECK(session.statistics().num_stale_recaptures == 0);
}

TEST_CASE(
    "Upwinding by maxima and magnitudes needs one capture for all states, by a branch a second to know the others",
    "[adapters]") {
  start_kokkos();
  const auto smooth = small_cavity<UpwindByMagnitude>();
  const auto branched = small_cavity<UpwindByBranch>();
  Session one(residual_of(smooth), shape_of(smooth), {}, {});
  Session many(residual_of(branched), shape_of(branched), {}, {});
  for (std::uint32_t seed = 1; seed <= 3; ++seed) {
    const std::vector<double> x = random_state(smooth.size(), seed);
    error_at(one, smooth, x);
    error_at(many, branched, x);
  }
  CHECK(one.statistics().num_captures == 1);
  CHECK(one.statistics().num_branch_recaptures == 0);
  CHECK(one.statistics().num_moves == 0);
  CHECK(many.statistics().num_captures == 2);
  CHECK(many.statistics().num_branch_recaptures == 1);
  CHECK(many.statistics().num_moves > 0);
}

TEST_CASE("Recaptures and moves to other branches reuse the kernels of classes met before", "[adapters]") {
  start_kokkos();
  const auto cavity = small_cavity<UpwindByBranch>();
  Session session(residual_of(cavity), shape_of(cavity), {}, {});
  const std::vector<double> first = random_state(cavity.size(), 1), second = random_state(cavity.size(), 2);
  error_at(session, cavity, first);
  error_at(session, cavity, second);
  const std::uint64_t built = session.statistics().num_kernels_built;
  CHECK(error_at(session, cavity, first) <= rounding);
  CHECK(error_at(session, cavity, second) <= rounding);
  CHECK(session.statistics().num_captures == 2);
  CHECK(session.statistics().num_kernels_built == built);
}

TEST_CASE("A coefficient changed after the capture is noticed and its new value is used", "[adapters]") {
  start_kokkos();
  auto cavity = small_cavity<UpwindByParts>();
  Session session(residual_of(cavity), shape_of(cavity), {}, {});
  const std::vector<double> x = random_state(cavity.size(), 7);
  CHECK(error_at(session, cavity, x) <= rounding);
  cavity.cavity.prandtl = 1.9;
  CHECK(error_at(session, cavity, x) <= rounding);
  CHECK(session.statistics().num_stale_recaptures == 1);
}

TEST_CASE("A changed coefficient whose term vanishes at x is noticed at the perturbed x", "[adapters]") {
  start_kokkos();
  auto cavity = small_cavity<UpwindByParts>();
  SessionOptions options;
  options.cross_check.perturbed_period = 1;
  Session session(residual_of(cavity), shape_of(cavity), {}, options);
  // At rest and with one temperature everywhere, convection and buoyancy are 0 whatever their coefficients.
  const std::vector<double> x(cavity.size(), 0.0);
  CHECK(error_at(session, cavity, x) <= rounding);
  cavity.cavity.grashof = 35.0;
  const std::vector<double> f = value_of_residual(cavity, x, cavity.size());
  CHECK(error_at(session, cavity, x) <= rounding);
  CHECK(session.statistics().num_stale_recaptures == 1);
}

TEST_CASE("Entries that never change are written once after a capture", "[adapters]") {
  start_kokkos();
  const auto cavity = small_cavity<UpwindByParts>();
  Session session(residual_of(cavity), shape_of(cavity), {}, {});
  error_at(session, cavity, random_state(cavity.size(), 1));
  // u and v only enter linearly in the first two equations of every point: their derivatives there are constants.
  const std::vector<double> before(session.values().begin(), session.values().end());
  double* const values = const_cast<double*>(session.values().data());
  std::vector<std::size_t> spoilt;
  for (std::size_t k = 0; k < before.size(); ++k) {
    if (session.rows()[k] < 0 || session.rows()[k] % 4 > 1) continue;
    values[k] = -12345.0;
    spoilt.push_back(k);
  }
  REQUIRE(spoilt.size() > cavity.size());
  SessionOptions unchecked;
  const std::vector<double> x = random_state(cavity.size(), 2);
  session.evaluate_jacobian(x, value_of_residual(cavity, x, cavity.size()));
  for (const std::size_t k : spoilt) CHECK(values[k] == -12345.0);
}
