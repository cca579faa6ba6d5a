// SPDX-License-Identifier: BSD-2-Clause
// From slots back to values, and cuts where few of them cross.
#include "piece_plan.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "joint_values.hpp"
#include "register_file.hpp"

namespace jacquard::kernels {

AssignedOnce::AssignedOnce(const Program& of) : program(of), last_use(of.instructions.size(), 0) {
  std::vector<ValueId> holder(program.num_slots, no_value);
  auto store = program.stores.begin();
  const auto use = [&](Operand operand, std::size_t position) {
    if (operand.is_literal()) return no_value;
    const ValueId value = holder[operand.index()];
    last_use[value] = static_cast<std::uint32_t>(position);
    return value;
  };
  for (std::size_t position = 0; position <= program.instructions.size(); ++position) {
    for (; store != program.stores.end() && store->position == position; ++store)
      stored.push_back(use(store->value, position == 0 ? 0 : position - 1));
    if (position == program.instructions.size()) break;
    const Instruction& instruction = program.instructions[position];
    auto& resolved = arguments.emplace_back(std::array{no_value, no_value, no_value});
    for (int k = 0; k < arity(instruction.elemental); ++k) resolved[k] = use(instruction.arguments[k], position);
    holder[instruction.result.value] = static_cast<ValueId>(position);
  }
}

ValueId AssignedOnce::root_below(ValueId value) const {
  const Instruction& instruction = program.instructions[value];
  ValueId below = no_value;
  if (instruction.elemental == Elemental::reciprocal) below = arguments[value][0];
  if (instruction.elemental == Elemental::div && instruction.arguments[0].is_literal() &&
      is_divided_with_root(program.literals[instruction.arguments[0].index()]))
    below = arguments[value][1];
  if (below == no_value) return no_value;
  const Elemental elemental = program.instructions[below].elemental;
  return elemental == Elemental::sqrt || elemental == Elemental::hypot ? below : no_value;
}

ValueId AssignedOnce::angle_below(ValueId value) const {
  const Elemental elemental = program.instructions[value].elemental;
  return elemental == Elemental::sin || elemental == Elemental::cos ? arguments[value][0] : no_value;
}

namespace {

/// What an elemental asks of a processor that computes with packs. Rough: cuts depend on the relations alone.
struct Effort {
  double instructions = 1.0;
  double latency = 4.0;  ///< cycles until the result is there
};

constexpr double latency_of_memory = 6.0;

Effort effort_of(Elemental elemental) {
  switch (elemental) {
    case Elemental::independent:
    case Elemental::parameter:
      return {1.0, latency_of_memory};
    case Elemental::div:
    case Elemental::reciprocal:
      return {8.0, 30.0};
    case Elemental::sqrt:
      return {11.0, 36.0};
    case Elemental::hypot:
      return {13.0, 44.0};
    case Elemental::exp:
      return {15.0, 50.0};
    case Elemental::sin:
    case Elemental::cos:
      return {24.0, 75.0};
    case Elemental::exp2:
    case Elemental::log:
    case Elemental::log2:
    case Elemental::log10:
      return {35.0, 70.0};
    default:
      return {};
  }
}

/// Cycles that one pack takes in a piece which grows statement by statement.
///
/// A processor holds so many instructions in flight, of as many packs as that makes; each stays as long as the
/// longest chain of the piece takes. Nor are there more than two vector units, which wait for what does not fit
/// into the registers; what is handed on is stored and fetched. Fitted to kernels of Roe's fluxes, the robot arm
/// and H2/O2.
class PieceCost {
 public:
  /// @param seen  [num_instructions], zeros or positions of other pieces: who has fetched a value of earlier pieces
  PieceCost(const AssignedOnce& code, const Reads& reads, std::size_t first, std::vector<std::uint32_t>& seen)
      : code_(code), first_(first), seen_(seen), registers_(reads) {}

  void extend() {
    const auto next = static_cast<ValueId>(end());
    double start = 0.0;
    const auto& arguments = code_.arguments[next];
    for (std::size_t k = 0; k < arguments.size(); ++k) {
      const ValueId argument = arguments[k];
      if (argument == no_value) continue;
      registers_.read(argument, next, k, is_new(argument));
      start = std::max(start, ready(argument));
      if (argument >= first_ && code_.last_use[argument] == next) spend(argument);
    }
    registers_.define(next);
    const Effort effort = effort_here(next);
    ready_.push_back(start + effort.latency);
    longest_ = std::max(longest_, ready_.back());
    instructions_ += effort.instructions;
    is_handed_on_.push_back(code_.last_use[next] > next && !code_.is_input(next));
    if (is_handed_on_.back()) ++num_handed_on_;
  }

  std::size_t end() const { return first_ + ready_.size(); }
  double cycles() const {
    constexpr double cycles_handed_on = 1.5, cycles_a_transfer = 1.0, instructions_a_cycle = 2.0,
                     instructions_in_flight = 200.0, overhead = 8.0;
    const double issue = instructions_ / instructions_a_cycle + cycles_a_transfer * registers_.num_transfers();
    return std::max(issue, instructions_ * longest_ / instructions_in_flight) + cycles_handed_on * num_handed_on_ +
           overhead;
  }

 private:
  Effort effort_here(ValueId value) {
    const ValueId root = code_.root_below(value);
    if (root != no_value && root >= first_) return {3.0, 12.0};
    if (shares_angle(value)) return {5.0, 75.0};
    return effort_of(code_.program.instructions[value].elemental);
  }

  /// Whether `value` is the second of a sine and a cosine of one angle.
  bool shares_angle(ValueId value) {
    const ValueId angle = code_.angle_below(value);
    if (angle == no_value) return false;
    if (std::ranges::find(angles_, angle) != angles_.end()) return true;
    angles_.push_back(angle);
    return false;
  }

  void spend(ValueId value) {
    if (!is_handed_on_[value - first_]) return;
    is_handed_on_[value - first_] = false;
    --num_handed_on_;
  }

  /// Whether the piece has not fetched `value` of an earlier one yet.
  bool is_new(ValueId value) const { return value < first_ && seen_[value] != static_cast<std::uint32_t>(first_); }

  double ready(ValueId value) {
    if (value >= first_) return ready_[value - first_];
    if (is_new(value)) ++instructions_;
    seen_[value] = static_cast<std::uint32_t>(first_);
    return latency_of_memory;
  }

  const AssignedOnce& code_;
  std::size_t first_;
  std::vector<std::uint32_t>& seen_;
  std::vector<double> ready_;       ///< by statement of the piece
  std::vector<bool> is_handed_on_;  ///< by statement of the piece: if it ended here
  std::vector<ValueId> angles_;     ///< that the piece has a sine or a cosine of
  RegisterFile registers_;
  double longest_ = 0.0, instructions_ = 0.0, num_handed_on_ = 0.0;
};

/// The cuts whose pieces take the fewest cycles together, each of at most `longest` statements.
std::vector<std::size_t> fastest_bounds(const AssignedOnce& code, std::size_t longest) {
  const std::size_t n = code.last_use.size();
  std::vector<double> cycles(n + 1, std::numeric_limits<double>::infinity());
  std::vector<std::size_t> previous(n + 1, 0);
  std::vector<std::uint32_t> seen(n, 0);
  const Reads reads(code);
  cycles[0] = 0.0;
  for (std::size_t first = 0; first < n; ++first) {
    PieceCost piece(code, reads, first, seen);
    while (piece.end() < std::min(n, first + longest)) {
      piece.extend();
      const double total = cycles[first] + piece.cycles();
      if (total >= cycles[piece.end()]) continue;
      cycles[piece.end()] = total;
      previous[piece.end()] = first;
    }
  }
  std::vector<std::size_t> bounds{n};
  while (bounds.back() > 0) bounds.push_back(previous[bounds.back()]);
  std::ranges::reverse(bounds);
  return bounds;
}

std::vector<std::size_t> even_bounds(const AssignedOnce& code, std::size_t longest) {
  const std::size_t n = code.last_use.size(), num_pieces = (n + longest - 1) / longest;
  std::vector<std::size_t> bounds{0};
  for (std::size_t k = 1; k <= num_pieces; ++k) bounds.push_back(k * n / num_pieces);
  return bounds;
}

}  // namespace

PiecePlan with_places(const AssignedOnce& code, std::vector<std::size_t> bounds) {
  if (bounds.size() == 1) bounds.push_back(0);  // nothing but stores of literals
  PiecePlan plan{std::move(bounds), std::vector<std::uint32_t>(code.last_use.size(), no_value), 0};
  std::vector<std::uint32_t> free;
  std::vector<std::vector<std::uint32_t>> last_read(plan.num_pieces());
  for (std::size_t piece = 0; piece < plan.num_pieces(); ++piece) {
    for (std::size_t value = plan.bounds[piece]; value < plan.bounds[piece + 1]; ++value) {
      const std::size_t last_use = code.last_use[value];
      if (last_use < plan.bounds[piece + 1] || code.is_input(static_cast<ValueId>(value))) continue;
      if (free.empty()) free.push_back(static_cast<std::uint32_t>(plan.num_carried++));
      plan.places[value] = free.back();
      free.pop_back();
      last_read[plan.piece_of(last_use)].push_back(plan.places[value]);
    }
    free.insert(free.end(), last_read[piece].begin(), last_read[piece].end());
  }
  return plan;
}

PiecePlan plan_pieces(const AssignedOnce& code, std::size_t statements_a_piece) {
  constexpr std::size_t most_carried = 256;  // beyond, too few packs fit into caches to overlap
  const std::size_t longest = std::max<std::size_t>(statements_a_piece, 1);
  PiecePlan plan = with_places(code, fastest_bounds(code, longest));
  if (plan.num_carried > most_carried) plan = with_places(code, even_bounds(code, longest));
  return plan;
}

}  // namespace jacquard::kernels
