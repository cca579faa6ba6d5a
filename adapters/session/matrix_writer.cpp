// SPDX-License-Identifier: BSD-2-Clause
// Values of a capture on their way to the numbers that a solver's matrix stores, while they are in the cache.
#include "matrix_writer.hpp"

#include <algorithm>
#include <bit>
#include <numeric>

namespace jacquard {
namespace {

/// What Copy can tell apart.
constexpr std::size_t most_slots = std::size_t(1) << 16;

/// 128 KiB, unless one tile is larger: with its part of the matrix, indices and tables a piece takes about three
/// times as much, less than half of a second-level cache of 1 MiB. Measured on one core; on several, each piece is
/// a launch.
constexpr std::size_t slots_wanted = std::size_t(1) << 14;

std::size_t points_of_piece(const StageBatch& stage) {
  if (stage.feeds_others || stage.is_fed || stage.branches) return 0;  // chains read it, or moved sites replace it
  const BatchLayout all = stage.layout();
  if (all.extent() == 0) return 0;
  const std::size_t num_tiles =
      std::bit_floor(std::max<std::size_t>(1, slots_wanted / (all.lanes * all.num_entries)));
  const std::size_t num_points = std::min(num_tiles * all.lanes, all.num_points);
  const BatchLayout piece = stage.kernel->evaluator().layout(num_points);
  return piece.lanes == all.lanes && piece.extent() <= most_slots ? num_points : 0;
}

}  // namespace

MatrixWriter::MatrixWriter(std::span<const StageBatch> stages, const ValueBlocks& blocks, std::size_t num_slots,
                           std::span<const SlotIndex> slots) {
  for (const StageBatch& stage : stages) points_of_piece_.push_back(jacquard::points_of_piece(stage));
  cut(stages, blocks, num_slots);
  const std::vector<std::uint32_t> pieces = pieces_of(slots);
  std::vector<std::uint32_t> order(slots.size());
  std::iota(order.begin(), order.end(), 0u);
  std::ranges::stable_sort(order, {}, [&](std::uint32_t stored) { return pieces[stored]; });
  auto next = order.begin();
  for (std::size_t p = 0; p < pieces_.size(); ++p) {
    pieces_[p].first_segment = static_cast<std::uint32_t>(segments_.size());
    for (; next != order.end() && pieces[*next] == p; ++next) append(pieces_[p], *next, slots[*next]);
  }
  segments_.push_back({0, static_cast<std::uint32_t>(copies_.size()), static_cast<std::uint32_t>(zeros_.size())});
}

void MatrixWriter::cut(std::span<const StageBatch> stages, const ValueBlocks& blocks, std::size_t num_slots) {
  std::vector<std::size_t> by_slot(stages.size());
  std::iota(by_slot.begin(), by_slot.end(), std::size_t{0});
  std::ranges::sort(by_slot, {}, [&](std::size_t s) { return blocks.first_slot(s); });
  first_piece_.resize(stages.size());
  const auto cut_range = [&](std::size_t first, std::size_t end, std::size_t slots_of_piece, bool is_rest) {
    for (; first < end; first += slots_of_piece) pieces_.push_back({first, 0, is_rest});
  };
  cut_range(0, num_constant_slots, num_constant_slots, true);
  for (const std::size_t s : by_slot) {
    const std::size_t first = blocks.first_slot(s), end = first + stages[s].block_extent();
    first_piece_[s] = pieces_.size();
    if (points_of_piece_[s] == 0) {
      cut_range(first, end, most_slots, true);
    } else {
      const BatchLayout piece = stages[s].kernel->evaluator().layout(points_of_piece_[s]);
      cut_range(first, end, piece.extent(), false);
    }
  }
  cut_range(blocks.end(), num_slots, most_slots, true);
  pieces_.push_back({num_slots, 0, true});
}

/// A zero belongs to the piece of the number before it, so that lines of the matrix are met once.
std::vector<std::uint32_t> MatrixWriter::pieces_of(std::span<const SlotIndex> slots) const {
  std::vector<std::uint32_t> pieces;
  std::uint32_t piece = 0;
  for (const SlotIndex slot : slots) {
    if (slot != zero_slot && (slot < pieces_[piece].first_slot || slot >= pieces_[piece + 1].first_slot)) {
      const auto after = std::ranges::upper_bound(pieces_, slot, {}, &Piece::first_slot);
      piece = static_cast<std::uint32_t>(after - pieces_.begin() - 1);
    }
    pieces.push_back(piece);
  }
  return pieces;
}

void MatrixWriter::append(const Piece& piece, std::uint32_t stored, SlotIndex slot) {
  if (segments_.size() == piece.first_segment || stored - segments_.back().first_stored >= most_slots) {
    segments_.push_back(
        {stored, static_cast<std::uint32_t>(copies_.size()), static_cast<std::uint32_t>(zeros_.size())});
  }
  const auto target = static_cast<std::uint16_t>(stored - segments_.back().first_stored);
  if (slot == zero_slot) {
    zeros_.push_back(target);
  } else {
    copies_.push_back({static_cast<std::uint16_t>(slot - piece.first_slot), target});
  }
}

void MatrixWriter::write(std::size_t piece, const double* values, double* stored) const {
  for (std::uint32_t s = pieces_[piece].first_segment; s < pieces_[piece + 1].first_segment; ++s) {
    const Segment &segment = segments_[s], &next = segments_[s + 1];
    double* const target = stored + segment.first_stored;
    for (std::uint32_t k = segment.first_copy; k < next.first_copy; ++k)
      target[copies_[k].target] = values[copies_[k].source];
    for (std::uint32_t k = segment.first_zero; k < next.first_zero; ++k) target[zeros_[k]] = 0.0;
  }
}

void MatrixWriter::write_rest(const double* buffer, double* stored) const {
  for (std::size_t p = 0; p + 1 < pieces_.size(); ++p) {
    if (pieces_[p].is_rest) write(p, buffer + pieces_[p].first_slot, stored);
  }
}

}  // namespace jacquard
