// SPDX-License-Identifier: BSD-2-Clause
// Integrates Robertson's kinetics with CVODE.
#include "robertson_run.hpp"

#include <cvode/cvode.h>
#include <cvode/cvode_ls.h>
#include <nvector/nvector_serial.h>
#include <sunlinsol/sunlinsol_dense.h>
#include <sunmatrix/sunmatrix_dense.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>
#include <stdexcept>
#include <sundials/sundials_context.hpp>
#include <type_traits>

#include "class_orders.hpp"
#include "jacquard/sundials.hpp"
#include "residuals/robertson.hpp"

namespace jacquard::demo {
namespace {

using examples::Robertson;
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

constexpr double end_time = 4e10, relative_tolerance = 1e-8, absolute_tolerance = 1e-18;

/// At t = 4e10, by Radau IIA of order five in long double with 8000 geometric steps; at t = 1e11 that agrees with
/// the Test Set for IVP Solvers (F. Mazzia, C. Magherini; problem ROBER) to 2e-11.
constexpr double reference[3] = {5.2083451767992e-08, 2.0833381779255e-13, 0.9999999479163399};

/// The user's function; calls on plain doubles are counted.
struct CountedRobertson {
  Robertson rates;
  long* num_calls;

  template <class Scalar>
  void operator()(const Scalar& t, std::span<const Scalar> y, std::span<Scalar> ydot) const {
    if constexpr (std::is_same_v<Scalar, double>) ++*num_calls;
    rates(t, y, ydot);
  }
};

int plain_rates(double t, N_Vector y, N_Vector ydot, void* function) {
  const std::span<const double> in(N_VGetArrayPointer(y), 3);
  (*static_cast<const CountedRobertson*>(function))(t, in, std::span(N_VGetArrayPointer(ydot), 3));
  return 0;
}

void require(int flag) {
  if (flag < 0) throw std::runtime_error("CVODE failed with flag " + std::to_string(flag));
}

/// CVODE and its vector and, for difference quotients, its matrix and linear solver.
struct Integrator {
  ::sundials::Context context;
  void* cvode = CVodeCreate(CV_BDF, context);
  N_Vector y = N_VNew_Serial(3, context);
  SUNMatrix matrix = nullptr;
  SUNLinearSolver solver = nullptr;

  Integrator() {
    double* const species = N_VGetArrayPointer(y);
    species[0] = 1.0;
    species[1] = species[2] = 0.0;
  }
  Integrator(const Integrator&) = delete;
  Integrator& operator=(const Integrator&) = delete;
  ~Integrator() {
    CVodeFree(&cvode);
    N_VDestroy(y);
    if (solver) SUNLinSolFree(solver);
    if (matrix) SUNMatDestroy(matrix);
  }

  void use_differences(CountedRobertson& function) {
    require(CVodeInit(cvode, plain_rates, 0.0, y));
    require(CVodeSetUserData(cvode, &function));
    matrix = SUNDenseMatrix(3, 3, context);
    solver = SUNLinSol_Dense(y, matrix, context);
    require(CVodeSetLinearSolver(cvode, solver, matrix));
  }

  void integrate() {
    require(CVodeSStolerances(cvode, relative_tolerance, absolute_tolerance));
    require(CVodeSetMaxNumSteps(cvode, 100000));
    require(CVodeSetStopTime(cvode, end_time));
    double t = 0.0;
    require(CVode(cvode, end_time, y, &t, CV_NORMAL));
  }
};

/// Mean seconds of one call of the right-hand side through CVODE's pointer.
double seconds_of_a_call(CountedRobertson function, N_Vector y) {
  constexpr int repeats = 20000;
  long calls = 0;
  function.num_calls = &calls;
  N_Vector ydot = N_VClone(y);
  CVRhsFn volatile rates = plain_rates;  // as opaque to the compiler as it is to CVODE
  const auto start = Clock::now();
  for (int k = 0; k < repeats; ++k) rates(0.0, y, ydot, &function);
  const double seconds = seconds_since(start) / repeats;
  N_VDestroy(ydot);
  return seconds;
}

double relative_error(N_Vector y) {
  const double* const species = N_VGetArrayPointer(y);
  double error = 0.0;
  for (int k = 0; k < 3; ++k) error = std::max(error, std::abs(species[k] / reference[k] - 1.0));
  return error;
}

void read_counters(const Integrator& integrator, RunSummary& summary) {
  require(CVodeGetNumSteps(integrator.cvode, &summary.steps));
  require(CVodeGetNumJacEvals(integrator.cvode, &summary.jacobian_evaluations));
  summary.norm = relative_error(integrator.y);
}

}  // namespace

RunSummary integrate_robertson(JacobianSource source, EvaluatorKind evaluator) {
  RunSummary summary;
  summary.problem = "Robertson, t = 4e10";
  CountedRobertson function{{}, &summary.residual_evaluations};
  Integrator integrator;
  const auto start = Clock::now();
  if (source == JacobianSource::exact) {
    summary.method = "exact";
    sundials::AttachOptions options;
    options.session.name = "robertson";
    options.session.evaluators = evaluators(evaluator, options.session.name);
    const auto attachment = sundials::attach(integrator.cvode, function, 0.0, integrator.y, options);
    summary.set_up = seconds_since(start);
    integrator.integrate();
    summary.total = seconds_since(start);
    const SessionStatistics& statistics = attachment.session().statistics();
    summary.values = statistics.evaluation_seconds;
    summary.checks = statistics.check_seconds;
    summary.insertion = attachment.insertion_seconds();
    summary.report = attachment.session().report();
    describe_orders(attachment.session(), &summary);
  } else {
    summary.method = "differences";
    integrator.use_differences(function);
    integrator.integrate();
    summary.total = seconds_since(start);
    long num_calls = 0;
    require(CVodeGetNumLinRhsEvals(integrator.cvode, &num_calls));
    summary.values = static_cast<double>(num_calls) * seconds_of_a_call(function, integrator.y);
  }
  read_counters(integrator, summary);
  return summary;
}

}  // namespace jacquard::demo
