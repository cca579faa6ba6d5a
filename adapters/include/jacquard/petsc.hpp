// SPDX-License-Identifier: BSD-2-Clause
// PETSc's SNES with exact Jacobians, in the one line that set the residual function.
#pragma once

#include <petscdmda.h>
#include <petscsnes.h>

#include <functional>
#include <memory>
#include <span>
#include <type_traits>
#include <utility>

#include "jacquard/petsc_array.hpp"
#include "jacquard/session.hpp"

namespace jacquard::petsc {

static_assert(std::is_same_v<PetscScalar, double>, "Jacquard needs a PETSc of real double scalars");

/// The user's function over this process's part of x and f, once for each scalar; host memory.
///
/// For a DMDA x has ghost points and f has none; otherwise `info` is null and neither has.
struct LocalFunction {
  std::function<PetscErrorCode(DMDALocalInfo* info, std::span<const double> x, std::span<double> f)> plain;
  std::function<PetscErrorCode(DMDALocalInfo* info, std::span<const Active> x, std::span<Active> f)> active;
};

/// Calls a function that returns nothing or an error code.
template <class Call>
PetscErrorCode error_code_of(Call&& call) {
  if constexpr (std::is_void_v<std::invoke_result_t<Call>>) {
    call();
    return 0;
  } else {
    return call();
  }
}

template <class Scalar, class Function>
PetscErrorCode call_on_arrays(const Function& function, DMDALocalInfo* info, std::span<const Scalar> x,
                              std::span<Scalar> f) {
  const LocalArray<Scalar> in(const_cast<Scalar*>(x.data()), ArrayBox::ghosted(*info));  // as PETSc hands it out
  const LocalArray<Scalar> out(f.data(), ArrayBox::owned(*info));
  return error_code_of([&] { return function.template operator()<Scalar>(info, in, out); });
}

/// `functor` over the arrays of a DMDA; a std::reference_wrapper is looked through at every call.
template <class Functor>
LocalFunction dmda_function(Functor functor) {
  using Function = std::unwrap_reference_t<Functor>;
  const auto shared = std::make_shared<Functor>(std::move(functor));
  const auto call = [shared]<class Scalar>(DMDALocalInfo* info, std::span<const Scalar> x, std::span<Scalar> f) {
    return call_on_arrays<Scalar>(static_cast<const Function&>(*shared), info, x, f);
  };
  return {call, call};
}

/// `functor` over the entries of a vector; a std::reference_wrapper is looked through at every call.
template <class Functor>
LocalFunction vector_function(Functor functor) {
  using Function = std::unwrap_reference_t<Functor>;
  const auto shared = std::make_shared<Functor>(std::move(functor));
  const auto call = [shared]<class Scalar>(DMDALocalInfo*, std::span<const Scalar> x, std::span<Scalar> f) {
    const Function& function = *shared;
    return error_code_of([&] { return function.template operator()<Scalar>(x, f); });
  };
  return {call, call};
}

PetscErrorCode set_function(SNES snes, DM dm, LocalFunction function);
PetscErrorCode set_function(SNES snes, Vec r, LocalFunction function);

}  // namespace jacquard::petsc

/// Sets the residual and its exact Jacobian on a DMDA of one to three dimensions; collective.
///
/// Also attaches `dm` to `snes`. The Jacobian stands in the matrix that the DM creates (-dm_mat_type), in
/// the pattern that the residual has, with zeros where that is not structurally symmetric (PETSc's orderings
/// look at one triangle only). The functor must not communicate. What is kept dies with the DM, which coarser
/// DMs and other solvers may share. Kokkos is started if nobody has,
/// and then ended by PetscFinalize. Options, under the SNES's prefix:
///   -jacquard_view [viewer]          what was captured, and how it is evaluated, after each solve
///   -jacquard_check <true>           compare with F(x) at every Jacobian
///   -jacquard_check_period <16>      and at a perturbed x every so many times, and at first; 0 never
///   -jacquard_check_tolerance <1e-10>  of |F_i| + sum_j |J_ij x_j|
///   -jacquard_evaluator <auto>       tile, compiled (before first use), or auto: compiled once that pays
/// -snes_fd, -snes_fd_color and -snes_test_jacobian work as always.
///
/// @param functor  `template <class Scalar> PetscErrorCode operator()(DMDALocalInfo*, const Field<Scalar>*
///                 const* x, Field<Scalar>** f) const`, as for DMDASNESSetFunctionLocal; x with ghost points.
///                 Field<Scalar> holds the unknowns of a point and nothing else; plain Scalar for one.
///                 Copied; std::ref(functor) refers to it, so that later changes of it are seen.
/// @return an error code; exceptions end here. A message says what could not be captured or reproduced.
template <class Functor>
PetscErrorCode JacquardSNESSetFunctionDMDA(SNES snes, DM dm, Functor functor) {
  return jacquard::petsc::set_function(snes, dm, jacquard::petsc::dmda_function(std::move(functor)));
}

/// Sets the residual and its exact Jacobian on plain vectors; options as above.
///
/// The Jacobian stands in an AIJ matrix made here (-mat_type), unless SNESSetJacobian sets another one later.
///
/// @param r        where the residual goes; laid out over the processes as x.
/// @param functor  `template <class Scalar> void operator()(std::span<const Scalar> x, std::span<Scalar> f)
///                 const`, or returning PetscErrorCode: this process's entries, those of x followed by its
///                 ghost values where x is ghosted (VecCreateGhost). The block size of x is the number of
///                 dependents of one grid point. Copied, or referred to by std::ref.
/// @return an error code.
template <class Functor>
PetscErrorCode JacquardSNESSetFunction(SNES snes, Vec r, Functor functor) {
  return jacquard::petsc::set_function(snes, r, jacquard::petsc::vector_function(std::move(functor)));
}

/// What -jacquard_evaluator asks for, as SNES reads it, for sessions that no SNES runs; an error for another word.
PetscErrorCode JacquardOptionsGetEvaluator(PetscOptions options, const char* prefix, jacquard::EvaluatorKind* kind);

/// The session of this process, for statistics and reports; null before the first Jacobian.
PetscErrorCode JacquardSNESGetSession(SNES snes, const jacquard::Session** session);

/// Prints what -jacquard_view prints; collective.
PetscErrorCode JacquardSNESView(SNES snes, PetscViewer viewer);
