// SPDX-License-Identifier: BSD-2-Clause
// CVODE on exact Jacobians: Robertson's textbook solution, all linear solvers, errors on their way back.
#include <cvode/cvode.h>
#include <cvode/cvode_ls.h>
#include <nvector/nvector_serial.h>
#include <sunlinsol/sunlinsol_band.h>
#include <sunlinsol/sunlinsol_klu.h>
#include <sunmatrix/sunmatrix_band.h>
#include <sunmatrix/sunmatrix_sparse.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <sundials/sundials_context.hpp>

#include "jacquard/error.hpp"
#include "jacquard/sundials.hpp"
#include "residuals/robertson.hpp"
#include "support/started_kokkos.hpp"

using namespace jacquard;
using Catch::Matchers::Contains;
using jacquard::sundials::attach;
using jacquard::sundials::AttachOptions;
using jacquard::sundials::LinearSolver;
using jacquard::test::start_kokkos;

namespace {

struct Integrator {
  explicit Integrator(const std::vector<double>& y0)
      : y(N_VNew_Serial(static_cast<sunindextype>(y0.size()), context)) {
    start_kokkos();
    std::copy(y0.begin(), y0.end(), N_VGetArrayPointer(y));
  }
  ~Integrator() {
    CVodeFree(&cvode);
    N_VDestroy(y);
  }
  Integrator(const Integrator&) = delete;
  Integrator& operator=(const Integrator&) = delete;

  void set_tolerances(double relative, double absolute) {
    REQUIRE(CVodeSStolerances(cvode, relative, absolute) == 0);
    REQUIRE(CVodeSetMaxNumSteps(cvode, 20000) == 0);
    REQUIRE(CVodeSetMaxHnilWarns(cvode, -1) == 0);
  }
  int integrate(double end) {
    double t = 0.0;
    CVodeSetStopTime(cvode, end);
    return CVode(cvode, end, y, &t, CV_NORMAL);
  }
  double operator[](std::size_t k) const { return N_VGetArrayPointer(y)[k]; }

  ::sundials::Context context;
  void* cvode = CVodeCreate(CV_BDF, context);
  N_Vector y;
};

AttachOptions with(LinearSolver solver) {
  AttachOptions options;
  options.linear_solver = solver;
  return options;
}

/// y' = -rate (y - cos t), the time a scalar of the template or not.
template <bool scalar_time>
struct Relaxation {
  double rate = 50.0;

  template <class Scalar>
  void operator()(const std::conditional_t<scalar_time, Scalar, double>& t, std::span<const Scalar> y,
                  std::span<Scalar> ydot) const {
    using std::cos;
    ydot[0] = -rate * (y[0] - cos(t));
  }
};

/// The solution for y(0) = 0.
double relaxed(double rate, double t) {
  const double amplitude = rate / (1.0 + rate * rate);
  return amplitude * (rate * std::cos(t) + std::sin(t) - rate * std::exp(-rate * t));
}

/// y0' = -y0, and y1 follows y0 or y2 depending on the size of y0: the pattern changes on the way.
struct Switching {
  template <class Scalar>
  void operator()(double, std::span<const Scalar> y, std::span<Scalar> ydot) const {
    ydot[0] = -y[0];
    if (y[0] > 0.5) {
      ydot[1] = 10.0 * (y[0] * y[0] - y[1]);
    } else {
      ydot[1] = 10.0 * (y[2] * y[2] - y[1]);
    }
    ydot[2] = -0.1 * y[2];
  }
};

enum class Mistake { none, exception, fatal_flag, three_recoverable_flags, not_a_number };

/// y' = -y, with a mistake from t = 0.5 on.
struct Failing {
  Mistake mistake;
  mutable int num_flags = 0;

  template <class Scalar>
  int operator()(const Scalar& t, std::span<const Scalar> y, std::span<Scalar> ydot) const {
    ydot[0] = -y[0];
    if (value_of(t) < 0.5) return 0;
    if (mistake == Mistake::exception) throw std::runtime_error("the table of opacities ends here");
    if (mistake == Mistake::not_a_number) ydot[0] = y[0] * std::nan("");
    if (mistake == Mistake::three_recoverable_flags) return ++num_flags <= 3 ? 1 : 0;
    return mistake == Mistake::fatal_flag ? -7 : 0;
  }
};

// At t = 4e10 by Radau IIA of order five in long double; at t = 1e11 that agrees with the Test Set for IVP Solvers
// (F. Mazzia, C. Magherini; problem ROBER) to 2e-11.
constexpr double robertson_end[3] = {5.2083451767992e-08, 2.0833381779255e-13, 0.9999999479163399};

}  // namespace

TEST_CASE("Robertson's kinetics reach the textbook solution at t = 4e10", "[adapters]") {
  const auto solver = GENERATE(LinearSolver::dense, LinearSolver::klu);
  Integrator run({1.0, 0.0, 0.0});
  const auto attachment = attach(run.cvode, examples::Robertson{}, 0.0, run.y, with(solver));
  run.set_tolerances(1e-10, 1e-20);
  attachment.check(run.integrate(4e10));
  // Errors of single steps are 1e-10; over the 5000 steps taken here they add up to less than a thousand of them.
  for (std::size_t k = 0; k < 3; ++k) CHECK(run[k] == Approx(robertson_end[k]).epsilon(1e-7));
  CHECK(attachment.session().statistics().num_captures == 1);
  CHECK(attachment.message().empty());
}

TEST_CASE("Robertson's kinetics go through the values that SUNDIALS' manual prints", "[adapters]") {
  // SUNDIALS 6.4, example cvRoberts_dns, relative tolerance 1e-4.
  const struct {
    double t, y[3];
  } printed[] = {{0.4, {9.851641e-01, 3.386242e-05, 1.480205e-02}},
                 {40.0, {7.158017e-01, 9.185037e-06, 2.841892e-01}},
                 {4e3, {1.832299e-01, 8.944378e-07, 8.167692e-01}}};
  for (const auto& line : printed) {
    Integrator run({1.0, 0.0, 0.0});
    const auto attachment = attach(run.cvode, examples::Robertson{}, 0.0, run.y);
    run.set_tolerances(1e-8, 1e-14);
    attachment.check(run.integrate(line.t));
    // The manual's run is as good as ten of its tolerances.
    for (std::size_t k = 0; k < 3; ++k) CHECK(run[k] == Approx(line.y[k]).epsilon(1e-3));
  }
}

TEST_CASE("The caller's own sparse matrix in rows gets the exact Jacobian too", "[adapters]") {
  Integrator run({1.0, 0.0, 0.0});
  auto attachment = attach(run.cvode, examples::Robertson{}, 0.0, run.y, with(LinearSolver::none));
  run.set_tolerances(1e-10, 1e-20);
  SUNMatrix matrix = SUNSparseMatrix(3, 3, 1, CSR_MAT, run.context);  // too small: it must grow
  SUNLinearSolver solver = SUNLinSol_KLU(run.y, matrix, run.context);
  REQUIRE(CVodeSetLinearSolver(run.cvode, solver, matrix) == 0);
  attachment.set_jacobian();
  attachment.check(run.integrate(4e10));
  for (std::size_t k = 0; k < 3; ++k) CHECK(run[k] == Approx(robertson_end[k]).epsilon(1e-7));
  SUNLinSolFree(solver);
  SUNMatDestroy(matrix);
}

TEST_CASE("A matrix of a kind that is not supported is refused by a message", "[adapters]") {
  Integrator run({1.0, 0.0, 0.0});
  auto attachment = attach(run.cvode, examples::Robertson{}, 0.0, run.y, with(LinearSolver::none));
  run.set_tolerances(1e-6, 1e-10);
  SUNMatrix matrix = SUNBandMatrix(3, 2, 2, run.context);
  SUNLinearSolver solver = SUNLinSol_Band(run.y, matrix, run.context);
  REQUIRE(CVodeSetLinearSolver(run.cvode, solver, matrix) == 0);
  attachment.set_jacobian();
  const int flag = run.integrate(1.0);
  CHECK(flag == CV_LSETUP_FAIL);
  CHECK_THROWS_WITH(attachment.check(flag),
                    Contains("CV_LSETUP_FAIL") && Contains("expected a dense or a sparse one"));
  SUNLinSolFree(solver);
  SUNMatDestroy(matrix);
}

TEST_CASE("A time that is a scalar of the template is re-read; a plain one is noticed by the cross-check",
          "[adapters]") {
  Integrator scalar({0.0}), plain({0.0});
  const auto with_parameter = attach(scalar.cvode, Relaxation<true>{}, 0.0, scalar.y);
  const auto with_literal = attach(plain.cvode, Relaxation<false>{}, 0.0, plain.y);
  for (Integrator* run : {&scalar, &plain}) {
    run->set_tolerances(1e-9, 1e-12);
    REQUIRE(run->integrate(3.0) >= 0);
    CHECK((*run)[0] == Approx(relaxed(50.0, 3.0)).epsilon(1e-6));
  }
  CHECK(with_parameter.session().statistics().num_stale_recaptures == 0);
  CHECK(with_literal.session().statistics().num_stale_recaptures > 0);
}

TEST_CASE("A rate that changes between two integrations is noticed through a reference", "[adapters]") {
  Relaxation<true> relaxation{50.0};
  Integrator run({0.0});
  const auto attachment = attach(run.cvode, std::ref(relaxation), 0.0, run.y);
  run.set_tolerances(1e-9, 1e-12);
  attachment.check(run.integrate(1.0));
  relaxation.rate = 500.0;
  N_VConst(0.0, run.y);
  REQUIRE(CVodeReInit(run.cvode, 0.0, run.y) == 0);
  attachment.check(run.integrate(1.0));
  CHECK(run[0] == Approx(relaxed(500.0, 1.0)).epsilon(1e-6));
  CHECK(attachment.session().statistics().num_stale_recaptures == 1);
}

TEST_CASE("A branch that changes the pattern on the way is followed by dense and sparse solvers", "[adapters]") {
  const auto solver = GENERATE(LinearSolver::dense, LinearSolver::klu);
  Integrator run({1.0, 0.0, 2.0});
  const auto attachment = attach(run.cvode, Switching{}, 0.0, run.y, with(solver));
  run.set_tolerances(1e-9, 1e-12);
  attachment.check(run.integrate(10.0));
  // Long after the switch y1 follows y2^2 = 4 exp(-0.2 t) with a lag: y1 = 10 / 9.8 y2^2.
  CHECK(run[1] == Approx(10.0 / 9.8 * 4.0 * std::exp(-2.0)).epsilon(1e-6));
  CHECK(attachment.session().statistics().num_branch_recaptures >= 1);
}

TEST_CASE("Errors of a right-hand side are CVODE's, and their message is kept", "[adapters]") {
  const auto run_with = [](Mistake mistake) {
    Integrator run({1.0});
    const auto attachment = attach(run.cvode, Failing{mistake}, 0.0, run.y);
    run.set_tolerances(1e-6, 1e-10);
    const int flag = run.integrate(1.0);
    return std::pair(flag, attachment.message());
  };
  CHECK(run_with(Mistake::none).first >= 0);
  CHECK(run_with(Mistake::none).second.empty());
  CHECK(run_with(Mistake::exception).first == CV_RHSFUNC_FAIL);
  CHECK(run_with(Mistake::exception).second == "the table of opacities ends here");
  CHECK(run_with(Mistake::fatal_flag).first == CV_RHSFUNC_FAIL);
  CHECK_THAT(run_with(Mistake::fatal_flag).second, Contains("error flag -7"));
  // After recoverable ones CVODE tries a shorter step; it gives up where they do not end.
  CHECK(run_with(Mistake::three_recoverable_flags).first >= 0);
  CHECK_THAT(run_with(Mistake::three_recoverable_flags).second, Contains("error flag 1"));
  CHECK(run_with(Mistake::not_a_number).first < 0);
  CHECK_THAT(run_with(Mistake::not_a_number).second, Contains("not finite"));
}

TEST_CASE("An attachment may go before or after its integrator", "[adapters]") {
  auto run = std::make_unique<Integrator>(std::vector<double>{1.0, 0.0, 0.0});
  {
    const auto attachment = attach(run->cvode, examples::Robertson{}, 0.0, run->y);
    run->set_tolerances(1e-6, 1e-10);
    attachment.check(run->integrate(1.0));
  }
  run.reset();
  run = std::make_unique<Integrator>(std::vector<double>{1.0, 0.0, 0.0});
  const auto attachment = attach(run->cvode, examples::Robertson{}, 0.0, run->y);
  run->set_tolerances(1e-6, 1e-10);
  attachment.check(run->integrate(1.0));
  run.reset();
  CHECK(attachment.session().statistics().num_evaluations > 0);
}
