// SPDX-License-Identifier: BSD-2-Clause
// SUNDIALS' CVODE with exact Jacobians, in the one line that set the right-hand side.
#pragma once

#include <cvode/cvode.h>

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <type_traits>
#include <utility>

#include "jacquard/session.hpp"

namespace jacquard::sundials {

static_assert(std::is_same_v<sunrealtype, double>, "Jacquard needs SUNDIALS in double precision");

/// The user's right-hand side, once for each scalar; host memory. 0, or a recoverable (> 0) or fatal (< 0) error.
struct RightHandSide {
  std::function<int(double t, std::span<const double> y, std::span<double> ydot)> plain;
  std::function<int(const Active& t, std::span<const Active> y, std::span<Active> ydot)> active;
};

/// Which linear solver attach() sets.
enum class LinearSolver : std::uint8_t {
  dense,  ///< for small systems
  klu,    ///< sparse, in compressed columns
  none,   ///< the caller's: CVodeSetLinearSolver with a dense or sparse matrix, then set_jacobian()
};

struct AttachOptions {
  LinearSolver linear_solver = LinearSolver::dense;
  std::size_t dependents_per_point = 0;  ///< of a system over a mesh, laid out point by point; 0: no mesh
  SessionOptions session;
};

/// What stands behind one CVODE integrator: session, matrix and linear solver, which it owns.
///
/// Keeps CVODE's user data for itself. Must live as long as the integrator steps; either may go first.
class Attachment {
 public:
  /// As attach().
  Attachment(void* cvode, RightHandSide rhs, double t0, N_Vector y0, const AttachOptions& options);
  ~Attachment();
  Attachment(Attachment&&) noexcept;
  Attachment& operator=(Attachment&&) noexcept;

  /// Makes CVODE use the exact Jacobian with the linear solver that the caller has set (LinearSolver::none).
  /// @throws StateError naming CVODE's error.
  void set_jacobian();

  /// What the last failed callback had to say; empty if none failed.
  const std::string& message() const;

  /// @throws StateError with CVODE's name of a negative `flag`, and with message().
  void check(int flag) const;

  const Session& session() const;

  /// Seconds spent on CVODE's matrix: its pattern, and values where the session cannot write them itself.
  double insertion_seconds() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Whether a functor takes the time as a scalar of the template, so that it is re-read and not a literal.
template <class Function>
concept TakesScalarTime = requires(const Function& function, const Active& t, std::span<const Active> y,
                                   std::span<Active> ydot) {
  function.template operator()<Active>(t, y, ydot);
};

template <class Scalar, class Function, class Time>
int call_right_hand_side(const Function& function, const Time& t, std::span<const Scalar> y,
                         std::span<Scalar> ydot) {
  const auto call = [&] {
    if constexpr (TakesScalarTime<Function>) {
      return function.template operator()<Scalar>(t, y, ydot);
    } else {
      return function.template operator()<Scalar>(value_of(t), y, ydot);
    }
  };
  if constexpr (std::is_void_v<decltype(call())>) {
    call();
    return 0;
  } else {
    return call();
  }
}

/// Initialises `cvode` (CVodeInit) with a right-hand side and its exact Jacobian, and sets matrix and linear
/// solver.
///
/// Captures at (t0, y0). Kokkos is started if nobody has, and then ended at the program's exit. In the
/// integration a thrown error is fatal, non-finite values are recoverable (CVODE tries a smaller step).
///
/// @param cvode    from CVodeCreate; its user data become Jacquard's.
/// @param functor  `template <class Scalar> void operator()(const Scalar& t, std::span<const Scalar> y,
///                 std::span<Scalar> ydot) const`, or returning int as CVODE's functions do. With
///                 `double t` instead, a right-hand side that depends on t is captured anew whenever t
///                 has changed. Copied; std::ref(functor) refers to it, so that later changes of it are seen.
/// @param y0       [n], host: serial, OpenMP or Pthreads vector.
/// @throws CaptureError, ShapeError; StateError naming a SUNDIALS function that failed.
template <class Functor>
[[nodiscard]] Attachment attach(void* cvode, Functor functor, double t0, N_Vector y0,
                                const AttachOptions& options = {}) {
  using Function = std::unwrap_reference_t<Functor>;
  const auto shared = std::make_shared<Functor>(std::move(functor));
  const auto call = [shared]<class Scalar>(const auto& t, std::span<const Scalar> y, std::span<Scalar> ydot) {
    return call_right_hand_side<Scalar>(static_cast<const Function&>(*shared), t, y, ydot);
  };
  return Attachment(cvode, {call, call}, t0, y0, options);
}

}  // namespace jacquard::sundials
