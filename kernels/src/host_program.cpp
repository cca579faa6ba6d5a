// SPDX-License-Identifier: BSD-2-Clause
// How a program is decoded for a host, and how a batch is cut into tiles.
#include "jacquard/kernels/host_program.hpp"

#include <algorithm>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "host_tile.hpp"
#include "jacquard/kernels/host_machine.hpp"

namespace jacquard::kernels {
namespace {

std::size_t round_up(std::size_t value, std::size_t unit) { return (value + unit - 1) / unit * unit; }

// Turns the operands of steps into offsets.
class Decoder {
 public:
  /// @param first_literal  where the literals begin in the workspace, each a group wide
  Decoder(const HostFunctions& functions, std::size_t points_a_slot, std::span<const double> literals,
          std::size_t first_literal, Roots roots)
      : functions_(functions),
        points_a_slot_(points_a_slot),
        literals_(literals),
        first_literal_(first_literal),
        roots_(roots) {}

  /// With the end, and what is looked at there.
  std::vector<HostStep> decode(const RegisterPlan& plan);
  /// By their numbers in steps.
  std::vector<HostHandler> handlers() && { return std::move(handlers_); }

 private:
  HostStep decode(TileStep step, Forwarding forwarding);
  /// `value` goes to the spare registers.
  HostStep fetch(TileOperand value) const { return {.first_two = decode(value), .code = fetch_code}; }
  /// Both steps in one, if there is a handler for that.
  std::optional<HostStep> decode(const TileStep& first, const TileStep& second);
  std::uint32_t decode(TileOperand operand) const;
  std::uint8_t number_of(HostHandler handler);

  const HostFunctions& functions_;
  std::size_t points_a_slot_;
  std::span<const double> literals_;
  std::size_t first_literal_;
  Roots roots_;
  std::vector<HostHandler> handlers_;
};

// There are far fewer than 256: about one for each elemental.
std::uint8_t Decoder::number_of(HostHandler handler) {
  const auto found = std::ranges::find(handlers_, handler);
  const auto number = static_cast<std::uint8_t>(found - handlers_.begin());
  if (found == handlers_.end()) handlers_.push_back(handler);
  return number;
}

std::uint32_t Decoder::decode(TileOperand operand) const {
  switch (operand.kind) {
    case TileOperand::Kind::slot:
      return static_cast<std::uint32_t>(operand.index * points_a_slot_);
    case TileOperand::Kind::literal:
      return static_cast<std::uint32_t>(first_literal_ + operand.index * group_size);
    case TileOperand::Kind::entry:
      return static_cast<std::uint32_t>(operand.index * group_size);
  }
  return 0;
}

HostStep Decoder::decode(TileStep step, Forwarding forwarding) {
  exchange_arguments(step, forwarding);
  HostStep decoded;
  decoded.code = case_of(step, forwarding);
  if (step.operation == TileOperation::store_entry) step.result = {TileOperand::Kind::entry, step.index};
  decoded.result = decode(step.result);
  decoded.result_is_entry = has_entry(step);
  const auto is_literal = [&](int k) { return step.arguments[k].kind == TileOperand::Kind::literal ? 1u : 0u; };
  decoded.first_two = decode(step.arguments[0]) | std::uint64_t{decode(step.arguments[1])} << 32;
  decoded.third = decode(step.arguments[2]);
  decoded.literals = (is_literal(0) | is_literal(1) << 1 | is_literal(2) << 2) & 7u;
  decoded.index = step.index;
  decoded.outcome = step.outcome;
  decoded.handler = number_of(functions_.handler(step.operation, step.elemental, roots_));
  return decoded;
}

std::optional<HostStep> Decoder::decode(const TileStep& first, const TileStep& second) {
  if (!are_sine_and_cosine(first, second) && !are_root_and_quotient(first, second, literals_)) return {};
  const bool is_in_order = first.elemental != Elemental::cos;
  const TileStep &a = is_in_order ? first : second, &b = is_in_order ? second : first;
  HostStep decoded = decode(a, Forwarding());
  decoded.handler = number_of(functions_.joint_handler(a.elemental, b.elemental, roots_));
  decoded.index = decode(b.result);
  if (b.elemental == Elemental::div) decoded.third = decode(b.arguments[0]);
  return decoded;
}

std::vector<HostStep> Decoder::decode(const RegisterPlan& plan) {
  std::vector<HostStep> steps;
  for (std::size_t s = 0; s < plan.steps.size(); ++s) {
    if (s + 1 < plan.steps.size()) {
      if (const auto joint = decode(plan.steps[s], plan.steps[s + 1])) {
        steps.push_back(*joint);
        ++s;
        continue;
      }
    }
    const Forwarding forwarding = plan.forwardings[s];
    if (forwarding.fetches) steps.push_back(fetch(plan.steps[s].arguments[forwarding.kept]));
    steps.push_back(decode(plan.steps[s], forwarding));
    if (forwarding.keeps) steps.push_back({.code = keep_code});
  }
  steps.resize(steps.size() + 2);
  return steps;
}

}  // namespace

struct HostProgram::Loop {
  Loop(const TileLoop& loop, std::vector<HostStep> its_steps) : functions(&loop), steps(std::move(its_steps)) {
    void* const* const cases = loop.run(nullptr, HostTile());
    for (HostStep& step : steps) step.begin = cases[step.code];
  }

  const TileLoop* functions;
  std::vector<HostStep> steps;  // with where their cases begin in this loop
};

HostProgram::HostProgram(const Program& program, const TileOptions& options)
    : functions_(&host_functions(options.instruction_set.value_or(available_instruction_sets().back()))),
      num_entries_(program.pattern.rows.num_entries()),
      has_guards_(!program.guard_outcomes.empty()),
      most_cached_bytes_(options.most_cached_bytes.value_or(last_level_cache_bytes() / 8)),
      literals_(program.literals) {
  const TileProgram tiles = tile_program(program);
  const TileLoop& widest = tiles.steps.size() > options.many_steps ? functions_->wide : functions_->tile;
  const RegisterPlan plan = plan_registers(tiles, widest.spare_registers);
  first_literal_ = plan.num_slots * widest.num_points();
  const Roots roots = options.shares_roots.value_or(has_quick_divider()) ? Roots::shared : Roots::usual;
  Decoder decoder(*functions_, widest.num_points(), literals_, first_literal_, roots);
  std::vector<HostStep> steps = decoder.decode(plan);
  handlers_ = std::move(decoder).handlers();
  for (const HostStep& step : steps)
    if (step.result_is_entry) written_entries_.push_back(step.result);
  loops_.emplace_back(functions_->group, steps);
  loops_.emplace_back(functions_->tile, steps);
  if (widest.run != functions_->tile.run) loops_.emplace_back(widest, std::move(steps));
}

HostProgram::HostProgram(HostProgram&&) noexcept = default;
HostProgram& HostProgram::operator=(HostProgram&&) noexcept = default;
HostProgram::~HostProgram() = default;

std::size_t HostProgram::points_per_tile() const { return loops_.back().functions->num_points(); }

std::size_t HostProgram::spare_offset() const { return first_literal_ + literals_.size() * group_size; }

std::size_t HostProgram::flag_offset() const {
  return spare_offset() + (written_entries_.empty() ? 0 : num_entries_ * points_per_tile());
}

std::size_t HostProgram::workspace_extent() const {
  const std::size_t num_flags = has_guards_ ? points_per_tile() : 0;
  return round_up(flag_offset() + round_up(num_flags, sizeof(double)) / sizeof(double), group_size);
}

void HostProgram::prepare(double* workspace) const {
  for (std::size_t k = 0; k < literals_.size(); ++k)
    std::fill_n(workspace + first_literal_ + k * group_size, group_size, literals_[k]);
}

EvaluationStatus HostProgram::run(const Batch& batch, std::size_t first_tile, std::size_t last_tile,
                                  double* workspace) const {
  HostTile tile{.batch = &batch,
                .handlers = handlers_.data(),
                .workspace = workspace,
                .flipped = reinterpret_cast<std::uint8_t*>(workspace + flag_offset()),
                .entries_a_group = num_entries_ * group_size};
  const std::size_t num_values = round_up(batch.num_points, group_size) * written_entries_.size();
  const bool streams = goes_past_caches(batch.jacobian, num_values, most_cached_bytes_);
  EvaluationStatus status;
  const std::size_t last = std::min(last_tile * points_per_tile(), batch.num_points);
  for (tile.first_point = first_tile * points_per_tile(); tile.first_point < last;
       tile.first_point += tile.num_points) {
    const std::size_t num_left = last - tile.first_point;
    const Loop& loop = loop_for(num_left);
    tile.width = loop.functions->num_groups;
    tile.num_points = std::min(num_left, loop.functions->num_points());
    tile.num_groups = round_up(tile.num_points, group_size) / group_size;
    run_tile(loop, tile, streams);
    collect_flipped(tile, status);
  }
  if (streams) functions_->finish_streaming();
  return status;
}

// Up to three eighths of a tile take less group by group.
const HostProgram::Loop& HostProgram::loop_for(std::size_t num_points) const {
  const std::size_t points_a_tile = functions_->tile.num_points();
  if (num_points * 8 <= points_a_tile * 3) return loops_[0];
  return num_points <= points_a_tile ? loops_[1] : loops_.back();
}

// Groups without points have no place in the Jacobian: what tiles with such groups leave is copied, never streamed.
void HostProgram::run_tile(const Loop& loop, HostTile& tile, bool streams) const {
  double* const jacobian = tile.batch->jacobian;
  double* const entries = jacobian ? jacobian + tile.first_point * num_entries_ : nullptr;
  const bool is_whole = tile.num_groups == tile.width;
  tile.jacobian = is_whole ? entries : tile.workspace + spare_offset();
  tile.streams = streams && is_whole;
  if (has_guards_) std::fill_n(tile.flipped, tile.num_points, std::uint8_t{0});
  loop.functions->run(loop.steps.data(), tile);
  if (!is_whole) copy_entries(tile, entries);
}

void HostProgram::copy_entries(const HostTile& tile, double* to) const {
  for (std::size_t group = 0; group < tile.num_groups; ++group) {
    for (const std::size_t entry : written_entries_) {
      const std::size_t at = group * num_entries_ * group_size + entry;
      std::copy_n(tile.jacobian + at, group_size, to + at);
    }
  }
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
