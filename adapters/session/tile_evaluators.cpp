// SPDX-License-Identifier: BSD-2-Clause
// The evaluators of sessions that name none: tiles on the host.
#include "tile_evaluators.hpp"

#include "jacquard/kernels/host_evaluator.hpp"
#include "jacquard/kernels/instruction_set.hpp"

namespace jacquard {
namespace {

int num_lanes(kernels::InstructionSet set) {
  switch (set) {
    case kernels::InstructionSet::avx512:
      return 8;
    case kernels::InstructionSet::avx2:
      return 4;
    case kernels::InstructionSet::sse2:
    case kernels::InstructionSet::neon:
      break;
  }
  return 2;
}

}  // namespace

EvaluatorFactory tile_evaluators() {
  return [](std::span<const Program> programs) {
    const kernels::InstructionSet set = kernels::available_instruction_sets().back();
    kernels::TileOptions options;
    options.instruction_set = set;
    return NamedEvaluator{
        "tile, " + std::string(kernels::name(set)) + ", " + std::to_string(num_lanes(set)) + " lanes",
        kernels::make_host_evaluator(programs, options)};
  };
}

}  // namespace jacquard
