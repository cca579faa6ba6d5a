// SPDX-License-Identifier: BSD-2-Clause
// What an Active stands for: 64 bits that travel with its value.
#pragma once

#include <cstddef>
#include <cstdint>

namespace jacquard {

/// What a captured value is.
enum class ActiveKind : std::uint8_t {
  literal,      ///< a constant; needs no recorder
  independent,  ///< index: which independent
  parameter,    ///< index: an expression over parameters and literals only
  cut,          ///< index: the state entry that holds it, from which later work starts
  vertex,       ///< index: position in the stream of elementals
  accumulator,  ///< index: the last term of a sum so far
  unset,        ///< index: a dependent that nothing was assigned to yet
  none,         ///< no value at all: an argument that an elemental does not have
};

/// Kind, recorder and index of a captured value.
///
/// The epoch names the recorder, so that a value is noticed that outlived it; it repeats after 2^24
/// captures in one process.
class ActiveTag {
 public:
  static constexpr int epoch_bits = 24;
  static constexpr int index_bits = 37;

  constexpr ActiveTag() = default;
  constexpr ActiveTag(ActiveKind kind, std::uint32_t epoch, std::uint64_t index)
      : bits_(std::uint64_t(kind) << (epoch_bits + index_bits) | std::uint64_t(epoch) << index_bits | index) {}

  constexpr ActiveKind kind() const { return ActiveKind(bits_ >> (epoch_bits + index_bits)); }
  constexpr std::uint32_t epoch() const {
    return std::uint32_t(bits_ >> index_bits) & ((std::uint32_t(1) << epoch_bits) - 1);
  }
  constexpr std::uint64_t index() const { return bits_ & ((std::uint64_t(1) << index_bits) - 1); }

  constexpr bool is_literal() const { return bits_ == 0; }

  friend constexpr bool operator==(ActiveTag, ActiveTag) = default;

 private:
  std::uint64_t bits_ = 0;
};

}  // namespace jacquard
