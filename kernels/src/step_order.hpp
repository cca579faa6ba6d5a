// SPDX-License-Identifier: BSD-2-Clause
// What steps do with registers, and the order in which most results pass from one to the next.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "jacquard/kernels/tile_program.hpp"

namespace jacquard::kernels {

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

/// How many of the step's arguments it reads.
int num_arguments(const TileStep& step);

/// Whether the step works on registers that outlive it: loads, short elementals and stores. Elementals of many
/// instructions and guards work on memory.
bool works_on_registers(const TileStep& step);

/// Whether `b`, right after `a`, computes the cosine of the angle whose sine `a` computes, or the reverse, both
/// into slots: one handler does both for little more than one.
bool are_sine_and_cosine(const TileStep& a, const TileStep& b);

/// Whether `b`, right after `a`, divides by the root or distance that `a` computes, both into slots: likewise.
/// @param literals  of the program: what else than 1 is divided must be one that is_divided_with_root
bool are_root_and_quotient(const TileStep& a, const TileStep& b, std::span<const double> literals);

/// Whether the step leaves its result in a slot: it is no store, and no entry's value.
bool has_slot(const TileStep& step);

template <class Step, class Function>
void for_each_slot_read(Step& step, Function function) {
  for (int k = 0; k < num_arguments(step); ++k) {
    if (step.arguments[k].kind == TileOperand::Kind::slot) function(step.arguments[k].index);
  }
}

/// The slot whose value the registers hold after the step, if any.
std::optional<std::uint32_t> held_after(const TileStep& step);

/// The steps of `program` with slots 0, 1, 2, ..., each written once. What a step alone uses is computed right before
/// it, if it was computed not long before; where what ends one run of steps that pass their results on begins
/// another that is near, they become one if nothing between them forbids it. Sine and cosine of one angle follow
/// each other. Cost: linear in the steps.
std::vector<TileStep> ordered_steps(const TileProgram& program);

}  // namespace jacquard::kernels
