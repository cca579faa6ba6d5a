// SPDX-License-Identifier: BSD-2-Clause
// The buffer of all Jacobian values of one capture, and the coordinates of those that are entries.
#include "jacobian_values.hpp"

#include <algorithm>
#include <cmath>

#include "entry_matching.hpp"
#include "structural_zeros.hpp"

namespace jacquard {
namespace {

constexpr std::size_t doubles_per_cache_line = 8;

std::size_t offset_to_cache_line(const double* data) {
  const std::size_t beyond = reinterpret_cast<std::uintptr_t>(data) / sizeof(double) % doubles_per_cache_line;
  return (doubles_per_cache_line - beyond) % doubles_per_cache_line;
}

bool starts_with(std::span<const std::int32_t> all, std::span<const std::int32_t> first) {
  return all.size() >= first.size() && std::ranges::equal(all.first(first.size()), first);
}

}  // namespace

JacobianValues::JacobianValues(SiteEvaluation& evaluation, std::span<const std::int32_t> equation_of,
                               const JacobianValues* previous)
    : blocks_(evaluation), chain_(chain_cuts(evaluation, blocks_)) {
  fill_coordinates(evaluation);
  const std::size_t num_dependents = evaluation.captured().num_dependents;
  const bool is_kept = previous && keep_pattern(*previous, num_dependents);
  if (!is_kept && !equation_of.empty()) append_zeros(equation_of, num_dependents);
  storage_.assign(end_of_visible() + chain_.hidden.num_targets() + doubles_per_cache_line, 0.0);
  alignment_offset_ = offset_to_cache_line(storage_.data());
  write_constants(evaluation);
}

bool JacobianValues::keep_pattern(const JacobianValues& previous, std::size_t num_dependents) {
  if (starts_with(previous.rows_, rows_) && starts_with(previous.columns_, columns_)) {
    append({previous.rows_.begin() + static_cast<std::ptrdiff_t>(rows_.size()), previous.rows_.end()},
           {previous.columns_.begin() + static_cast<std::ptrdiff_t>(columns_.size()), previous.columns_.end()});
    return true;
  }
  const auto matches = match_entries({previous.rows_, previous.columns_}, {rows_, columns_}, num_dependents);
  if (!matches) return false;
  for (const std::uint32_t match : *matches) {
    const std::size_t slot = match == no_entry ? zero_slot : blocks_.first_visible() + match;
    kept_slots_.push_back(static_cast<SlotIndex>(slot));
  }
  copy_.resize(kept_slots_.size());
  num_zeros_ =
      static_cast<std::size_t>(std::ranges::count(*matches, no_entry) - std::ranges::count(previous.rows_, -1));
  rows_ = previous.rows_;
  columns_ = previous.columns_;
  return true;
}

void JacobianValues::append_zeros(std::span<const std::int32_t> equation_of, std::size_t num_dependents) {
  const Coordinates zeros = missing_mirror_images(rows_, columns_, equation_of, num_dependents);
  append(zeros.rows, zeros.columns);
}

void JacobianValues::append(std::span<const std::int32_t> rows, std::span<const std::int32_t> columns) {
  chain_.move_hidden(end_of_visible(), rows.size());
  num_zeros_ += rows.size();
  num_visible_ += rows.size();
  rows_.insert(rows_.end(), rows.begin(), rows.end());
  columns_.insert(columns_.end(), columns.begin(), columns.end());
}

void JacobianValues::fill_coordinates(const SiteEvaluation& evaluation) {
  const CapturedResidual& captured = evaluation.captured();
  const auto num_independents = static_cast<StateIndex>(captured.num_independents);
  const auto first_dependent = static_cast<StateIndex>(captured.num_independents + captured.num_cuts);
  const std::size_t first_visible = blocks_.first_visible();
  rows_.assign(blocks_.end() - first_visible, -1);
  columns_.assign(rows_.size(), -1);
  for (std::size_t s = 0; s < evaluation.stages().size(); ++s) {
    if (blocks_.first_slot(s) < first_visible) continue;
    for_each_entry(evaluation.stages()[s], blocks_.first_slot(s),
                   [&](StateIndex row, StateIndex column, SlotIndex slot) {
                     if (row < first_dependent || column >= num_independents) return;
                     rows_[slot - first_visible] = row - first_dependent;
                     columns_[slot - first_visible] = column;
                   });
  }
  rows_.insert(rows_.end(), chain_.rows.begin(), chain_.rows.end());
  columns_.insert(columns_.end(), chain_.columns.begin(), chain_.columns.end());
  num_visible_ = first_zero_ = rows_.size();
  chain_.rows = {};
  chain_.columns = {};
}

void JacobianValues::write_constants(SiteEvaluation& evaluation) {
  buffer()[one_slot] = 1.0;
  buffer()[minus_one_slot] = -1.0;
  std::vector<bool> is_constant(storage_.size(), false);
  is_constant[one_slot] = is_constant[minus_one_slot] = true;
  for (std::size_t s = 0; s < evaluation.stages().size(); ++s) {
    StageBatch& stage = evaluation.stages()[s];
    stage.batch.jacobian = buffer() + blocks_.first_slot(s);
    stage.kernel->evaluator().write_constants(stage.batch);
    mark_constants(stage, blocks_.first_slot(s), is_constant);
  }
  chain();
  chain_.hidden.drop_constant_sums(is_constant);
  chain_.visible.drop_constant_sums(is_constant);
  for (std::size_t k = 0; k < rows_.size(); ++k) {
    num_constant_entries_ += rows_[k] >= 0 && is_constant[slot_of(k)] ? 1 : 0;
  }
}

void JacobianValues::mark_constants(const StageBatch& stage, std::size_t first_slot,
                                    std::vector<bool>& is_constant) {
  if (stage.branches) return;  // on another branch of a site its entries may be others
  const BatchLayout layout = stage.kernel->evaluator().layout(stage.batch.num_points);
  const JacobianPattern& pattern = stage.kernel->pattern();
  for (std::size_t e = 0; e < pattern.is_constant.size(); ++e) {
    if (!pattern.is_constant[e]) continue;
    for (std::size_t p = 0; p < stage.batch.num_points; ++p) is_constant[first_slot + layout.offset(e, p)] = true;
  }
}

void JacobianValues::chain(double* stored) {
  chain_.hidden.run(buffer());
  chain_.visible.run(buffer());
  if (stored) return writer_->write_rest(buffer(), stored);
  for (std::size_t k = 0; k < kept_slots_.size(); ++k) copy_[k] = buffer()[kept_slots_[k]];
}

SlotIndex JacobianValues::slot_of(std::size_t entry) const {
  if (!kept_slots_.empty()) return kept_slots_[entry];
  return entry < first_zero_ ? static_cast<SlotIndex>(blocks_.first_visible() + entry) : zero_slot;
}

void JacobianValues::set_sources(std::span<const StageBatch> stages, std::span<const std::int32_t> sources) {
  if (sources.empty()) return writer_.reset();
  std::vector<SlotIndex> slots;
  for (const std::int32_t source : sources)
    slots.push_back(source < 0 ? zero_slot : slot_of(static_cast<std::size_t>(source)));
  writer_ = MatrixWriter(stages, blocks_, end_of_visible(), slots);
}

std::size_t JacobianValues::num_entries() const { return rows_.size() - std::ranges::count(rows_, -1); }

void JacobianValues::add_magnitudes(std::span<const double> numbers, std::span<const std::int32_t> sources,
                                    std::span<const double> x, std::span<double> scales) const {
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const auto k = sources.empty() ? static_cast<std::ptrdiff_t>(i) : sources[i];
    if (k >= 0 && rows_[k] >= 0) scales[rows_[k]] += std::abs(numbers[i] * x[columns_[k]]);
  }
}

}  // namespace jacquard
