// SPDX-License-Identifier: BSD-2-Clause
// Folds the stream of elementals of one pass online into units, and units into site classes.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "canonical_unit.hpp"
#include "capture_plan.hpp"
#include "class_table.hpp"
#include "jacquard/capture.hpp"
#include "operation.hpp"

namespace jacquard {

class Recorder;

/// What a unit computes, and the state entry it is stored in.
struct UnitRoot {
  ActiveTag value;
  double literal = 0.0;  ///< where `value` is a literal
  StateIndex target = 0;
};

/// Work that is captured together: operations in depth-first order of their use by the roots.
struct OpenUnit {
  std::uint32_t id = 0;  ///< 0: closed
  std::vector<std::uint64_t> operations;
  std::vector<UnitRoot> roots;
  std::uint64_t last_position = 0;  ///< guards up to here belong to it

  bool is_open() const { return id != 0; }
  void close() {
    id = 0;
    operations.clear();
    roots.clear();
  }
};

/// One pass over a residual.
///
/// At most two units are open. The visit collects the dependents of one grid point; it ends when another
/// point is assigned. The group collects consecutive cuts (terms of sums, operations the plan names) that
/// share operations. What a closed unit has computed can be used later only through a state entry; any
/// other use goes into the plan, and the pass counts for nothing but its plan.
class SiteFolder {
 public:
  SiteFolder(CapturePlan& plan, const CaptureShape& shape, std::size_t num_independents);
  void start(Recorder& recorder, std::span<Active> dependents);

  /// The dependent at `address` is assigned `value`; returns the tag it then carries.
  ActiveTag assign(const Active* address, const Active& value);
  /// Whether the dependent at `address` was assigned in the visit that is open.
  bool is_in_visit(const Active* address) const;
  /// The dependent at `address`, whose point is not being visited, has sign * `value` added to it.
  ActiveTag accumulate(const Active* address, const Active& value, std::int8_t sign);
  /// A sum is read: its value so far, as state.
  ActiveTag materialise(ActiveTag sum);
  /// An operation was recorded; returns the tag of its value.
  ActiveTag note_operation(std::uint64_t position);

  /// Closes what is open and checks every dependent.
  void finish();
  /// Hands over what a complete pass has captured.
  CapturedResidual captured() &&;

 private:
  struct Term {
    StateIndex state = 0;
    std::int8_t sign = 1;
    std::uint32_t previous = no_term;
    StateIndex sum_cut = Operation::no_cut;  ///< the cut that holds the sum up to this term, if any
  };
  static constexpr std::uint32_t no_term = 0xffffffffu;
  static constexpr std::uint64_t no_operation = ~std::uint64_t(0);
  static constexpr std::size_t no_point = ~std::size_t(0);
  static constexpr std::size_t max_window = std::size_t(1) << 18;          ///< operations kept without a root
  static constexpr std::size_t comfortable_window = std::size_t(1) << 15;  ///< and where units close often

  std::size_t dependent_at(const Active* address) const { return static_cast<std::size_t>(address - dependents_.data()); }
  StateIndex dependent_state(std::size_t dependent) const { return -1 - static_cast<StateIndex>(dependent); }
  StateIndex new_cut();
  ActiveTag state_tag(StateIndex state) const;
  StateIndex state_of(const Active& value);
  StateIndex state_of_operation(std::uint64_t position);
  StateIndex state_of_constant(const Active& value);

  void end_visit();
  void close_group();
  /// Gives the guards up to `position` units of their own: no unit that assigns anything can carry them.
  void close_guards(std::uint64_t position);
  void add_visit_root(std::size_t dependent);
  void close(OpenUnit& unit);

  void claim(std::uint64_t root, OpenUnit& unit);
  bool enter(std::uint64_t position, std::uint32_t unit);
  StateIndex held_state(std::uint64_t position) const;
  void hold(std::uint64_t position, StateIndex state);
  bool has_guards_up_to(std::uint64_t position) const;

  void start_canonical(std::size_t num_operations, std::size_t num_outputs, std::size_t num_guards);
  void canonicalise(const OpenUnit& unit, std::size_t first_guard);
  UnitReference reference(ActiveKind kind, std::uint64_t index, std::uint32_t unit);
  UnitReference input(StateIndex state);
  UnitReference held(StateIndex state, std::uint32_t unit);
  UnitReference literal(std::uint64_t bits);
  void write_constant(const Active& value, StateIndex target);
  void write_sum(std::span<const Term> terms, StateIndex target);
  std::uint32_t& level(StateIndex state);
  void intern();

  std::vector<Term> terms_of(std::uint32_t last) const;
  void start_sum(std::size_t dependent);
  void finish_dependent(std::size_t dependent);
  [[noreturn]] void refuse(std::size_t dependent, const char* what) const;
  void forget_old_operations();
  void write_accumulations(CapturedResidual& captured) const;

  CapturePlan& plan_;
  CaptureShape shape_;
  std::size_t num_independents_;
  Recorder* recorder_ = nullptr;
  std::span<Active> dependents_;

  std::uint32_t last_unit_ = 0;
  OpenUnit visit_, group_, candidate_;
  bool joins_group_ = false;  ///< whether the walk in progress has met work of the group
  std::size_t visited_point_ = no_point;
  std::uint32_t visit_count_ = 0;
  std::vector<std::uint32_t> assigned_in_visit_;  ///< [dependents_per_point]: the last visit that assigned it
  std::vector<std::size_t> visit_dependents_;
  std::size_t num_guards_taken_ = 0;

  std::vector<std::uint32_t> num_assignments_;   ///< [num_dependents]
  std::vector<std::uint32_t> root_assignments_;  ///< [num_dependents]: which assignment became a root; 0 none
  std::vector<Term> terms_;
  std::size_t num_cuts_ = 0;
  std::vector<std::uint32_t> cut_levels_, dependent_levels_;
  std::vector<std::uint64_t> cut_operations_;  ///< [num_cuts]: position of the root of a group

  struct Frame {
    std::uint64_t position;
    std::size_t next_argument;
  };
  std::vector<Frame> walk_;
  CanonicalUnit canonical_;
  FirstUseNumbering input_numbers_, dependent_numbers_, parameter_numbers_;
  ClassTable table_;
};

}  // namespace jacquard
