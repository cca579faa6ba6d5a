// SPDX-License-Identifier: BSD-2-Clause
// Where the Jacobian values of each stage stand in the one buffer of a capture.
#pragma once

#include <cstddef>
#include <vector>

#include "product_sums.hpp"
#include "site_evaluation.hpp"

namespace jacquard {

/// The first slots of every buffer: constants that chaining multiplies by, padded to a full cache line.
inline constexpr SlotIndex one_slot = 0;
inline constexpr SlotIndex minus_one_slot = 1;
inline constexpr SlotIndex zero_slot = 2;
inline constexpr std::size_t num_constant_slots = 8;

/// Blocks of stages none of whose entries is one of the Jacobian come first: [constants | hidden | visible].
class ValueBlocks {
 public:
  /// @throws ShapeError if the buffer would need more than 2^31 slots.
  explicit ValueBlocks(const SiteEvaluation& evaluation);

  std::size_t first_slot(std::size_t stage) const { return first_slots_[stage]; }
  std::size_t first_visible() const { return first_visible_; }
  std::size_t end() const { return end_; }

 private:
  std::vector<std::size_t> first_slots_;  ///< [num_stages]
  std::size_t first_visible_ = 0;
  std::size_t end_ = 0;
};

/// Calls visit(dependent state, independent state, slot) for every entry of every site of one stage, those that
/// only other branches of the sites have included.
template <class Visitor>
void for_each_entry(const StageBatch& stage, std::size_t first_slot, Visitor&& visit) {
  const CompressedRows& pattern = stage.kernel->pattern().rows;
  const Batch& batch = stage.batch;
  const BatchLayout layout = stage.kernel->evaluator().layout(batch.num_points);
  for (std::size_t m = 0; m < pattern.num_rows(); ++m) {
    for (std::uint32_t e = pattern.row_offsets[m]; e < pattern.row_offsets[m + 1]; ++e) {
      const StateIndex* const gather = batch.gather + pattern.columns[e] * batch.gather_stride;
      const StateIndex* const scatter = batch.scatter + m * batch.scatter_stride;
      for (std::size_t p = 0; p < batch.num_points; ++p) {
        visit(scatter[p], gather[p], static_cast<SlotIndex>(first_slot + layout.offset(e, p)));
      }
    }
  }
  for (std::size_t x = 0; x < stage.num_extras(); ++x) {
    const auto& [dependent, source] = stage.branches->extras[x];
    for (std::size_t p = 0; p < batch.num_points; ++p) {
      const StateIndex column = stage.branches->state(*stage.site_class, source, stage.first_site + p);
      if (column < 0) continue;  // a site to which no such branch can apply
      const std::size_t slot = stage.slot(layout, layout.num_entries + x, p);
      visit(batch.scatter[dependent * batch.scatter_stride + p], column, static_cast<SlotIndex>(first_slot + slot));
    }
  }
}

}  // namespace jacquard
