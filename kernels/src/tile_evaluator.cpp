// SPDX-License-Identifier: BSD-2-Clause
// The tile evaluators of Kokkos' default execution spaces.
#include "jacquard/kernels/tile_evaluator.hpp"

#include "jacquard/kernels/host_evaluator.hpp"

namespace jacquard::kernels {

template class TileEvaluator<Kokkos::DefaultExecutionSpace>;

std::unique_ptr<Evaluator> make_host_evaluator(std::span<const Program> programs, const TileOptions& options) {
  return std::make_unique<TileEvaluator<Kokkos::DefaultHostExecutionSpace>>(programs, options);
}

}  // namespace jacquard::kernels
