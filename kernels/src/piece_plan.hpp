// SPDX-License-Identifier: BSD-2-Clause
// A program as values that are assigned once, and its cut into pieces.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "jacquard/program.hpp"

namespace jacquard::kernels {

/// The instruction that defines what a slot holds.
using ValueId = std::uint32_t;
inline constexpr ValueId no_value = 0xffffffffu;

/// A program with every slot resolved to the instruction that last wrote it.
struct AssignedOnce {
  const Program& program;
  std::vector<std::array<ValueId, 3>> arguments;  ///< [num_instructions], no_value for literals
  std::vector<ValueId> stored;                    ///< [num_stores], no_value for literals
  std::vector<std::uint32_t> last_use;            ///< [num_instructions], a position in the program

  /// @param of  outlives this.
  explicit AssignedOnce(const Program& of);

  /// Whether later pieces read the value anew instead of having it handed on.
  bool is_input(ValueId value) const {
    const Elemental elemental = program.instructions[value].elemental;
    return elemental == Elemental::independent || elemental == Elemental::parameter;
  }

  /// The root or distance that `value` is a quotient by, of a number between 2^-400 and 2^400 in magnitude;
  /// else no_value.
  ValueId root_below(ValueId value) const;

  /// What `value` is the sine or the cosine of, unless that is a literal; else no_value.
  ValueId angle_below(ValueId value) const;
};

/// Where a program is cut, and the places of the values that are handed from one piece to later ones. That happens
/// when they are computed, which frees their registers.
struct PiecePlan {
  std::vector<std::size_t> bounds;    ///< [num_pieces + 1]: piece k has instructions [bounds[k], bounds[k + 1])
  std::vector<std::uint32_t> places;  ///< [num_instructions]; no_value where nothing is handed on
  std::size_t num_carried = 0;        ///< extent of the array that values travel in

  std::size_t num_pieces() const { return bounds.size() - 1; }
  std::size_t piece_of(ValueId value) const {
    return static_cast<std::size_t>(std::ranges::upper_bound(bounds, value) - bounds.begin()) - 1;
  }
};

/// The plan with these bounds: places for what pieces hand on, used again by the pieces behind all who read them.
/// @param bounds  as PiecePlan::bounds
PiecePlan with_places(const AssignedOnce& code, std::vector<std::size_t> bounds);

/// Pieces for threads that compute one point each: as long as no more than `live_values` values are needed at a
/// time, and cut where the fewest are handed on. Independents count from the start of the piece, which loads them
/// first. A piece that cannot keep within `live_values` is one instruction long.
/// Cost: O(instructions x statements a piece).
PiecePlan plan_live_pieces(const AssignedOnce& code, std::size_t live_values);

/// Pieces of at most `statements_a_piece` instructions, cut where a processor that runs each over several packs in
/// turn is expected to be fastest: around chains of roots and divisions, which then overlap. Of equal length where
/// so many values would be handed on that caches cannot hold several packs of them. Cost: O(instructions x
/// statements_a_piece).
PiecePlan plan_pieces(const AssignedOnce& code, std::size_t statements_a_piece);

}  // namespace jacquard::kernels
