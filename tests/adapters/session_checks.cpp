// SPDX-License-Identifier: BSD-2-Clause
// What a session refuses, notices and reports.
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "kinked.hpp"
#include "support/dense_jacobian.hpp"
#include "support/started_kokkos.hpp"

using namespace jacquard;
using namespace jacquard::test;
using Catch::Matchers::Contains;

namespace {

/// f = (a x0 x1 + b, x1 x1): small enough to check by hand.
struct Products {
  double a = 2.0, b = 5.0;
  template <class Scalar>
  void operator()(std::span<const Scalar> x, std::span<Scalar> f) const {
    f[0] = a * x[0] * x[1] + b;
    f[1] = x[1] * x[1];
  }
};
constexpr ResidualShape two_by_two{2, 2, 2};
const std::vector<double> point{3.0, 4.0};

template <class Functor>
std::vector<double> jacobian_at(Session& session, const Functor& functor, const std::vector<double>& x) {
  session.evaluate_jacobian(x, value_of_residual(functor, x, 2));
  return dense_jacobian(session, two_by_two);
}

}  // namespace

TEST_CASE("A session's Jacobian of products is the one by hand", "[adapters]") {
  start_kokkos();
  const Products products;
  Session session(residual_of(products), two_by_two, {}, {});
  CHECK(jacobian_at(session, products, point) == std::vector<double>{8.0, 6.0, 0.0, 8.0});
  std::vector<double> f(2);
  session.evaluate_residual(std::vector<double>{1.0, 2.0}, f);
  CHECK(f == std::vector<double>{9.0, 4.0});
}

TEST_CASE("The first Jacobian says that the pattern is new unless prepare() showed it", "[adapters]") {
  start_kokkos();
  const Products products;
  Session unprepared(residual_of(products), two_by_two, {}, {});
  CHECK(unprepared.evaluate_jacobian(point, {}) == Session::Pattern::changed);
  CHECK(unprepared.evaluate_jacobian(point, {}) == Session::Pattern::same);
  Session prepared(residual_of(products), two_by_two, {}, {});
  CHECK(prepared.rows().empty());
  prepared.prepare(point);
  CHECK_FALSE(prepared.rows().empty());
  CHECK(prepared.evaluate_jacobian(point, {}) == Session::Pattern::same);
}

TEST_CASE("A session with compiled kernels gives the same Jacobian and says what it runs", "[adapters]") {
  start_kokkos();
  const Products products;
  SessionOptions options;
  options.evaluators = evaluators(EvaluatorKind::compiled, "products");
  Session session(residual_of(products), two_by_two, {}, options);
  CHECK(jacobian_at(session, products, point) == std::vector<double>{8.0, 6.0, 0.0, 8.0});
  CHECK_THAT(session.report(), Contains("evaluator: compiled, "));
}

TEST_CASE("Kinds of evaluators are known by word", "[adapters]") {
  CHECK(evaluator_kind("tile") == EvaluatorKind::tile);
  CHECK(evaluator_kind("compiled") == EvaluatorKind::compiled);
  CHECK(evaluator_kind("auto") == EvaluatorKind::automatic);
  CHECK_FALSE(evaluator_kind("turbo"));
}

TEST_CASE("Extents that do not fit are refused by name", "[adapters]") {
  start_kokkos();
  const Products products;
  Session session(residual_of(products), two_by_two, {}, {});
  const std::vector<double> three(3, 1.0);
  CHECK_THROWS_WITH(session.evaluate_jacobian(three, {}), "session residual: x has 3 entries, expected 2");
  CHECK_THROWS_WITH(session.evaluate_jacobian(point, three), "session residual: F(x) has 3 entries, expected 2");
  CHECK_THROWS_AS(session.prepare(three), ShapeError);
  std::vector<double> f(1);
  CHECK_THROWS_AS(session.evaluate_residual(point, f), ShapeError);
  CHECK(jacobian_at(session, products, point)[0] == 8.0);  // and the session can still be used
}

TEST_CASE("Points that are not finite have no Jacobian, and the message says where", "[adapters]") {
  start_kokkos();
  const Products products;
  Session session(residual_of(products), two_by_two, {}, {});
  const std::vector<double> bad{1.0, std::numeric_limits<double>::quiet_NaN()};
  for (int call = 0; call < 2; ++call) {
    CHECK_THROWS_AS(session.evaluate_jacobian(bad, {}), DomainError);
    CHECK_THROWS_WITH(session.evaluate_jacobian(bad, {}),
                      "session residual: x[1] is nan, expected a finite number");
  }
  CHECK(jacobian_at(session, products, point) == std::vector<double>{8.0, 6.0, 0.0, 8.0});
}

namespace {

struct Roots {
  template <class Scalar>
  void operator()(std::span<const Scalar> x, std::span<Scalar> f) const {
    using std::sqrt;
    f[0] = x[0] + x[1];
    f[1] = sqrt(x[1]);
  }
};

}  // namespace

TEST_CASE("A residual that is not finite has no Jacobian, and the message says where", "[adapters]") {
  start_kokkos();
  const Roots roots;
  Session session(residual_of(roots), two_by_two, {}, {});
  CHECK(jacobian_at(session, roots, {1.0, 4.0}) == std::vector<double>{1.0, 1.0, 0.0, 0.25});
  CHECK_THROWS_AS(session.evaluate_jacobian(std::vector<double>{1.0, -4.0}, {}), DomainError);
  CHECK_THROWS_WITH(session.evaluate_jacobian(std::vector<double>{1.0, -4.0}, {}),
                    Contains("F(x)[1] is") && Contains("nan"));
}

TEST_CASE("Ghost values that the residual never reads may be anything", "[adapters]") {
  start_kokkos();
  const Products products;
  Session session(residual_of(products), {3, 2, 2}, {}, {});
  const std::vector<double> x{3.0, 4.0, std::numeric_limits<double>::quiet_NaN()};
  session.evaluate_jacobian(x, {});
  CHECK(dense_jacobian(session, {3, 2, 2}) == std::vector<double>{8.0, 6.0, 0.0, 0.0, 8.0, 0.0});
}

TEST_CASE("A constant changed after the capture is replaced, its kernel's order is kept", "[adapters]") {
  start_kokkos();
  Products products;
  Session session(residual_of(products), two_by_two, {}, {});
  jacobian_at(session, products, point);
  products.a = 7.0;
  CHECK(jacobian_at(session, products, point) == std::vector<double>{28.0, 21.0, 0.0, 8.0});
  products.b = -1.0;
  CHECK(jacobian_at(session, products, point) == std::vector<double>{28.0, 21.0, 0.0, 8.0});
  CHECK(session.statistics().num_stale_recaptures == 2);
}

TEST_CASE("A caller's F of another residual does not cause a recapture", "[adapters]") {
  start_kokkos();
  const Products products;
  Session session(residual_of(products), two_by_two, {}, {});
  session.evaluate_jacobian(point, std::vector<double>{29.0 + 1.0, 16.0});  // as with a right-hand side of 1
  CHECK(dense_jacobian(session, two_by_two) == std::vector<double>{8.0, 6.0, 0.0, 8.0});
  CHECK(session.statistics().num_captures == 1);
  CHECK(session.statistics().num_foreign_residuals == 1);
}

namespace {

struct Counting {
  mutable double calls = 0.0;
  template <class Scalar>
  void operator()(std::span<const Scalar> x, std::span<Scalar> f) const {
    calls += 1.0;
    f[0] = x[0] + x[1];
    f[1] = calls * x[1];
  }
};

/// Pretends that its square is a constant: derivatives get lost.
struct Dropping {
  template <class Scalar>
  void operator()(std::span<const Scalar> x, std::span<Scalar> f) const {
    f[0] = x[0];
    f[1] = value_of(x[1]) * value_of(x[1]) + x[0];
  }
};

}  // namespace

TEST_CASE("A residual that gives something else at each call is refused", "[adapters]") {
  start_kokkos();
  const Counting counting;
  Session session(residual_of(counting), two_by_two, {}, {});
  CHECK_THROWS_AS(session.evaluate_jacobian(point, {}), StateError);
  CHECK_THROWS_WITH(session.evaluate_jacobian(point, {}),
                    Contains("dependent 1 is") && Contains("evaluated again at the same x"));
}

TEST_CASE("A residual that drops derivatives is refused", "[adapters]") {
  start_kokkos();
  const Dropping dropping;
  Session session(residual_of(dropping), two_by_two, {}, {});
  CHECK_THROWS_AS(session.evaluate_jacobian(point, {}), StateError);
  CHECK_THROWS_WITH(session.evaluate_jacobian(point, {}),
                    Contains("dependent 1 is") && Contains("does it drop derivatives"));
}

namespace {

struct Forgetful {
  template <class Scalar>
  void operator()(std::span<const Scalar> x, std::span<Scalar> f) const {
    f[0] = x[0] * x[1];
  }
};

/// Keeps what it computed for the next call.
struct Lagging {
  template <class Scalar>
  void operator()(std::span<const Scalar> x, std::span<Scalar> f) const {
    static Scalar last = 0.0;
    f[0] = x[0] * x[1] + last;
    f[1] = x[1];
    last = x[0] * x[0];
  }
};

}  // namespace

TEST_CASE("A dependent that is never assigned is refused by name", "[adapters]") {
  start_kokkos();
  const Forgetful forgetful;
  Session session(residual_of(forgetful), two_by_two, {}, {});
  CHECK_THROWS_AS(session.prepare(point), CaptureError);
  CHECK_THROWS_WITH(session.prepare(point), Contains("never assigned"));
}

TEST_CASE("A residual that reads an active value of an earlier capture is refused", "[adapters]") {
  start_kokkos();
  const Lagging lagging;
  Session first(residual_of(lagging), two_by_two, {}, {});
  first.prepare(point);
  Session second(residual_of(lagging), two_by_two, {}, {});
  CHECK_THROWS_AS(second.prepare(point), CaptureError);
}

namespace {

struct Heated {
  double source = 2.0;
  template <class Scalar>
  void operator()(std::span<const Scalar> x, std::span<Scalar> f) const {
    const Scalar s = parameter<Scalar>(source);
    f[0] = s * s * x[0];
    f[1] = x[1] + s;
  }
};

/// Does something else above a threshold of its parameter.
struct Switched {
  double heating = 2.0;
  template <class Scalar>
  void operator()(std::span<const Scalar> x, std::span<Scalar> f) const {
    const Scalar h = parameter<Scalar>(heating);
    if (h > 1.0) {
      f[0] = x[0] * x[1];
    } else {
      f[0] = h * x[0];
    }
    f[1] = x[1];
  }
};

/// Cannot be evaluated but at one point.
struct Picky {
  template <class Scalar>
  void operator()(std::span<const Scalar> x, std::span<Scalar> f) const {
    if (value_of(x[0]) != 3.0) throw std::runtime_error("out of my range");
    f[0] = x[0];
    f[1] = x[1];
  }
};

}  // namespace

TEST_CASE("Parameters are read again at every evaluation, without a recapture", "[adapters]") {
  start_kokkos();
  Heated heated;
  Session session(residual_of(heated), two_by_two, {}, {});
  CHECK(jacobian_at(session, heated, point) == std::vector<double>{4.0, 0.0, 0.0, 1.0});
  heated.source = 3.0;
  CHECK(jacobian_at(session, heated, point) == std::vector<double>{9.0, 0.0, 0.0, 1.0});
  CHECK(session.statistics().num_captures == 1);
}

TEST_CASE("A branch on a parameter that changes is captured anew, even where no residual is compared",
          "[adapters]") {
  start_kokkos();
  Switched switched;
  SessionOptions options;
  options.cross_check = {.every_use = false, .perturbed_period = 0};
  Session session(residual_of(switched), two_by_two, {}, options);
  session.prepare(point);
  session.evaluate_jacobian(point, {});
  CHECK(dense_jacobian(session, two_by_two) == std::vector<double>{4.0, 3.0, 0.0, 1.0});
  switched.heating = 0.5;
  session.evaluate_jacobian(point, {});
  CHECK(dense_jacobian(session, two_by_two) == std::vector<double>{0.5, 0.0, 0.0, 1.0});
}

namespace {

/// A coefficient of its own in every cell: the literals of its sites are data.
struct Layered {
  std::vector<double> conductivity{1.5, 2.5, 0.5, 4.0, 3.0, 7.0};
  template <class Scalar>
  void operator()(std::span<const Scalar> x, std::span<Scalar> f) const {
    for (std::size_t cell = 0; cell < f.size(); ++cell) f[cell] = conductivity[cell] * x[cell] * x[cell];
  }
};

}  // namespace

TEST_CASE("Sites that differ in literals share a kernel, which a change of the literals keeps", "[adapters]") {
  start_kokkos();
  Layered layered;
  Session session(residual_of(layered), {6, 6, 1}, {}, {});
  const std::vector<double> x{1.0, 2.0, 3.0, 4.0, 5.0, 6.0};
  for (int round = 0; round < 2; ++round) {
    session.evaluate_jacobian(x, {});
    const std::vector<double> dense = dense_jacobian(session, {6, 6, 1});
    for (std::size_t k = 0; k < 6; ++k) CHECK(dense[7 * k] == 2.0 * layered.conductivity[k] * x[k]);
    CHECK(session.captured().classes.size() == 1);
    for (double& value : layered.conductivity) value += 1.0;
  }
  CHECK(session.statistics().num_stale_recaptures == 1);
  CHECK(session.statistics().num_kernels_built == 1);
}

TEST_CASE(
    "A branch with another pattern is announced when it is first seen, and the kinks come out right on both sides",
    "[adapters]") {
  start_kokkos();
  const Kinked kinked;
  Session session(residual_of(kinked), two_by_two, {}, {});
  CHECK(jacobian_at(session, kinked, {3.0, 4.0}) == std::vector<double>{1.0, 0.0, 0.0, 2.0});
  CHECK(session.evaluate_jacobian(std::vector<double>{3.0, -4.0}, {}) == Session::Pattern::changed);
  CHECK(dense_jacobian(session, two_by_two) == std::vector<double>{1.0, 0.0, -4.0, 3.0});
  std::vector<double> f(2);
  session.evaluate_residual(std::vector<double>{3.0, 4.0}, f);
  CHECK(f[1] == 8.0);
  CHECK(session.evaluate_jacobian(std::vector<double>{3.0, 4.0}, {}) == Session::Pattern::same);
  CHECK(dense_jacobian(session, two_by_two) == std::vector<double>{1.0, 0.0, 0.0, 2.0});
  CHECK(session.statistics().num_captures == 2);
}

TEST_CASE("At the kink itself the branch is the user's own, however often it is asked for", "[adapters]") {
  start_kokkos();
  const Kinked kinked;
  Session session(residual_of(kinked), two_by_two, {}, {});
  for (int call = 0; call < 3; ++call)
    CHECK(jacobian_at(session, kinked, {3.0, 0.0}) == std::vector<double>{1.0, 0.0, 0.0, 3.0});
  CHECK(session.statistics().num_captures == 1);
}

TEST_CASE("A residual that throws at the perturbed x makes that check inconclusive, not the Jacobian fail",
          "[adapters]") {
  start_kokkos();
  const Picky picky;
  Session session(residual_of(picky), two_by_two, {}, {});
  CHECK(jacobian_at(session, picky, point) == std::vector<double>{1.0, 0.0, 0.0, 1.0});
  CHECK(session.statistics().num_inconclusive_checks == 1);
  CHECK_THAT(session.report(), Contains("1 inconclusive"));
}

TEST_CASE("Checks run when they are asked for and are counted", "[adapters]") {
  start_kokkos();
  const Products products;
  SessionOptions options;
  options.cross_check = {.every_use = true, .perturbed_period = 3};
  Session session(residual_of(products), two_by_two, {}, options);
  for (int call = 0; call < 7; ++call) jacobian_at(session, products, point);
  CHECK(session.statistics().num_checks == 7);
  CHECK(session.statistics().num_perturbed_checks == 3);
  options.cross_check = {.every_use = false, .perturbed_period = 0};
  Session trusting(residual_of(products), two_by_two, {}, options);
  for (int call = 0; call < 7; ++call) jacobian_at(trusting, products, point);
  CHECK(trusting.statistics().num_checks + trusting.statistics().num_perturbed_checks == 0);
}

TEST_CASE("The report names classes, sites, orders with cost and source, evaluator and checks", "[adapters]") {
  start_kokkos();
  const Products products;
  SessionOptions options;
  options.name = "products";
  Session session(residual_of(products), two_by_two, {}, options);
  CHECK_THAT(session.report(), Contains("nothing is captured yet"));
  CHECK_THROWS_AS(session.captured(), StateError);
  jacobian_at(session, products, point);
  const std::string report = session.report();
  CAPTURE(report);
  CHECK_THAT(report, Contains("Jacquard session products:"));
  CHECK_THAT(report, Contains("2 dependents of 2 independents"));
  CHECK_THAT(report, Contains("class 0: 1 sites of 2 independents"));
  CHECK_THAT(report, Contains("order: forward; plain ") || Contains("order: reverse; plain ") ||
                         Contains("order: markowitz"));
  CHECK_THAT(report, Contains("evaluator: tile"));
  CHECK_THAT(report, Contains("checks: 1 at x, 1 at a perturbed x"));
}
