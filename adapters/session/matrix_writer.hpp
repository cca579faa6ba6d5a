// SPDX-License-Identifier: BSD-2-Clause
// Values of a capture on their way to the numbers that a solver's matrix stores, while they are in the cache.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "value_blocks.hpp"

namespace jacquard {

/// Writes values to a matrix each of whose stored numbers is one of them, or 0.
///
/// Slots are cut into pieces. Those of most stages are evaluated one after the other in the place of the first one
/// and written at once: between kernel and matrix their values do not leave the second-level cache.
class MatrixWriter {
 public:
  /// Cost: one pass over `slots` and a sort by pieces. Memory: 4 bytes a stored number, 2 where it is always 0, and
  /// 12 wherever neighbours in a piece stand more than 2^16 numbers apart; twice 4 for a while.
  /// @param num_slots  of the whole buffer
  /// @param slots      [num_stored] where each stored number stands in it; zero_slot: it is always 0
  MatrixWriter(std::span<const StageBatch> stages, const ValueBlocks& blocks, std::size_t num_slots,
               std::span<const SlotIndex> slots);

  /// How many points of a stage form a piece; 0 where values are needed in the buffer once all are there.
  std::size_t points_of_piece(std::size_t stage) const { return points_of_piece_[stage]; }

  /// Writes the piece of `stage` that begins with point `first`.
  /// @param values  of the points of this piece
  void write_piece(std::size_t stage, std::size_t first, const double* values, double* stored) const {
    write(first_piece_[stage] + first / points_of_piece_[stage], values, stored);
  }

  /// Writes what comes out of no stage that is evaluated in pieces.
  void write_rest(const double* buffer, double* stored) const;

 private:
  /// Slots from `first_slot` to where the next piece begins.
  struct Piece {
    std::size_t first_slot = 0;
    std::uint32_t first_segment = 0;
    bool is_rest = true;
  };
  /// Stored numbers from `first_stored` that come out of one piece; copies and zeros end where the next one's
  /// begin.
  struct Segment {
    std::uint32_t first_stored = 0;
    std::uint32_t first_copy = 0;
    std::uint32_t first_zero = 0;
  };
  struct Copy {
    std::uint16_t source = 0;  ///< counted from the piece's first slot
    std::uint16_t target = 0;  ///< counted from the segment's first stored number
  };

  void cut(std::span<const StageBatch> stages, const ValueBlocks& blocks, std::size_t num_slots);
  std::vector<std::uint32_t> pieces_of(std::span<const SlotIndex> slots) const;
  void append(const Piece& piece, std::uint32_t stored, SlotIndex slot);
  void write(std::size_t piece, const double* values, double* stored) const;

  std::vector<std::size_t> points_of_piece_;  ///< [num_stages]
  std::vector<std::size_t> first_piece_;      ///< [num_stages]
  std::vector<Piece> pieces_;                 ///< ascending, and one more where the last one ends
  std::vector<Segment> segments_;             ///< piece after piece, and one more
  std::vector<Copy> copies_;
  std::vector<std::uint16_t> zeros_;  ///< counted as Copy::target
};

}  // namespace jacquard
