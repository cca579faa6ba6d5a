// SPDX-License-Identifier: BSD-2-Clause
// How a program is decoded for a host, and how a batch is cut into tiles.
#include "jacquard/kernels/host_program.hpp"

#include <algorithm>

#include "host_tile.hpp"

namespace jacquard::kernels {
namespace {

// Eight groups make dispatch cheap, and keep the pages that one entry of a tile is spread over few enough for the
// translation buffer of stores. Programs of more than 512 slots get fewer, so that slots stay in the second-level
// cache.
constexpr std::size_t slot_bytes = 256 * 1024;
constexpr std::size_t fewest_points = 2 * group_size;

std::size_t round_up(std::size_t value, std::size_t unit) { return (value + unit - 1) / unit * unit; }

// Turns the operands of steps into offsets.
class Decoder {
 public:
  Decoder(HostHandlerTable handlers, std::size_t points_per_tile, std::size_t literal_offset,
          std::size_t num_entries)
      : handlers_(handlers),
        points_per_tile_(points_per_tile),
        literal_offset_(literal_offset),
        num_entries_(num_entries) {}

  HostStep decode(const TileStep& step) const;

 private:
  HostOperand decode(TileOperand operand) const;

  HostHandlerTable handlers_;
  std::size_t points_per_tile_;
  std::size_t literal_offset_;
  std::size_t num_entries_;
};

HostOperand Decoder::decode(TileOperand operand) const {
  switch (operand.kind) {
    case TileOperand::Kind::slot:
      return {static_cast<std::uint32_t>(operand.index * points_per_tile_), group_size};
    case TileOperand::Kind::literal:
      return {static_cast<std::uint32_t>(literal_offset_ + operand.index * group_size), 0};
    case TileOperand::Kind::entry:
      return {static_cast<std::uint32_t>(operand.index * group_size),
              static_cast<std::uint32_t>(num_entries_ * group_size)};
  }
  return {};
}

HostStep Decoder::decode(const TileStep& step) const {
  HostStep decoded;
  HostHandlerKey key{.operation = step.operation, .elemental = step.elemental, .is_dense = true};
  TileOperand result = step.result;
  if (step.operation == TileOperation::store_entry) result = {TileOperand::Kind::entry, step.index};
  decoded.result = decode(result);
  decoded.result_is_entry = result.kind == TileOperand::Kind::entry;
  key.is_dense = !decoded.result_is_entry;
  for (std::size_t k = 0; k < 3; ++k) {
    decoded.arguments[k] = decode(step.arguments[k]);
    key.is_dense = key.is_dense && step.arguments[k].kind == TileOperand::Kind::slot;
  }
  decoded.index = step.index;
  decoded.outcome = step.outcome;
  decoded.handler = handlers_(key);
  return decoded;
}

}  // namespace

std::size_t choose_points_per_tile(const TileProgram& program) {
  const std::size_t fitting = slot_bytes / (sizeof(double) * std::max<std::size_t>(program.num_slots, 1));
  return std::clamp(fitting / group_size * group_size, fewest_points, usual_points_per_tile);
}

HostProgram::HostProgram(const Program& program, const TileOptions& options)
    : num_slots_(program.num_slots), num_entries_(program.pattern.rows.num_entries()), literals_(program.literals) {
  const HostHandlerTable handlers =
      host_handlers(options.instruction_set.value_or(available_instruction_sets().back()));
  const TileProgram steps = tile_program(program);
  has_guards_ = steps.has_guards;
  points_per_tile_ =
      options.points_per_tile == 0 ? choose_points_per_tile(steps) : round_up(options.points_per_tile, group_size);
  const Decoder decoder(handlers, points_per_tile_, literal_offset(), num_entries_);
  for (const TileStep& step : steps.steps) steps_.push_back(decoder.decode(step));
}

HostProgram::HostProgram(HostProgram&&) noexcept = default;
HostProgram& HostProgram::operator=(HostProgram&&) noexcept = default;
HostProgram::~HostProgram() = default;

std::size_t HostProgram::workspace_extent() const {
  const std::size_t num_flags = has_guards_ ? points_per_tile_ : 0;
  return round_up(flag_offset() + round_up(num_flags, sizeof(double)) / sizeof(double), group_size);
}

void HostProgram::prepare(double* workspace) const {
  for (std::size_t k = 0; k < literals_.size(); ++k) {
    std::fill_n(workspace + literal_offset() + k * group_size, group_size, literals_[k]);
  }
}

EvaluationStatus HostProgram::run(const Batch& batch, std::size_t first_tile, std::size_t last_tile,
                                  double* workspace) const {
  HostTile tile{.batch = &batch,
                .workspace = workspace,
                .flipped = reinterpret_cast<std::uint8_t*>(workspace + flag_offset())};
  EvaluationStatus status;
  for (std::size_t t = first_tile; t < last_tile; ++t) {
    tile.first_point = t * points_per_tile_;
    tile.num_points = std::min(points_per_tile_, batch.num_points - tile.first_point);
    tile.num_groups = (tile.num_points + group_size - 1) / group_size;
    tile.jacobian = batch.jacobian ? batch.jacobian + tile.first_point * num_entries_ : nullptr;
    if (has_guards_) std::fill_n(tile.flipped, tile.num_points, std::uint8_t{0});
    for (const HostStep& step : steps_) step.handler(step, tile);
    collect_flipped(tile, status);
  }
  return status;
}

void HostProgram::collect_flipped(const HostTile& tile, EvaluationStatus& status) const {
  std::uint8_t* const flipped = tile.batch->flipped;
  if (!has_guards_) {
    if (flipped) std::fill_n(flipped + tile.first_point, tile.num_points, std::uint8_t{0});
    return;
  }
  for (std::size_t p = 0; p < tile.num_points; ++p) {
    if (flipped) flipped[tile.first_point + p] = tile.flipped[p];
    if (tile.flipped[p] && status.num_flipped++ == 0) status.first_flipped = tile.first_point + p;
  }
}

}  // namespace jacquard::kernels
