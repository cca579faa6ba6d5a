// SPDX-License-Identifier: BSD-2-Clause
// Site classes under construction: structures are interned, sites appended.
#pragma once

#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "canonical_unit.hpp"
#include "parameter_table.hpp"

namespace jacquard {

/// One value per site, kept once as long as all are equal.
template <class Value>
class SiteColumn {
 public:
  void append(Value value, std::size_t num_before) {
    if (num_before == 0) first_ = value;
    if (values_.empty()) {
      if (value == first_) return;
      values_.assign(num_before, first_);
    }
    values_.push_back(value);
  }
  bool is_shared() const { return values_.empty(); }
  Value operator[](std::size_t site) const { return values_.empty() ? first_ : values_[site]; }

 private:
  Value first_{};
  std::vector<Value> values_;
};

/// All units of equal structure.
struct UnitClass {
  std::vector<std::uint32_t> structure;
  std::uint64_t hash = 0;
  std::size_t num_sites = 0;
  std::size_t num_inputs = 0;
  std::size_t num_outputs = 0;
  std::vector<StateIndex> inputs;   ///< [num_sites x num_inputs], input fastest
  std::vector<StateIndex> outputs;  ///< [num_sites x num_outputs], output fastest
  SiteColumn<std::uint32_t> levels;
  std::vector<SiteColumn<std::uint64_t>> literals;
  std::vector<SiteColumn<std::uint32_t>> parameters;
};

/// Interns units.
class ClassTable {
 public:
  void append(const CanonicalUnit& unit);
  std::span<UnitClass> classes() { return classes_; }

 private:
  UnitClass& find_or_create(const CanonicalUnit& unit);
  UnitClass& create(const CanonicalUnit& unit, std::uint64_t hash);
  void note_recent(std::uint32_t number);

  static constexpr std::size_t num_recent = 8;

  std::vector<UnitClass> classes_;
  std::unordered_multimap<std::uint64_t, std::uint32_t> known_;
  std::vector<std::uint32_t> recent_;  ///< classes found last, latest first: most units are of one of them
};

/// The classes with their graphs, tables and stages; the tables of `classes` are emptied.
/// `captured` has its extents set; its classes, stages and parameter work are written.
void assemble_classes(std::span<UnitClass> classes, const ParameterTable& parameters, CapturedResidual& captured);

}  // namespace jacquard
