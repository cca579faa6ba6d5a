// SPDX-License-Identifier: BSD-2-Clause
// Sessions over residuals whose sites change their branch from state to state.
#include <catch2/catch.hpp>
#include <limits>
#include <random>

#include "branching_residuals.hpp"
#include "residuals/cavity.hpp"
#include "support/dense_jacobian.hpp"
#include "support/random_state.hpp"
#include "support/started_kokkos.hpp"

using namespace jacquard;
using namespace jacquard::examples;
using namespace jacquard::test;
using Catch::Matchers::Contains;

namespace {

// At most some ten terms an entry of the size of the row's largest, a few roundings each.
constexpr double rounding = 64 * std::numeric_limits<double>::epsilon();

constexpr std::uint32_t num_states = 24;

/// Error of the session's Jacobian at x, against tangents through the whole graph on the branches of x.
template <class Functor>
double error_at(Session& session, const Functor& residual, std::size_t per_point, std::span<const double> x) {
  const ResidualShape shape{residual.size(), residual.size(), per_point};
  session.evaluate_jacobian(x, value_of_residual(residual, x, residual.size()));
  return row_relative_error(dense_jacobian(session, shape), swept_jacobian(residual, x, residual.size()),
                            residual.size());
}

/// Every sign of every entry is drawn anew with probability `part`.
void turn_some(std::vector<double>& x, double part, std::uint32_t seed) {
  std::mt19937 generator(seed);
  std::uniform_real_distribution<double> uniform(0.0, 1.0);
  for (double& entry : x) entry = uniform(generator) < part ? -entry : entry;
}

/// Errors at states of which every other one differs from the last by a few signs only.
template <class Functor>
double largest_error(Session& session, const Functor& residual, std::size_t per_point) {
  double worst = 0.0;
  for (std::uint32_t seed = 1; seed <= num_states; ++seed) {
    std::vector<double> x = random_state(residual.size(), (seed + 1) / 2);
    if (seed % 2 == 0) turn_some(x, 0.1, seed);
    INFO("state of seed " << seed);
    const double error = error_at(session, residual, per_point, x);
    CHECK(error <= rounding);
    worst = std::max(worst, error);
  }
  return worst;
}

template <class Functor>
Session session_of(const Functor& residual, std::size_t per_point, const SessionOptions& options = {}) {
  return Session(residual_of(residual), {residual.size(), residual.size(), per_point}, {}, options);
}

CavityOnGrid<UpwindByBranch> branching_cavity() {
  return {.cavity = {.lid_velocity = 3.0, .prandtl = 0.7, .grashof = 20.0}, .mx = 9, .my = 7};
}

}  // namespace

TEST_CASE("Points of the cavity whose flow turns round move to the branch of others, whatever the state",
          "[adapters]") {
  start_kokkos();
  const auto cavity = branching_cavity();
  Session session = session_of(cavity, 4);
  largest_error(session, cavity, 4);
  const SessionStatistics& statistics = session.statistics();
  CHECK(statistics.num_captures <= 4);  // there are four classes of interior points: three relations join them
  CHECK(statistics.num_moves > 10 * num_states);
  CHECK(statistics.num_refuted_moves == 0);
  CHECK(statistics.num_stale_recaptures == 0);
  CHECK_THAT(session.report(), Contains("sites on another than captured"));
}

TEST_CASE("Entries and their order stay when points move between branches of one stencil", "[adapters]") {
  start_kokkos();
  const auto cavity = branching_cavity();
  Session session = session_of(cavity, 4);
  largest_error(session, cavity, 4);
  const std::uint64_t num_captures = session.statistics().num_captures;
  for (std::uint32_t seed = 100; seed < 105; ++seed) {
    CHECK(session.evaluate_jacobian(random_state(cavity.size(), seed), {}) == Session::Pattern::same);
  }
  CHECK(session.statistics().num_captures == num_captures);
}

TEST_CASE("The pattern stays when what is captured anew has the same entries in another order", "[adapters]") {
  start_kokkos();
  const auto cavity = branching_cavity();
  Session session = session_of(cavity, 4);
  const std::vector<double> at_rest(cavity.size(), 0.0), x = random_state(cavity.size(), 1);
  error_at(session, cavity, 4, at_rest);
  const std::vector<std::int32_t> rows(session.rows().begin(), session.rows().end());
  CHECK(session.evaluate_jacobian(x, {}) == Session::Pattern::same);
  CHECK(session.statistics().num_captures == 2);
  CHECK(std::equal(rows.begin(), rows.end(), session.rows().begin(), session.rows().end()));
  CHECK(session.values().size() == rows.size());
  CHECK(error_at(session, cavity, 4, x) <= rounding);
  CHECK(error_at(session, cavity, 4, random_state(cavity.size(), 2)) <= rounding);
}

TEST_CASE("A point that has proved right on a branch goes there and back without another check", "[adapters]") {
  start_kokkos();
  const auto cavity = branching_cavity();
  SessionOptions options;
  options.cross_check.perturbed_period = 0;
  Session session = session_of(cavity, 4, options);
  const std::vector<double> there = random_state(cavity.size(), 1), back = random_state(cavity.size(), 2);
  for (const auto& x : {there, back, there}) CHECK(error_at(session, cavity, 4, x) <= rounding);
  const SessionStatistics before = session.statistics();
  CHECK(before.num_captures == 2);
  CHECK(before.num_perturbed_checks > 0);
  for (int round = 0; round < 3; ++round) {
    for (const auto& x : {back, there}) CHECK(error_at(session, cavity, 4, x) <= rounding);
  }
  CHECK(session.statistics().num_captures == before.num_captures);
  CHECK(session.statistics().num_perturbed_checks == before.num_perturbed_checks);
  CHECK(session.statistics().num_moves > before.num_moves);
}

TEST_CASE("Moves are compared with the residual even where no other check is asked for", "[adapters]") {
  start_kokkos();
  const auto cavity = branching_cavity();
  SessionOptions options;
  options.cross_check = {.every_use = false, .perturbed_period = 0};
  Session session = session_of(cavity, 4, options);
  largest_error(session, cavity, 4);
  CHECK(session.statistics().num_moves > 0);
  CHECK(session.statistics().num_checks > 0);
  CHECK(session.statistics().num_perturbed_checks > 0);
  CHECK(session.statistics().num_checks < num_states);
}

TEST_CASE("F of the captured program is that of the moved points too", "[adapters]") {
  start_kokkos();
  const auto cavity = branching_cavity();
  Session session = session_of(cavity, 4);
  for (std::uint32_t seed = 1; seed <= 6; ++seed) {
    INFO("state of seed " << seed);
    const std::vector<double> x = random_state(cavity.size(), seed);
    const std::vector<double> expected = value_of_residual(cavity, x, cavity.size());
    std::vector<double> f(cavity.size());
    session.evaluate_residual(x, f);
    // Sums of some thirty terms of at most 50 (here), each rounded a few times.
    for (std::size_t i = 0; i < f.size(); ++i)
      CHECK(f[i] == Approx(expected[i]).margin(1500 * rounding).epsilon(rounding));
  }
  CHECK(session.statistics().num_moves > 0);
  CHECK(session.statistics().num_captures <= 3);
}

TEST_CASE("A constant that changes while points are away from home is noticed", "[adapters]") {
  start_kokkos();
  auto cavity = branching_cavity();
  Session session = session_of(cavity, 4);
  for (std::uint32_t seed = 1; seed <= 3; ++seed) error_at(session, cavity, 4, random_state(cavity.size(), seed));
  REQUIRE(session.statistics().num_moves > 0);
  cavity.cavity.prandtl = 1.9;
  CHECK(error_at(session, cavity, 4, random_state(cavity.size(), 3)) <= rounding);
  CHECK(session.statistics().num_stale_recaptures == 1);
  largest_error(session, cavity, 4);
}

TEST_CASE("Entries that only one branch has are there for all points, and constants come back with their branch",
          "[adapters]") {
  start_kokkos();
  const Advection advection;
  Session session = session_of(advection, 1);
  largest_error(session, advection, 1);
  CHECK(session.statistics().num_captures <= 3);
  CHECK(session.statistics().num_moves > 0);
  CHECK(session.evaluate_jacobian(random_state(12, 77), {}) == Session::Pattern::same);
}

TEMPLATE_TEST_CASE("Sites that were seen on a branch go back to it, however irregular their neighbours are",
                   "[adapters]", Irregular, OneStranger, Periodic) {
  start_kokkos();
  const TestType residual;
  Session session = session_of(residual, 1);
  largest_error(session, residual, 1);
  CHECK(session.statistics().num_stale_recaptures == 0);
  CHECK(session.statistics().num_moves > 0);
  const std::uint64_t num_captures = session.statistics().num_captures;
  CHECK(num_captures <= 10);  // a site has not been seen on both branches after k states with probability 2^(1 - k)
  largest_error(session, residual, 1);
  CHECK(session.statistics().num_captures == num_captures);
}

TEST_CASE("What was wrongly inferred of a branch is refuted by the residual before the Jacobian is returned",
          "[adapters]") {
  start_kokkos();
  const OneStranger residual;
  Session session = session_of(residual, 1);
  std::vector<double> x = random_state(residual.size(), 3);
  for (double& entry : x) entry = std::abs(entry) + 0.1;
  CHECK(error_at(session, residual, 1, x) <= rounding);
  for (const std::size_t i : {2u, 4u}) {
    x[i] = -x[i];
    CHECK(error_at(session, residual, 1, x) <= rounding);
  }
  CHECK(session.statistics().num_captures == 2);
  CHECK(session.statistics().num_refuted_moves == 0);
  x[7] = -x[7];  // whose neighbour is not where that of the others is
  CHECK(error_at(session, residual, 1, x) <= rounding);
  CHECK(session.statistics().num_captures == 3);
  CHECK(session.statistics().num_refuted_moves == 1);
  CHECK(session.statistics().num_stale_recaptures == 0);
  for (const std::size_t i : {7u, 5u, 7u}) {  // now it is known as an exception
    x[i] = -x[i];
    CHECK(error_at(session, residual, 1, x) <= rounding);
  }
  CHECK(session.statistics().num_captures == 3);
}

TEST_CASE("A site moves to a branch with literals of its own if they are those of its own branch", "[adapters]") {
  start_kokkos();
  const Layers shared, own{.has_own_table = true};
  Session moving = session_of(shared, 1), captured = session_of(own, 1);
  largest_error(moving, shared, 1);
  largest_error(captured, own, 1);
  CHECK(moving.statistics().num_moves > 0);
  CHECK(moving.statistics().num_captures <= 3);
  CHECK(captured.statistics().num_captures > num_states / 2);  // nobody knows the literals of the other branch
}

TEST_CASE("Branches inside of branches are told apart by their guards", "[adapters]") {
  start_kokkos();
  const Nested nested;
  Session session = session_of(nested, 1);
  largest_error(session, nested, 1);
  CHECK(session.statistics().num_moves > 0);
  CHECK(session.statistics().num_captures <= 8);
}

TEST_CASE("Moved sites follow the parameters of their branch", "[adapters]") {
  start_kokkos();
  Heated heated;
  Session session = session_of(heated, 1);
  largest_error(session, heated, 1);
  const SessionStatistics before = session.statistics();
  CHECK(before.num_moves > 0);
  CHECK(before.num_captures <= 3);
  heated.threshold_source = 5.0;
  for (double& source : heated.sources) source += 1.0;
  largest_error(session, heated, 1);
  CHECK(session.statistics().num_captures == before.num_captures);
}

TEMPLATE_TEST_CASE("Faces whose flux turns round move though their flux is a cut, and the chain follows",
                   "[adapters]", SummedFluxes, KeptFluxes) {
  start_kokkos();
  const TestType residual;
  Session session = session_of(residual, 2);
  largest_error(session, residual, 2);
  CHECK(session.captured().num_cuts > 0);
  CHECK(session.statistics().num_moves > 0);
  CHECK(session.statistics().num_refuted_moves == 0);
  CHECK(session.statistics().num_captures <= 6);
}

TEMPLATE_TEST_CASE("Where the branch of one site decides about the work of others, nothing is inferred",
                   "[adapters]", Remote, Afterwards) {
  start_kokkos();
  const TestType residual;
  Session session = session_of(residual, 1);
  largest_error(session, residual, 1);
  CHECK(session.statistics().num_moves == 0);
  CHECK(session.statistics().num_branch_recaptures > 0);
}
