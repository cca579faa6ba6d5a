// SPDX-License-Identifier: BSD-2-Clause
// One stage of a capture with its tables resolved to pointers, and its block of Jacobian values.
#pragma once

#include "class_branches.hpp"
#include "class_kernel.hpp"
#include "jacquard/sites.hpp"

namespace jacquard {

/// One stage with its tables resolved to pointers.
struct StageBatch {
  const ClassKernel* kernel = nullptr;
  const SiteClass* site_class = nullptr;
  std::size_t first_site = 0;
  bool feeds_others = false;                ///< what it computes is read by later stages or summed up
  bool is_fed = false;                      ///< it gathers what earlier stages compute; on other branches likewise
  Batch batch;                              ///< `jacobian` is for whoever owns the buffer to set
  const ClassBranches* branches = nullptr;  ///< other branches of its sites; null where none is known

  /// Its block of values: the kernel's entries in the evaluator's layout, then [extra entries x num_points].
  BatchLayout layout() const { return kernel->evaluator().layout(batch.num_points); }
  std::size_t num_extras() const { return branches ? branches->extras.size() : 0; }
  std::size_t block_extent() const { return layout().extent() + num_extras() * batch.num_points; }

  /// Where entry `target` of OtherBranch::targets stands for `point`.
  std::size_t slot(const BatchLayout& own, std::size_t target, std::size_t point) const {
    if (target < own.num_entries) return own.offset(target, point);
    return own.extent() + (target - own.num_entries) * batch.num_points + point;
  }
};

}  // namespace jacquard
