// SPDX-License-Identifier: BSD-2-Clause
// The tile evaluator of the host, for units that do not include Kokkos.
#include "jacquard/kernels/host_evaluator.hpp"

#include "jacquard/kernels/tile_evaluator.hpp"

namespace jacquard::kernels {

std::unique_ptr<Evaluator> make_host_evaluator(std::span<const Program> programs, const TileOptions& options) {
  return std::make_unique<TileEvaluator<Kokkos::DefaultHostExecutionSpace>>(programs, options);
}

}  // namespace jacquard::kernels
