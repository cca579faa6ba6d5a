// SPDX-License-Identifier: BSD-2-Clause
// What the adapter keeps of one residual on one DM.
#include "solver_state.hpp"

#include "callback_errors.hpp"
#include "kokkos_start.hpp"

namespace jacquard::petsc {
namespace {

constexpr char function_key[] = "jacquard_function";
constexpr char state_key[] = "jacquard_state";

template <class Value>
PetscErrorCode destroy(void* value) {
  PetscFunctionBegin;
  delete static_cast<Value*>(value);
  PetscFunctionReturn(0);
}

template <class Value>
PetscErrorCode find(DM dm, const char* key, Value** value) {
  PetscFunctionBegin;
  PetscContainer container = nullptr;
  PetscCall(PetscObjectQuery(reinterpret_cast<PetscObject>(dm), key, reinterpret_cast<PetscObject*>(&container)));
  *value = nullptr;
  if (container) PetscCall(PetscContainerGetPointer(container, reinterpret_cast<void**>(value)));
  PetscFunctionReturn(0);
}

/// Hands `value` to `dm`, in whose place it dies; what stood under `key` dies now.
template <class Value>
PetscErrorCode keep(DM dm, const char* key, std::unique_ptr<Value> value) {
  PetscFunctionBegin;
  PetscContainer container;
  PetscCall(PetscContainerCreate(PETSC_COMM_SELF, &container));
  PetscCall(PetscContainerSetPointer(container, value.release()));
  PetscCall(PetscContainerSetUserDestroy(container, destroy<Value>));
  PetscCall(PetscObjectCompose(reinterpret_cast<PetscObject>(dm), key, reinterpret_cast<PetscObject>(container)));
  PetscCall(PetscContainerDestroy(&container));
  PetscFunctionReturn(0);
}

PetscErrorCode read_options(SNES snes, SessionOptions* options) {
  PetscFunctionBegin;
  const auto object = reinterpret_cast<PetscObject>(snes);
  PetscOptions database;
  const char* prefix;
  PetscCall(PetscObjectGetOptions(object, &database));
  PetscCall(SNESGetOptionsPrefix(snes, &prefix));
  auto& check = options->cross_check;
  auto every_use = check.every_use ? PETSC_TRUE : PETSC_FALSE;
  auto period = static_cast<PetscInt>(check.perturbed_period);
  PetscCall(PetscOptionsGetBool(database, prefix, "-jacquard_check", &every_use, nullptr));
  PetscCall(PetscOptionsGetInt(database, prefix, "-jacquard_check_period", &period, nullptr));
  PetscCall(PetscOptionsGetReal(database, prefix, "-jacquard_check_tolerance", &check.tolerance, nullptr));
  PetscCheck(period >= 0, PetscObjectComm(object), PETSC_ERR_ARG_OUTOFRANGE,
             "Jacquard: -jacquard_check_period must not be negative, it is %" PetscInt_FMT, period);
  check.every_use = every_use == PETSC_TRUE;
  check.perturbed_period = static_cast<std::uint32_t>(period);
  if (prefix) options->name = prefix;
  EvaluatorKind kind;
  PetscCall(JacquardOptionsGetEvaluator(database, prefix, &kind));
  options->evaluators = evaluators(kind, options->name);
  PetscFunctionReturn(0);
}

/// The local dependent that is each independent's equation; -1 where another process has it.
std::vector<std::int32_t> equations(const LocalLayout& layout) {
  std::vector<std::int32_t> equation_of;
  const PetscInt first = layout.global_rows.empty() ? 0 : layout.global_rows.front();
  const auto num_rows = static_cast<PetscInt>(layout.global_rows.size());
  for (const PetscInt column : layout.global_columns) {
    const bool is_own = column >= first && column < first + num_rows;
    equation_of.push_back(is_own ? static_cast<std::int32_t>(column - first) : -1);
  }
  return equation_of;
}

PetscErrorCode layout_of(DM dm, Vec x, LocalLayout* layout) {
  PetscFunctionBegin;
  PetscBool is_dmda;
  PetscCall(PetscObjectTypeCompare(reinterpret_cast<PetscObject>(dm), DMDA, &is_dmda));
  PetscCall(is_dmda ? layout_of_dmda(dm, layout) : layout_of_vector(x, layout));
  PetscFunctionReturn(0);
}

PetscErrorCode make_session(SNES snes, SolverState* state) {
  PetscFunctionBegin;
  SessionOptions options;
  PetscCall(read_options(snes, &options));
  options.equation_of = equations(state->layout);
  PetscCall(start_kokkos());
  Residual residual;
  residual.plain = [state](std::span<const double> x, std::span<double> f) {
    throw_if_failed(state->function->plain(state->info(), x, f));
  };
  residual.active = [state](std::span<const Active> x, std::span<Active> f) {
    throw_if_failed(state->function->active(state->info(), x, f));
  };
  PetscCall(guarded([&]() -> PetscErrorCode {
    state->session = std::make_unique<Session>(std::move(residual), state->layout.shape,
                                               default_order_sources(options.name), options);
    return 0;
  }));
  PetscFunctionReturn(0);
}

}  // namespace

PetscErrorCode function_context(DM dm, FunctionContext** context) {
  PetscFunctionBegin;
  PetscCall(find(dm, function_key, context));
  if (*context) PetscFunctionReturn(0);
  auto made = std::make_unique<FunctionContext>();
  *context = made.get();
  PetscCall(keep(dm, function_key, std::move(made)));
  PetscFunctionReturn(0);
}

PetscErrorCode existing_state(SNES snes, SolverState** state) {
  PetscFunctionBegin;
  DM dm;
  PetscCall(SNESGetDM(snes, &dm));
  PetscCall(find(dm, state_key, state));
  PetscFunctionReturn(0);
}

PetscErrorCode solver_state(SNES snes, Vec x, const FunctionContext& context, SolverState** state) {
  PetscFunctionBegin;
  PetscCall(existing_state(snes, state));
  if (*state && (*state)->function == context.function) PetscFunctionReturn(0);
  DM dm;
  PetscCall(SNESGetDM(snes, &dm));
  auto made = std::make_unique<SolverState>();
  made->function = context.function;
  PetscCall(layout_of(dm, x, &made->layout));
  PetscCall(make_session(snes, made.get()));
  *state = made.get();
  PetscCall(keep(dm, state_key, std::move(made)));
  PetscFunctionReturn(0);
}

}  // namespace jacquard::petsc

PetscErrorCode JacquardOptionsGetEvaluator(PetscOptions options, const char* prefix,
                                           jacquard::EvaluatorKind* kind) {
  PetscFunctionBegin;
  char word[16] = "auto";
  PetscCall(PetscOptionsGetString(options, prefix, "-jacquard_evaluator", word, sizeof word, nullptr));
  const auto found = jacquard::evaluator_kind(word);
  PetscCheck(found, PETSC_COMM_SELF, PETSC_ERR_ARG_OUTOFRANGE,
             "Jacquard: -jacquard_evaluator must be tile, compiled or auto, it is %s", word);
  *kind = *found;
  PetscFunctionReturn(0);
}
