// SPDX-License-Identifier: BSD-2-Clause
// Which results pass from one step to the next in registers, so that they are neither stored nor loaded.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "jacquard/kernels/tile_program.hpp"

namespace jacquard::kernels {

/// How one step gets its operands and leaves its result.
struct Forwarding {
  static constexpr std::uint8_t nothing = 3;

  std::uint8_t argument = nothing;  ///< which argument is in the registers already; all others are in memory
  bool is_stored = true;            ///< else no step reads the result from memory, and it has no slot

  friend bool operator==(const Forwarding&, const Forwarding&) = default;
};

/// Elementals of a few machine instructions, which cost less than storing their result and loading it.
#define JACQUARD_SHORT_ELEMENTALS(ROW)                                                            \
  ROW(add) ROW(sub) ROW(mul) ROW(neg) ROW(square) ROW(fma) ROW(fms) ROW(fnma) ROW(fnms)           \
  ROW(abs) ROW(copysign) ROW(min) ROW(max) ROW(less) ROW(less_equal) ROW(select)

constexpr bool is_short(Elemental elemental) {
  switch (elemental) {
#define JACQUARD_IS_SHORT(name) case Elemental::name:
    JACQUARD_SHORT_ELEMENTALS(JACQUARD_IS_SHORT)
#undef JACQUARD_IS_SHORT
    return true;
    default:
      return false;
  }
}

/// Whether the step works on registers that outlive it: short elementals and stores of entries. Every other step
/// works on memory.
bool works_on_registers(const TileStep& step);

/// Whether `b`, right after `a`, computes the cosine of the angle whose sine `a` computes, or the reverse, both
/// into slots: one handler does both for little more than one.
bool are_sine_and_cosine(const TileStep& a, const TileStep& b);

/// Whether `b`, right after `a`, computes the reciprocal of the root or distance that `a` computes, both into
/// slots: likewise.
bool are_root_and_reciprocal(const TileStep& a, const TileStep& b);

/// Steps in an order and with slots that suit forwarding.
struct RegisterPlan {
  std::vector<TileStep> steps;
  std::vector<Forwarding> forwardings;  ///< [steps.size()]
  std::size_t num_slots = 0;            ///< for the results that are stored
};

/// The registers hold what the step before has computed or stored as an entry, if it works on them; the next one
/// that does takes one argument there if it is that value. What a step alone uses is computed right before it, if
/// it was computed not long before; sine and cosine of one angle follow each other. Cost: linear in the steps.
RegisterPlan plan_registers(const TileProgram& program);

}  // namespace jacquard::kernels
