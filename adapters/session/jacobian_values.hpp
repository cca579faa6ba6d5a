// SPDX-License-Identifier: BSD-2-Clause
// The buffer of all Jacobian values of one capture, and the coordinates of those that are entries.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "cut_chain.hpp"
#include "matrix_writer.hpp"
#include "site_evaluation.hpp"
#include "value_blocks.hpp"

namespace jacquard {

/// Units write their Jacobians here; what lies behind cuts is chained from them.
class JacobianValues {
 public:
  /// Lays out the buffer, points the batches of `evaluation` at it and writes the constant entries.
  /// @param equation_of  as SessionOptions has it
  /// @param previous     whose rows() and columns() stay where they have room for all entries; values() are then a
  ///                     copy in that order, made at every chain()
  explicit JacobianValues(SiteEvaluation& evaluation, std::span<const std::int32_t> equation_of = {},
                          const JacobianValues* previous = nullptr);
  JacobianValues(const JacobianValues&) = delete;
  JacobianValues& operator=(const JacobianValues&) = delete;

  /// Chains the Jacobians of the last evaluation through cuts and sums. Allocates nothing.
  /// @param stored  null: completes values(); else completes what the writer has written during that evaluation,
  ///                and not values(), whose slots pieces share
  void chain(double* stored = nullptr);

  /// Makes the writer of a matrix that stores each entry once.
  /// @param sources  [num_stored] the entry that each stored number is; negative: it is always 0; empty: no writer
  void set_sources(std::span<const StageBatch> stages, std::span<const std::int32_t> sources);

  /// Null if there is none.
  const MatrixWriter* writer() const { return writer_ ? &*writer_ : nullptr; }

  std::span<const std::int32_t> rows() const { return rows_; }
  std::span<const std::int32_t> columns() const { return columns_; }
  std::span<const double> values() const {
    return kept_slots_.empty() ? std::span(buffer() + blocks_.first_visible(), rows_.size()) : copy_;
  }

  /// Entries, padding left out; how many of those never change; how many are zeros for the pattern's symmetry.
  std::size_t num_entries() const;
  std::size_t num_constant_entries() const { return num_constant_entries_; }
  std::size_t num_zeros() const { return num_zeros_; }

  /// scales[i] += sum_j |J_ij x_j|
  /// @param numbers  values(), or what a matrix stores
  /// @param sources  as set_sources() has them, of what a matrix stores; empty: number k is entry k
  void add_magnitudes(std::span<const double> numbers, std::span<const std::int32_t> sources,
                      std::span<const double> x, std::span<double> scales) const;

 private:
  SlotIndex slot_of(std::size_t entry) const;
  void fill_coordinates(const SiteEvaluation& evaluation);
  void append_zeros(std::span<const std::int32_t> equation_of, std::size_t num_dependents);
  void write_constants(SiteEvaluation& evaluation);
  static void mark_constants(const StageBatch& stage, std::size_t first_slot, std::vector<bool>& is_constant);
  void append(std::span<const std::int32_t> rows, std::span<const std::int32_t> columns);
  bool keep_pattern(const JacobianValues& previous, std::size_t num_dependents);
  std::size_t end_of_visible() const { return blocks_.first_visible() + num_visible_; }
  double* buffer() { return storage_.data() + alignment_offset_; }
  const double* buffer() const { return storage_.data() + alignment_offset_; }

  ValueBlocks blocks_;
  CutChain chain_;
  std::vector<double> storage_;
  std::size_t alignment_offset_ = 0;  ///< blocks start on cache lines
  std::vector<std::int32_t> rows_;
  std::vector<std::int32_t> columns_;
  std::size_t num_visible_ = 0;
  std::vector<SlotIndex> kept_slots_;  ///< where each entry stands, of a pattern that was kept; or empty
  std::vector<double> copy_;           ///< [kept_slots_.size()]
  std::size_t first_zero_ = 0;         ///< entry from which on all are zeros, where no pattern was kept as a copy
  std::size_t num_zeros_ = 0;          ///< stored for symmetry
  std::size_t num_constant_entries_ = 0;
  std::optional<MatrixWriter> writer_;
};

}  // namespace jacquard
