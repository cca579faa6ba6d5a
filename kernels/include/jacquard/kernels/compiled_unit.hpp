// SPDX-License-Identifier: BSD-2-Clause
// What the unit of a kernel that is compiled at run time includes, and how it exports its entry point.
#pragma once

#include <atomic>

#include "jacquard/kernels/compiled_batch.hpp"

namespace jacquard::kernels {

/// What packs fall back to belongs to the process that loads the unit.
inline std::atomic<ScalarFunction> bound_scalar_value = nullptr;
inline double scalar_value(Elemental elemental, double a, double b, double c) {
  return bound_scalar_value.load(std::memory_order_relaxed)(elemental, a, b, c);
}

}  // namespace jacquard::kernels

#define JACQUARD_NAME_ENTRY(key) jacquard_kernel_##key
#define JACQUARD_EXPAND_ENTRY(key) JACQUARD_NAME_ENTRY(key)

/// Exports `functor`, run over packs of `arch`, as jacquard_kernel_<key>.
#define JACQUARD_COMPILED_KERNEL(functor, key, arch)                                                               \
  extern "C" __attribute__((visibility("default"))) const jacquard::kernels::CompiledKernel JACQUARD_EXPAND_ENTRY( \
      key){[](jacquard::kernels::ScalarFunction function) { jacquard::kernels::bound_scalar_value = function; },   \
           jacquard::kernels::run_compiled<functor, jacquard::kernels::Pack<arch>>};
