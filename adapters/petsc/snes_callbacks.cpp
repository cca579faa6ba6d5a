// SPDX-License-Identifier: BSD-2-Clause
// What SNES calls: the user's residual, and its Jacobian out of the session.
#include "assembly.hpp"
#include "callback_errors.hpp"
#include "local_vector.hpp"
#include "log_events.hpp"
#include "report_view.hpp"

namespace jacquard::petsc {
namespace {

PetscErrorCode compute_residual(SNES snes, Vec x, Vec f, void* context) {
  PetscFunctionBegin;
  SolverState* state;
  PetscCall(solver_state(snes, x, *static_cast<FunctionContext*>(context), &state));
  DM dm;
  LocalEntries in;
  PetscScalar* out;
  PetscCall(SNESGetDM(snes, &dm));
  PetscCall(begin_local(dm, state->layout, x, &in));
  PetscCall(VecGetArrayWrite(f, &out));
  const auto call = [&] {
    return state->function->plain(state->info(), in.values, {out, state->layout.shape.num_dependents});
  };
  const PetscErrorCode failed = guarded(call);
  PetscCall(VecRestoreArrayWrite(f, &out));
  PetscCall(end_local(dm, state->layout, x, &in));
  PetscCall(failed);
  PetscFunctionReturn(0);
}

/// F(x) if the solver has just computed it: at its current solution and without a right-hand side.
PetscErrorCode residual_at(SNES snes, Vec x, Vec* residual) {
  PetscFunctionBegin;
  Vec solution, rhs;
  PetscCall(SNESGetSolution(snes, &solution));
  PetscCall(SNESGetRhs(snes, &rhs));
  *residual = nullptr;
  if (x == solution && !rhs) PetscCall(SNESGetFunction(snes, residual, nullptr, nullptr));
  PetscFunctionReturn(0);
}

/// @param residual  null where it is not known
/// @param stored    as Session::evaluate_jacobian() has it
PetscErrorCode evaluate(SolverState& state, std::span<const double> x, Vec residual, std::span<double> stored,
                        bool* is_new_pattern) {
  PetscFunctionBegin;
  LogEvents events;
  PetscCall(log_events(&events));
  PetscCall(PetscLogEventBegin(events.capture, 0, 0, 0, 0));
  PetscCall(guarded([&]() -> PetscErrorCode { return state.session->prepare(x), 0; }));
  PetscCall(PetscLogEventEnd(events.capture, 0, 0, 0, 0));

  PetscCall(PetscLogEventBegin(events.values, 0, 0, 0, 0));
  const PetscScalar* entries = nullptr;
  if (residual) PetscCall(VecGetArrayRead(residual, &entries));
  const std::span<const double> known(entries, residual ? state.layout.shape.num_dependents : 0);
  const PetscErrorCode failed = guarded([&]() -> PetscErrorCode {
    *is_new_pattern = state.session->evaluate_jacobian(x, known, stored) == Session::Pattern::changed;
    return 0;
  });
  if (residual) PetscCall(VecRestoreArrayRead(residual, &entries));
  PetscCall(PetscLogEventEnd(events.values, 0, 0, 0, 0));
  PetscCall(failed);
  PetscFunctionReturn(0);
}

/// What the processes must agree on after each of them has evaluated; ordered by precedence.
enum Outcome : int { same_pattern, new_pattern, failure };

PetscErrorCode compute_values(SNES snes, Vec x, Mat matrix, SolverState* state, Outcome* outcome) {
  PetscFunctionBegin;
  DM dm;
  Vec residual;
  LocalEntries in;
  bool is_patterned, is_new_pattern = true;
  PetscCall(SNESGetDM(snes, &dm));
  PetscCall(residual_at(snes, x, &residual));
  PetscCall(has_pattern(*state, matrix, &is_patterned));
  PetscCall(begin_local(dm, state->layout, x, &in));
  PetscScalar* stored = nullptr;
  const bool is_written = is_patterned && state->session->num_stored() != 0;
  if (is_written) PetscCall(MatSeqAIJGetArrayWrite(matrix, &stored));
  const std::span<double> numbers(stored, is_written ? state->session->num_stored() : 0);
  const PetscErrorCode failed = evaluate(*state, in.values, residual, numbers, &is_new_pattern);
  if (is_written) PetscCall(MatSeqAIJRestoreArrayWrite(matrix, &stored));
  PetscCall(end_local(dm, state->layout, x, &in));
  *outcome = failed ? failure : is_patterned && !is_new_pattern ? same_pattern : new_pattern;
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, outcome, 1, MPI_INT, MPI_MAX,
                             PetscObjectComm(reinterpret_cast<PetscObject>(snes))));
  if (*outcome != same_pattern) state->patterned_matrix = 0;  // not before it has the new one, whatever fails
  PetscCall(failed);
  PetscFunctionReturn(0);
}

PetscErrorCode compute_jacobian(SNES snes, Vec x, Mat jacobian, Mat preconditioner, void* context) {
  PetscFunctionBegin;
  SolverState* state;
  Outcome outcome;
  PetscCall(solver_state(snes, x, *static_cast<FunctionContext*>(context), &state));
  PetscCall(compute_values(snes, x, preconditioner, state, &outcome));
  PetscCheck(outcome != failure, PETSC_COMM_SELF, PETSC_ERR_LIB, "Jacquard: another process has no Jacobian");
  if (outcome == new_pattern) PetscCall(set_pattern(*state, preconditioner));
  if (outcome == new_pattern || state->session->num_stored() == 0) PetscCall(insert_values(*state, preconditioner));
  if (jacobian != preconditioner) {  // matrix-free: all it needs is to be told that x is new
    PetscCall(MatAssemblyBegin(jacobian, MAT_FINAL_ASSEMBLY));
    PetscCall(MatAssemblyEnd(jacobian, MAT_FINAL_ASSEMBLY));
  }
  PetscFunctionReturn(0);
}

/// A matrix for the entries of `r`, which gets its pattern with the first Jacobian.
PetscErrorCode set_matrix(SNES snes, Vec r) {
  PetscFunctionBegin;
  Mat matrix;
  PetscInt num_local;
  PetscCall(VecGetLocalSize(r, &num_local));
  PetscCall(MatCreate(PetscObjectComm(reinterpret_cast<PetscObject>(r)), &matrix));
  PetscCall(MatSetSizes(matrix, num_local, num_local, PETSC_DETERMINE, PETSC_DETERMINE));
  PetscCall(MatSetType(matrix, MATAIJ));
  PetscCall(MatSetFromOptions(matrix));
  PetscCall(MatSetUp(matrix));
  PetscCall(SNESSetJacobian(snes, matrix, matrix, nullptr, nullptr));
  PetscCall(MatDestroy(&matrix));
  PetscFunctionReturn(0);
}

PetscErrorCode set_callbacks(SNES snes, DM dm, Vec r, LocalFunction function) {
  PetscFunctionBegin;
  FunctionContext* context;
  PetscCall(function_context(dm, &context));
  context->function = std::make_shared<const LocalFunction>(std::move(function));
  PetscCall(SNESSetFunction(snes, r, compute_residual, context));
  PetscCall(SNESSetJacobian(snes, nullptr, nullptr, compute_jacobian, context));
  PetscCall(view_after_solve(snes));
  PetscFunctionReturn(0);
}

}  // namespace

PetscErrorCode set_function(SNES snes, DM dm, LocalFunction function) {
  PetscFunctionBegin;
  PetscCall(SNESSetDM(snes, dm));
  PetscCall(set_callbacks(snes, dm, nullptr, std::move(function)));
  PetscFunctionReturn(0);
}

PetscErrorCode set_function(SNES snes, Vec r, LocalFunction function) {
  PetscFunctionBegin;
  DM dm;
  PetscCall(SNESGetDM(snes, &dm));
  PetscCall(set_matrix(snes, r));
  PetscCall(set_callbacks(snes, dm, r, std::move(function)));
  PetscFunctionReturn(0);
}

}  // namespace jacquard::petsc
