// SPDX-License-Identifier: BSD-2-Clause
// The tasks that are measured on a device.
#pragma once

#include "jacquard/batched_kernel.hpp"
#include "tasks.hpp"

namespace jacquard::bench {

inline bool is_for_devices(const Task& task) { return name_of(task) == "Roe3D" || name_of(task) == "KineticsH2O2"; }

/// Calls visit(name, residual, shape, sample).
template <class Visit>
auto visit_residual(const Task& task, Visit visit) {
  return std::visit(
      [&](const auto& kind) {
        return visit(std::string(kind.name), residual_from(kind),
                     KernelShape{kind.num_independents, kind.num_dependents}, kind.sample());
      },
      task);
}

}  // namespace jacquard::bench
