// SPDX-License-Identifier: BSD-2-Clause
// What CVODE calls: the user's right-hand side, and its Jacobian out of the session.
#include <cvode/cvode_ls.h>
#include <sunlinsol/sunlinsol_dense.h>
#include <sunlinsol/sunlinsol_klu.h>
#include <sunmatrix/sunmatrix_dense.h>
#include <sunmatrix/sunmatrix_sparse.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "jacquard/error.hpp"
#include "jacquard/sundials.hpp"
#include "kokkos_start.hpp"
#include "matrix_fill.hpp"

namespace jacquard::sundials {
namespace {

constexpr int success = 0, recoverable = 1, fatal = -1;

/// Owners of SUNDIALS' objects.
struct FreeMatrix {
  void operator()(SUNMatrix matrix) const { SUNMatDestroy(matrix); }
};
struct FreeLinearSolver {
  void operator()(SUNLinearSolver solver) const { SUNLinSolFree(solver); }
};
using OwnedMatrix = std::unique_ptr<std::remove_pointer_t<SUNMatrix>, FreeMatrix>;
using OwnedLinearSolver = std::unique_ptr<std::remove_pointer_t<SUNLinearSolver>, FreeLinearSolver>;

void require(int flag, const char* function) {
  if (flag >= 0) return;
  const std::unique_ptr<char, decltype(&std::free)> name(CVodeGetReturnFlagName(flag), &std::free);
  throw StateError(std::string("CVODE: ") + function + " returned " + name.get());
}

std::span<double> entries(N_Vector vector) {
  return {N_VGetArrayPointer(vector), static_cast<std::size_t>(N_VGetLength(vector))};
}

void check_vector(N_Vector y) {
  const auto id = N_VGetVectorID(y);
  if (id == SUNDIALS_NVEC_SERIAL || id == SUNDIALS_NVEC_OPENMP || id == SUNDIALS_NVEC_PTHREADS) return;
  throw ShapeError("attach: expected a serial, OpenMP or Pthreads vector, found one of SUNDIALS' kind " +
                   std::to_string(static_cast<int>(id)));
}

bool all_finite(std::span<const double> values) {
  return std::all_of(values.begin(), values.end(), [](double value) { return std::isfinite(value); });
}

/// Carries the user's own error flag through frames that know only exceptions.
class FlaggedError : public Error {
 public:
  explicit FlaggedError(int flag)
      : Error("the right-hand side returned the error flag " + std::to_string(flag)), flag_(flag) {}
  int flag() const { return flag_; }

 private:
  int flag_;
};

void throw_if_failed(int flag) {
  if (flag != 0) throw FlaggedError(flag);
}

}  // namespace

struct Attachment::State {
  void* cvode = nullptr;
  RightHandSide rhs;
  double time = 0.0;  ///< a parameter of the capture, by this address
  LinearSolver kind = LinearSolver::none;
  std::unique_ptr<Session> session;
  OwnedMatrix matrix;
  OwnedLinearSolver solver;
  MatrixFill matrix_fill;
  double insertion_seconds = 0.0;
  std::string message;

  void make_session(std::size_t extent, const AttachOptions& options);
  void set_linear_solver(N_Vector y);
  std::span<double> follow_pattern(SUNMatrix jacobian);
  int differentiate(double t, N_Vector y, N_Vector ydot, SUNMatrix jacobian);

  template <class Body>
  int guarded(Body&& body) noexcept;
  static int call_rhs(double t, N_Vector y, N_Vector ydot, void* data) noexcept;
  static int call_jacobian(double t, N_Vector y, N_Vector ydot, SUNMatrix jacobian, void* data, N_Vector, N_Vector,
                           N_Vector) noexcept;
};

/// Runs `body`, which returns CVODE's flag; an exception becomes one, and its message is kept.
template <class Body>
int Attachment::State::guarded(Body&& body) noexcept {
  try {
    return body();
  } catch (const FlaggedError& error) {
    message = error.what();
    return error.flag();
  } catch (const DomainError& error) {
    message = error.what();
    return recoverable;
  } catch (const std::exception& error) {
    message = error.what();
  } catch (...) {
    message = "the right-hand side threw something that is no std::exception";
  }
  return fatal;
}

int Attachment::State::call_rhs(double t, N_Vector y, N_Vector ydot, void* data) noexcept {
  State& state = *static_cast<State*>(data);
  return state.guarded([&] {
    const auto rates = entries(ydot);
    throw_if_failed(state.rhs.plain(t, entries(y), rates));
    if (all_finite(rates)) return success;
    state.message = "right-hand side: an entry is not finite at t = " + std::to_string(t);
    return recoverable;
  });
}

int Attachment::State::call_jacobian(double t, N_Vector y, N_Vector ydot, SUNMatrix jacobian, void* data, N_Vector,
                                     N_Vector, N_Vector) noexcept {
  State& state = *static_cast<State*>(data);
  return state.guarded([&] { return state.differentiate(t, y, ydot, jacobian); });
}

int Attachment::State::differentiate(double t, N_Vector y, N_Vector ydot, SUNMatrix jacobian) {
  using Clock = std::chrono::steady_clock;
  time = t;
  const auto begun = Clock::now();
  std::span<double> stored = matrix_fill.ready(*session, jacobian);
  const bool is_written = session->num_stored() != 0;
  const auto readied = Clock::now();
  const auto pattern =
      session->evaluate_jacobian(entries(y), entries(ydot), is_written ? stored : std::span<double>());
  const auto evaluated = Clock::now();
  if (pattern == Session::Pattern::changed) stored = follow_pattern(jacobian);
  if (pattern == Session::Pattern::changed || !is_written) matrix_fill.sum(*session, stored);
  insertion_seconds += std::chrono::duration<double>(Clock::now() - evaluated + (readied - begun)).count();
  if (all_finite(stored)) return success;
  message = "Jacobian: an entry is not finite at t = " + std::to_string(t);
  return recoverable;
}

std::span<double> Attachment::State::follow_pattern(SUNMatrix jacobian) {
  matrix_fill.forget_pattern();
  const std::span<double> stored = matrix_fill.ready(*session, jacobian);
  if (kind == LinearSolver::klu) {
    // KLU's symbolic factorization is of the old pattern.
    const auto num_stored = SUNSparseMatrix_NNZ(jacobian);
    require(SUNLinSol_KLUReInit(solver.get(), matrix.get(), num_stored, SUNKLU_REINIT_PARTIAL),
            "SUNLinSol_KLUReInit");
  }
  return stored;
}

void Attachment::State::make_session(std::size_t extent, const AttachOptions& options) {
  Residual residual;
  residual.plain = [this](std::span<const double> y, std::span<double> ydot) {
    throw_if_failed(rhs.plain(time, y, ydot));
  };
  residual.active = [this](std::span<const Active> y, std::span<Active> ydot) {
    throw_if_failed(rhs.active(parameter<Active>(time), y, ydot));
  };
  const std::size_t per_point = options.dependents_per_point == 0 ? extent : options.dependents_per_point;
  session = std::make_unique<Session>(std::move(residual), ResidualShape{extent, extent, per_point},
                                      default_order_sources(options.session.name), options.session);
}

void Attachment::State::set_linear_solver(N_Vector y) {
  if (kind == LinearSolver::none) return;
  const auto extent = static_cast<sunindextype>(N_VGetLength(y));
  if (kind == LinearSolver::dense) {
    matrix.reset(SUNDenseMatrix(extent, extent, y->sunctx));
    solver.reset(SUNLinSol_Dense(y, matrix.get(), y->sunctx));
  } else {
    const auto num_stored = static_cast<sunindextype>(MatrixFill::columns_of(*session).num_stored());
    matrix.reset(SUNSparseMatrix(extent, extent, num_stored, CSC_MAT, y->sunctx));
    solver.reset(SUNLinSol_KLU(y, matrix.get(), y->sunctx));
  }
  if (!matrix || !solver) throw StateError("attach: SUNDIALS made no matrix or no linear solver");
  require(CVodeSetLinearSolver(cvode, solver.get(), matrix.get()), "CVodeSetLinearSolver");
  require(CVodeSetJacFn(cvode, call_jacobian), "CVodeSetJacFn");
}

Attachment::Attachment(void* cvode, RightHandSide rhs, double t0, N_Vector y0, const AttachOptions& options)
    : state_(std::make_unique<State>()) {
  check_vector(y0);
  start_kokkos();
  state_->cvode = cvode;
  state_->rhs = std::move(rhs);
  state_->time = t0;
  state_->kind = options.linear_solver;
  state_->make_session(entries(y0).size(), options);
  state_->session->prepare(entries(y0));
  require(CVodeInit(cvode, State::call_rhs, t0, y0), "CVodeInit");
  require(CVodeSetUserData(cvode, state_.get()), "CVodeSetUserData");
  state_->set_linear_solver(y0);
}

Attachment::~Attachment() = default;
Attachment::Attachment(Attachment&&) noexcept = default;
Attachment& Attachment::operator=(Attachment&&) noexcept = default;

void Attachment::set_jacobian() { require(CVodeSetJacFn(state_->cvode, State::call_jacobian), "CVodeSetJacFn"); }

const std::string& Attachment::message() const { return state_->message; }

void Attachment::check(int flag) const {
  if (flag >= 0) return;
  const std::unique_ptr<char, decltype(&std::free)> name(CVodeGetReturnFlagName(flag), &std::free);
  throw StateError(std::string("CVODE: ") + name.get() + (message().empty() ? "" : ": " + message()));
}

const Session& Attachment::session() const { return *state_->session; }
double Attachment::insertion_seconds() const { return state_->insertion_seconds; }

}  // namespace jacquard::sundials
