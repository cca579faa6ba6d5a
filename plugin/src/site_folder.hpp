// SPDX-License-Identifier: BSD-2-Clause
// Folds the stream of elementals of one pass online into units.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "capture_plan.hpp"
#include "capture_window.hpp"
#include "jacquard/capture.hpp"
#include "sum_table.hpp"
#include "unit_writer.hpp"

namespace jacquard {

class Recorder;

/// One pass over a residual.
///
/// At most two units are open. The visit collects the dependents of one grid point; it ends when another
/// point is assigned. The group collects consecutive cuts (terms of sums, operations the plan names) that
/// share operations. What a closed unit has computed can be used later only through a state entry; any
/// other use goes into the plan, and the pass then counts for nothing but its plan.
class SiteFolder {
 public:
  SiteFolder(CapturePlan& plan, const CaptureShape& shape, std::size_t num_independents,
             const CaptureWindow& window);
  void start(Recorder& recorder, std::span<Active> dependents);

  /// The dependent at `address` is assigned `value`; returns the tag that it then carries.
  ActiveTag assign(const Active* address, const Active& value);
  /// Whether the dependent at `address` was assigned in the visit that is open.
  bool is_in_visit(const Active* address) const;
  /// sign * `value` is added to the dependent at `address`, which is not in the visit; returns its tag.
  ActiveTag accumulate(const Active* address, const Active& value, std::int8_t sign);
  /// A sum is read: its value so far, as state.
  ActiveTag materialise(ActiveTag sum);
  /// An operation was recorded; returns the tag of its value.
  ActiveTag note_operation(std::uint64_t position);

  /// Closes what is open and checks every dependent.
  void finish();
  /// Hands over what a complete pass has captured; the recorder must still be there.
  CapturedResidual captured() &&;

 private:
  static constexpr std::size_t no_point = ~std::size_t(0);

  std::size_t dependent_at(const Active* address) const {
    return static_cast<std::size_t>(address - dependents_.data());
  }
  StateIndex dependent_state(std::size_t dependent) const { return -1 - static_cast<StateIndex>(dependent); }
  ActiveTag state_tag(StateIndex state) const;
  void retag(std::size_t dependent, ActiveTag tag);

  // Units
  void claim(std::uint64_t root, OpenUnit& unit);
  void claim_guard(const RecordedGuard& guard, OpenUnit& unit);
  bool enter(std::uint64_t position, OpenUnit& unit);
  void ask_for_cut(std::uint64_t position, bool is_for_guard);
  StateIndex held_state(std::uint64_t position) const;
  void hold(std::uint64_t position, StateIndex state);
  bool has_guards_up_to(std::uint64_t position) const;
  void close(OpenUnit& unit);
  void close_group();
  void close_guards(std::uint64_t position);
  void forget_finished_operations();

  // State of values that are cut off
  StateIndex state_of(const Active& value);
  StateIndex state_of_operation(std::uint64_t position);
  void add_to_group(std::uint64_t position);

  // Dependents
  void end_visit();
  void add_visit_root(std::size_t dependent);
  void add_sum_base(std::size_t dependent);
  void start_sum(std::size_t dependent);
  void assign_copies_of_memory();
  void finish_dependent(std::size_t dependent);
  void write_constant(const Active& value, StateIndex target);
  void write_accumulations(CapturedResidual& captured) const;

  CapturePlan& plan_;
  CaptureShape shape_;
  CaptureWindow window_;
  std::size_t num_independents_;
  Recorder* recorder_ = nullptr;
  std::span<Active> dependents_;

  std::uint32_t last_unit_ = 0;
  OpenUnit visit_, group_, candidate_;
  bool joins_group_ = false;  ///< whether the latest walk has met work of the group
  bool is_walk_for_guard_ = false;
  std::size_t num_guards_taken_ = 0;
  std::uint64_t finished_position_ = 0;  ///< units up to here are closed
  std::size_t visited_point_ = no_point;
  std::uint32_t visit_count_ = 0;
  std::vector<std::uint32_t> assigned_in_visit_;  ///< [dependents_per_point]: the last visit that assigned it
  std::vector<std::size_t> visit_dependents_;

  std::vector<std::uint32_t> num_assignments_;   ///< [num_dependents]
  std::vector<std::uint32_t> root_assignments_;  ///< [num_dependents]: which assignment became a root; 0 none
  SumTable sums_;
  UnitWriter writer_;

  struct Frame {
    std::uint64_t position;
    std::size_t next_argument;
  };
  std::vector<Frame> walk_;
};

}  // namespace jacquard
