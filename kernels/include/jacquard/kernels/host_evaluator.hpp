// SPDX-License-Identifier: BSD-2-Clause
// The tile evaluator of the host, for units that do not include Kokkos.
#pragma once

#include <memory>
#include <span>

#include "jacquard/evaluator.hpp"
#include "jacquard/kernels/host_program.hpp"

namespace jacquard::kernels {

/// A TileEvaluator in Kokkos' default host execution space; arguments and errors are its constructor's.
std::unique_ptr<Evaluator> make_host_evaluator(std::span<const Program> programs, const TileOptions& options = {});

}  // namespace jacquard::kernels
