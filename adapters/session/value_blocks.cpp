// SPDX-License-Identifier: BSD-2-Clause
// Where the Jacobian values of each stage stand in the one buffer of a capture.
#include "value_blocks.hpp"

#include <string>

#include "jacquard/error.hpp"

namespace jacquard {
namespace {

// Chaining marks slots with the highest bit while it is being built.
constexpr std::size_t most_slots = std::size_t(1) << 31;

// Blocks start on cache lines.
std::size_t padded(std::size_t extent) {
  return (extent + num_constant_slots - 1) / num_constant_slots * num_constant_slots;
}

bool has_visible_entry(const StageBatch& stage, const CapturedResidual& captured) {
  const auto first_dependent = static_cast<StateIndex>(captured.num_independents + captured.num_cuts);
  const auto num_independents = static_cast<StateIndex>(captured.num_independents);
  bool found = false;
  for_each_entry(stage, 0, [&](StateIndex row, StateIndex column, SlotIndex) {
    found |= row >= first_dependent && column < num_independents;
  });
  return found;
}

}  // namespace

ValueBlocks::ValueBlocks(const SiteEvaluation& evaluation) : first_slots_(evaluation.stages().size()) {
  std::vector<bool> visible;
  for (const StageBatch& stage : evaluation.stages()) {
    visible.push_back(has_visible_entry(stage, evaluation.captured()));
  }
  end_ = num_constant_slots;
  const auto place = [&](bool wanted) {
    for (std::size_t s = 0; s < first_slots_.size(); ++s) {
      if (visible[s] != wanted) continue;
      const StageBatch& stage = evaluation.stages()[s];
      first_slots_[s] = end_;
      end_ += padded(stage.block_extent());
    }
  };
  place(false);
  first_visible_ = end_;
  place(true);
  if (end_ >= most_slots)
    throw ShapeError("session: " + std::to_string(end_) + " Jacobian values, at most 2^31 - 1 fit");
}

}  // namespace jacquard
