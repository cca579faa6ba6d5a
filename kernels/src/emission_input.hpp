// SPDX-License-Identifier: BSD-2-Clause
// What decides an emitted functor, so that it can be told from others without being emitted.
#pragma once

#include <span>
#include <string>

#include "jacquard/kernels/emission.hpp"

namespace jacquard::kernels {

/// The programs and options that emit() prints from, as bytes: equal bytes, and the functors compute the same under
/// the same name. Left out is what emit() prints as comments only, and literals that are data.
/// Cost: linear in the instructions.
std::string emission_input(std::span<const Program> programs, const EmissionOptions& options);

}  // namespace jacquard::kernels
