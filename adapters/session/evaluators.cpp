// SPDX-License-Identifier: BSD-2-Clause
// The evaluators that sessions choose from.
#include "class_kernel.hpp"
#include "jacquard/error.hpp"
#include "jacquard/kernels/compiled_evaluator.hpp"
#include "jacquard/kernels/host_evaluator.hpp"
#include "jacquard/session.hpp"

namespace jacquard {
namespace {

using kernels::CompiledEvaluator;

/// Tiles work so long before the cache is asked for a kernel, which takes some 10 ms of another core.
constexpr std::chrono::milliseconds patience{100};

/// About what compiling the programs takes (`jacquard_first_use_bench`): mostly for headers, then by operations.
std::chrono::milliseconds compiling_time(std::span<const Program> programs) {
  std::size_t num_instructions = 0;
  for (const Program& program : programs) num_instructions += program.instructions.size();
  return std::chrono::milliseconds(2000 + num_instructions * 4 / 5);
}

std::unique_ptr<CompiledEvaluator> compiled(std::span<const Program> programs,
                                            kernels::CompilationOptions options) {
  return std::make_unique<CompiledEvaluator>(std::vector<Program>(programs.begin(), programs.end()),
                                             kernels::make_host_evaluator(programs), std::move(options));
}

}  // namespace

std::optional<EvaluatorKind> evaluator_kind(std::string_view word) {
  if (word == "tile") return EvaluatorKind::tile;
  if (word == "compiled") return EvaluatorKind::compiled;
  if (word == "auto") return EvaluatorKind::automatic;
  return std::nullopt;
}

EvaluatorFactory evaluators(EvaluatorKind kind, const std::string& name) {
  return [kind, name](std::span<const Program> programs) -> std::unique_ptr<Evaluator> {
    if (kind == EvaluatorKind::tile) return kernels::make_host_evaluator(programs);
    kernels::CompilationOptions options;
    options.emission.name = name;
    if (kind == EvaluatorKind::automatic) {
      options.patience = patience;
      // A compiler on a thread of the same core slows most tiles by up to 30 %: of that, a solve which ends with
      // the compiler loses a sixth.
      options.compiler_patience = 5 * compiling_time(programs);
      return compiled(programs, std::move(options));
    }
    options.niceness = 0;
    auto evaluator = compiled(programs, std::move(options));
    if (evaluator->wait() != CompiledEvaluator::Stage::ready)
      throw StateError(name + ": compiled kernels were asked for; found: " + evaluator->description());
    return evaluator;
  };
}

EvaluatorFactory evaluators_or_automatic(const EvaluatorFactory& chosen, const std::string& name) {
  return chosen ? chosen : evaluators(EvaluatorKind::automatic, name);
}

}  // namespace jacquard
