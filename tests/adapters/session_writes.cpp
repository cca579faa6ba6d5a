// SPDX-License-Identifier: BSD-2-Clause
// Sessions that write what a matrix stores, piece by piece, against the values that they give otherwise.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <random>

#include "branching_residuals.hpp"
#include "kinked.hpp"
#include "residuals/cavity.hpp"
#include "support/dense_jacobian.hpp"
#include "support/interpreter_evaluator.hpp"
#include "support/random_mesh_residual.hpp"
#include "support/random_state.hpp"
#include "support/started_kokkos.hpp"

using namespace jacquard;
using namespace jacquard::examples;
using namespace jacquard::test;
using Catch::Matchers::Contains;

namespace {

constexpr double unwritten = std::numeric_limits<double>::quiet_NaN();

/// A matrix that stores the entries in an order of its own, some of them far from their neighbours, and zeros.
std::vector<std::int32_t> shuffled_sources(const Session& session, std::uint32_t seed) {
  std::mt19937 generator(seed);
  std::vector<std::int32_t> sources;
  for (std::size_t k = 0; k < session.rows().size(); ++k) {
    if (session.rows()[k] < 0) continue;
    sources.push_back(static_cast<std::int32_t>(k));
    if (generator() % 4 == 0) sources.push_back(-1);
  }
  for (std::size_t k = 0; k < sources.size(); k += 3) std::swap(sources[k], sources[generator() % sources.size()]);
  return sources;
}

/// One session gives values, the other one writes; both see the same states.
class Twins {
 public:
  template <class Functor>
  Twins(const Functor& residual, std::size_t per_point, const SessionOptions& options = {})
      : giving_(residual_of(residual), {residual.size(), residual.size(), per_point}, {}, options),
        writing_(residual_of(residual), {residual.size(), residual.size(), per_point}, {}, options) {}

  /// How many numbers at `x` are others; what is computed twice by the same operations has the same bits.
  std::size_t num_differences(std::span<const double> x) {
    std::vector<double> stored(sources_.size(), unwritten);
    const auto given = giving_.evaluate_jacobian(x, {}), written = writing_.evaluate_jacobian(x, {}, stored);
    CHECK(given == written);
    if (sources_.empty() || written == Session::Pattern::changed) {
      take_sources();
      REQUIRE(writing_.evaluate_jacobian(x, {}, stored = std::vector<double>(sources_.size(), unwritten)) ==
              Session::Pattern::same);
    }
    std::size_t count = 0;
    for (std::size_t i = 0; i < stored.size(); ++i) {
      const double expected = sources_[i] < 0 ? 0.0 : giving_.values()[static_cast<std::size_t>(sources_[i])];
      count += stored[i] == expected ? 0 : 1;
    }
    return count;
  }

  Session& writing() { return writing_; }
  std::size_t num_stored() const { return sources_.size(); }

 private:
  void take_sources() {
    sources_ = shuffled_sources(writing_, 5);
    writing_.set_sources(sources_);
  }

  Session giving_, writing_;
  std::vector<std::int32_t> sources_;
};

template <class Upwind>
CavityOnGrid<Upwind> cavity_of(int mx, int my) {
  return {.cavity = {.lid_velocity = 3.0, .prandtl = 0.7, .grashof = 20.0}, .mx = mx, .my = my};
}

/// Differences of large products, one set of four numbers a point.
struct Cancelling {
  std::size_t num_points;
  std::size_t size() const { return 4 * num_points; }

  template <class Scalar>
  void operator()(std::span<const Scalar> x, std::span<Scalar> f) const {
    for (std::size_t p = 0; p < num_points; ++p) {
      const Scalar* const in = &x[4 * p];
      Scalar* const out = &f[4 * p];
      out[0] = in[0] * in[1] - in[2] * in[3];
      out[1] = in[0] * in[2] - in[1] * in[3];
      out[2] = in[0] * in[3] - in[1] * in[2];
      out[3] = in[0] * in[0] - in[1] * in[1];
    }
  }
};

}  // namespace

TEMPLATE_TEST_CASE("A matrix is written with the values that the session gives, zeros included", "[adapters]",
                   UpwindByParts, UpwindByMagnitude, UpwindByBranch) {
  start_kokkos();
  const auto cavity = cavity_of<TestType>(47, 41);  // more interior points than fit into one piece
  std::vector<std::int32_t> equation_of(cavity.size());
  for (std::size_t k = 0; k < equation_of.size(); ++k) equation_of[k] = static_cast<std::int32_t>(k);
  SessionOptions options;
  options.equation_of = equation_of;
  Twins twins(cavity, 4, options);
  for (std::uint32_t seed = 1; seed <= 6; ++seed) {
    INFO("state of seed " << seed);
    CHECK(twins.num_differences(random_state(cavity.size(), seed)) == 0);
  }
  CHECK(twins.num_stored() > 1 << 16);
}

TEST_CASE("Pieces are written with any layout whose lanes beyond the last point are scratch", "[adapters]") {
  start_kokkos();
  const auto cavity = cavity_of<UpwindByParts>(37, 35);
  const std::size_t lanes = GENERATE(1, 3, 8, 4096);
  SessionOptions options;
  options.evaluators = [lanes](std::span<const Program> programs) {
    return std::make_unique<InterpreterEvaluator>(programs, lanes);
  };
  Twins twins(cavity, 4, options);
  for (std::uint32_t seed = 1; seed <= 3; ++seed) {
    INFO(lanes << " lanes, state of seed " << seed);
    CHECK(twins.num_differences(random_state(cavity.size(), seed)) == 0);
  }
}

TEST_CASE("A pattern that a new capture keeps in another order is written as before", "[adapters]") {
  start_kokkos();
  const auto cavity = cavity_of<UpwindByBranch>(9, 7);
  Twins twins(cavity, 4);
  CHECK(twins.num_differences(std::vector<double>(cavity.size(), 0.0)) == 0);
  CHECK(twins.num_differences(random_state(cavity.size(), 1)) == 0);
  CHECK(twins.writing().statistics().num_captures == 2);
  CHECK(twins.num_differences(random_state(cavity.size(), 2)) == 0);
}

TEST_CASE("Random residuals over rows of points are written as they are given, cuts and branches among them",
          "[adapters]") {
  start_kokkos();
  for (std::uint32_t seed = 1; seed <= 60; ++seed) {
    const RandomMeshResidual residual(seed, 17, 2);
    Twins twins(residual, 2);
    for (std::uint32_t state = 1; state <= 3; ++state) {
      INFO("residual of seed " << seed << ", state of seed " << state);
      CHECK(twins.num_differences(random_state(residual.size(), state)) == 0);
    }
  }
}

TEST_CASE("What is written has the magnitudes that rounding of F is measured by", "[adapters]") {
  start_kokkos();
  const Cancelling residual{4000};
  Session session(residual_of(residual), {residual.size(), residual.size(), 4}, {});
  // Large numbers first: where pieces share places, these hold the small ones' derivatives at last.
  std::vector<double> x = random_state(residual.size(), 3);
  for (std::size_t p = 0; p < residual.num_points; ++p) {
    const double scale = p < 100 ? 1e8 : 1e-8;
    for (std::size_t c = 0; c < 4; ++c) x[4 * p + c] *= scale;
    x[4 * p + 3] = x[4 * p] * x[4 * p + 1] / x[4 * p + 2];
  }
  session.prepare(x);
  const auto sources = shuffled_sources(session, 7);
  session.set_sources(sources);
  std::vector<double> stored(sources.size());
  CHECK(session.evaluate_jacobian(x, {}, stored) == Session::Pattern::same);
  CHECK(session.statistics().num_stale_recaptures == 0);
}

TEST_CASE("A matrix must store every entry once, and be asked for after the pattern is known", "[adapters]") {
  start_kokkos();
  const auto cavity = cavity_of<UpwindByParts>(5, 4);
  Session session(residual_of(cavity), {cavity.size(), cavity.size(), 4}, {}, {.name = "cavity"});
  CHECK_THROWS_WITH(session.set_sources({0}), Contains("cavity") && Contains("expected prepare()"));
  const std::vector<double> x = random_state(cavity.size(), 1);
  session.prepare(x);
  std::vector<double> stored(3);
  CHECK_THROWS_WITH(session.evaluate_jacobian(x, {}, stored), Contains("3 entries, expected 0"));

  const std::vector<std::int32_t> right = shuffled_sources(session, 1);
  const auto entry =
      static_cast<std::size_t>(std::ranges::find_if(right, [](auto k) { return k >= 0; }) - right.begin());
  auto twice = right, missing = right, unknown = right;
  twice.push_back(right[entry]);
  missing[entry] = -1;
  unknown.push_back(static_cast<std::int32_t>(session.rows().size()));
  const std::string number = std::to_string(right[entry]);
  CHECK_THROWS_WITH(session.set_sources(twice), Contains("entry " + number) && Contains("found it again"));
  CHECK_THROWS_WITH(session.set_sources(missing), Contains("found none for entry " + number));
  CHECK_THROWS_WITH(session.set_sources(unknown), Contains("entry " + std::to_string(session.rows().size())));

  session.set_sources(right);
  stored.assign(right.size() + 1, 0.0);
  CHECK_THROWS_AS(session.evaluate_jacobian(x, {}, stored), ShapeError);
  stored.pop_back();
  CHECK(session.evaluate_jacobian(x, {}, stored) == Session::Pattern::same);
}

TEST_CASE("Data of its own reach every point of every piece", "[adapters]") {
  start_kokkos();
  Heated heated;
  heated.sources = random_state(20000, 1);
  Twins twins(heated, 1);
  std::vector<double> x = random_state(heated.size(), 2);
  for (double& entry : x) entry = std::abs(entry);
  CHECK(twins.num_differences(x) == 0);
  std::ranges::copy(random_state(20000, 3), heated.sources.begin());
  CHECK(twins.num_differences(x) == 0);
  CHECK(twins.writing().statistics().num_captures == 1);
}

TEST_CASE("Before a new pattern is announced nothing is written, whatever the session was told", "[adapters]") {
  start_kokkos();
  const Kinked kinked;
  const ResidualShape shape{2, 2, 2};
  Session session(residual_of(kinked), shape, {}, {});
  const std::vector<double> beyond{3.0, -4.0};
  std::vector<double> f(2), stored{unwritten};
  session.prepare(std::vector<double>{3.0, 4.0});
  session.evaluate_residual(beyond, f);
  session.set_sources(shuffled_sources(session, 1));
  CHECK(session.evaluate_jacobian(beyond, {}, stored) == Session::Pattern::changed);
  CHECK(std::isnan(stored[0]));
  CHECK(dense_jacobian(session, shape) == std::vector<double>{1.0, 0.0, -4.0, 3.0});
}

TEST_CASE("F is right after a matrix was written, points on other branches among those that it is of",
          "[adapters]") {
  start_kokkos();
  const auto cavity = cavity_of<UpwindByBranch>(9, 7);
  Twins twins(cavity, 4);
  for (std::uint32_t seed = 1; seed <= 8; ++seed) {
    INFO("state of seed " << seed);
    CHECK(twins.num_differences(random_state(cavity.size(), seed)) == 0);
    const std::vector<double> y = random_state(cavity.size(), 100 + seed);
    std::vector<double> f(cavity.size());
    twins.writing().evaluate_residual(y, f);
    const std::vector<double> expected = value_of_residual(cavity, y, cavity.size());
    // Sums of at most ten terms of up to 20 times the state's size, in another order.
    for (std::size_t k = 0; k < f.size(); ++k) CHECK(f[k] == Approx(expected[k]).margin(1e-12));
  }
  CHECK(twins.writing().statistics().num_moves > 0);
  CHECK(twins.writing().statistics().num_stale_recaptures == 0);
  CHECK_THAT(twins.writing().report(), Contains("written to the matrix"));
}

TEST_CASE("A new pattern is announced instead of being written, and its matrix must be told", "[adapters]") {
  start_kokkos();
  const Kinked kinked;
  const ResidualShape shape{2, 2, 2};
  Session session(residual_of(kinked), shape, {}, {});
  session.prepare(std::vector<double>{3.0, 4.0});
  session.set_sources(shuffled_sources(session, 1));
  std::vector<double> stored(shuffled_sources(session, 1).size());
  const std::vector<double> beyond{3.0, -4.0};
  CHECK(session.evaluate_jacobian(beyond, {}, stored) == Session::Pattern::changed);
  CHECK(dense_jacobian(session, shape) == std::vector<double>{1.0, 0.0, -4.0, 3.0});
  CHECK_THROWS_AS(session.evaluate_jacobian(beyond, {}, stored), ShapeError);
  const std::vector<std::int32_t> sources = shuffled_sources(session, 2);
  session.set_sources(sources);
  stored.assign(sources.size(), unwritten);
  CHECK(session.evaluate_jacobian(beyond, {}, stored) == Session::Pattern::same);
  CHECK(std::ranges::count_if(stored, [](double number) { return std::isnan(number); }) == 0);
}
