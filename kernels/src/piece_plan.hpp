// SPDX-License-Identifier: BSD-2-Clause
// A program as values that are assigned once, and its cut into pieces.
#pragma once

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
};

/// Where a program is cut, and the places of the values that are handed from one piece to later ones.
struct PiecePlan {
  std::vector<std::size_t> bounds;    ///< [num_pieces + 1]: piece k has instructions [bounds[k], bounds[k + 1])
  std::vector<std::uint32_t> places;  ///< [num_instructions]; no_value where nothing is handed on
  std::size_t num_carried = 0;        ///< extent of the array that values travel in

  std::size_t num_pieces() const { return bounds.size() - 1; }
};

/// Pieces of at most `statements_a_piece` instructions, cut where a processor that runs each over several packs in
/// turn is expected to be fastest: around chains of roots and divisions, which then overlap. Of equal length where
/// so many values would be handed on that caches cannot hold several packs of them. Cost: O(instructions x
/// statements_a_piece).
PiecePlan plan_pieces(const AssignedOnce& code, std::size_t statements_a_piece);

}  // namespace jacquard::kernels
