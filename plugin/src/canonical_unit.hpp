// SPDX-License-Identifier: BSD-2-Clause
// One unit of work in canonical form: what sites of a class share, and what differs between them.
#pragma once

#include <cstdint>
#include <vector>

#include "jacquard/sites.hpp"

namespace jacquard {

/// What an argument, output or guard of a unit is: a kind and a number within the unit.
class UnitReference {
 public:
  enum class Kind : std::uint32_t { operation, input, literal, parameter };

  constexpr UnitReference(Kind kind, std::size_t number)
      : word_(std::uint32_t(kind) << 30 | static_cast<std::uint32_t>(number)) {}
  constexpr explicit UnitReference(std::uint32_t word) : word_(word) {}

  constexpr Kind kind() const { return Kind(word_ >> 30); }
  constexpr std::uint32_t number() const { return word_ & 0x3fffffffu; }
  constexpr std::uint32_t word() const { return word_; }

 private:
  std::uint32_t word_;
};

/// Operations, inputs, literals and parameters are numbered by first use in a depth-first walk from the
/// outputs, so that equal work has equal `structure` wherever it stands in the stream.
///
/// `structure` holds counts of operations, outputs and guards; per operation its elemental and its
/// arguments; the outputs; per guard its condition and outcome. Literals take part by number only.
struct CanonicalUnit {
  std::vector<std::uint32_t> structure;
  std::vector<StateIndex> inputs;
  std::vector<StateIndex> outputs;
  std::vector<std::uint64_t> literals;    ///< bits of doubles
  std::vector<std::uint32_t> parameters;  ///< expressions of the ParameterTable
  std::uint32_t level = 0;                ///< 1 + that of the latest unit it reads from

  void clear() {
    structure.clear();
    inputs.clear();
    outputs.clear();
    literals.clear();
    parameters.clear();
    level = 0;
  }
};

/// Numbers keys by first use, again and again, without clearing in between.
class FirstUseNumbering {
 public:
  void restart() { ++round_; }

  /// The number of `key` in this round; `next` if this is its first use.
  std::uint32_t number(std::size_t key, std::size_t next) {
    if (key >= entries_.size()) entries_.resize(key + 1);
    Entry& entry = entries_[key];
    if (entry.round != round_) entry = {round_, static_cast<std::uint32_t>(next)};
    return entry.number;
  }
  void reserve(std::size_t num_keys) { entries_.resize(num_keys); }

 private:
  struct Entry {
    std::uint32_t round = 0;
    std::uint32_t number = 0;
  };
  std::vector<Entry> entries_;
  std::uint32_t round_ = 0;
};

}  // namespace jacquard
