// SPDX-License-Identifier: BSD-2-Clause
// Brings closed units into canonical form and interns them.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "canonical_unit.hpp"
#include "class_table.hpp"
#include "jacquard/active.hpp"
#include "operation_stream.hpp"
#include "sum_table.hpp"

namespace jacquard {

/// What a unit computes, and the state entry that it is stored in.
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
  std::uint64_t first_position = ~std::uint64_t(0);  ///< of all operations that it refers to
  std::uint64_t last_position = 0;                   ///< guards up to here belong to it

  bool is_open() const { return id != 0; }
  void close() {
    id = 0;
    first_position = ~std::uint64_t(0);
    operations.clear();
    roots.clear();
  }
};

/// The state entries of a capture, and its units as sites of classes.
///
/// State entries are independents, then cuts; dependent k is -1 - k until the number of cuts is known.
class UnitWriter {
 public:
  static constexpr std::uint64_t no_operation = ~std::uint64_t(0);

  UnitWriter(std::size_t num_independents, std::size_t num_dependents);

  /// A state entry for the value of the operation at `position`, or of none.
  StateIndex new_cut(std::uint64_t position = no_operation);
  std::size_t num_cuts() const { return cut_levels_.size(); }

  /// `unit`, whose arguments from elsewhere are all state; numbers its operations.
  void write_unit(OperationStream& stream, const OpenUnit& unit, std::span<const RecordedGuard> guards);
  /// target = value, a literal or a parameter.
  void write_constant(const Active& value, StateIndex target);
  /// target = sum of the terms, at least one.
  void write_sum(std::span<const SumTerm> terms, StateIndex target);

  std::span<UnitClass> classes() { return table_.classes(); }

 private:
  void start(std::size_t num_operations, std::size_t num_outputs, std::size_t num_guards);
  void intern();
  void append(UnitReference reference) { canonical_.structure.push_back(reference.word()); }
  void append(Elemental elemental) { canonical_.structure.push_back(static_cast<std::uint32_t>(elemental)); }

  UnitReference reference(const OperationStream& stream, ActiveKind kind, std::uint64_t index, std::uint32_t unit);
  UnitReference cut(const OperationStream& stream, StateIndex state, std::uint32_t unit);
  UnitReference input(StateIndex state);
  UnitReference literal(std::uint64_t bits);
  UnitReference parameter(std::uint64_t expression);
  std::uint32_t& level(StateIndex state);

  std::size_t num_independents_, num_dependents_;
  std::vector<std::uint32_t> cut_levels_, dependent_levels_;
  std::vector<std::uint64_t> cut_operations_;  ///< [num_cuts]: position of the operation it holds
  CanonicalUnit canonical_;
  FirstUseNumbering input_numbers_, dependent_numbers_, parameter_numbers_;
  ClassTable table_;
};

}  // namespace jacquard
