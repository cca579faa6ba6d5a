// SPDX-License-Identifier: BSD-2-Clause
// Every value gets a name of its own; then steps move to where their arguments are in registers.
#include "step_order.hpp"

#include <algorithm>
#include <utility>

#include "jacquard/elementals.hpp"
#include "joint_values.hpp"

namespace jacquard::kernels {
namespace {

// How far steps move, and how long runs of them may be that do. Farther ones would keep operands alive for long.
constexpr std::size_t window = 64;

using Kind = TileOperand::Kind;

/// Whether `next`, right after a step that leaves `held` in the registers, takes it there.
bool takes(const TileStep& next, std::optional<std::uint32_t> held) {
  if (!held || !works_on_registers(next)) return false;
  bool is_read = false;
  for_each_slot_read(next, [&](std::uint32_t value) { is_read |= value == held; });
  return is_read;
}

bool is_sine_or_cosine(const TileStep& step) {
  return step.operation == TileOperation::compute && has_slot(step) && step.arguments[0].kind == Kind::slot &&
         (step.elemental == Elemental::sin || step.elemental == Elemental::cos);
}

// Steps whose results have slots 0, 1, 2, ..., each written once.
std::vector<TileStep> with_a_slot_a_value(const TileProgram& program) {
  std::vector<std::uint32_t> value_in(program.num_slots);
  std::vector<TileStep> steps = program.steps;
  std::uint32_t num_values = 0;
  for (TileStep& step : steps) {
    for_each_slot_read(step, [&](std::uint32_t& slot) { slot = value_in[slot]; });
    if (has_slot(step)) step.result.index = value_in[step.result.index] = num_values++;
  }
  return steps;
}

// The second of sine and cosine of an angle comes right after the first.
std::vector<TileStep> with_sines_and_cosines_paired(const std::vector<TileStep>& steps) {
  constexpr std::size_t none = static_cast<std::size_t>(-1);
  std::vector<std::size_t> first_of(steps.size(), none);  // sine or cosine of each value
  std::vector<std::size_t> second(steps.size(), none);    // what follows a first
  std::vector<bool> is_second(steps.size());
  for (std::size_t s = 0; s < steps.size(); ++s) {
    if (!is_sine_or_cosine(steps[s])) continue;
    std::size_t& first = first_of[steps[s].arguments[0].index];
    if (first == none) {
      first = s;
    } else if (second[first] == none && are_sine_and_cosine(steps[first], steps[s])) {
      second[first] = s;
      is_second[s] = true;
    }
  }
  std::vector<TileStep> paired;
  for (std::size_t s = 0; s < steps.size(); ++s) {
    if (is_second[s]) continue;
    paired.push_back(steps[s]);
    if (second[s] != none) paired.push_back(steps[second[s]]);
  }
  return paired;
}

std::vector<std::uint32_t> uses_of_values(const std::vector<TileStep>& steps) {
  std::vector<std::uint32_t> uses(steps.size());
  for (const TileStep& step : steps) for_each_slot_read(step, [&](std::uint32_t value) { ++uses[value]; });
  return uses;
}

// Appends steps; what the next step alone uses is moved to the end first, with what led to it alone.
class Gatherer {
 public:
  explicit Gatherer(const std::vector<TileStep>& steps) : uses_(uses_of_values(steps)) {
    steps_.reserve(steps.size());
  }

  void append(const TileStep& step) {
    if (works_on_registers(step)) move_to_end(step);
    steps_.push_back(step);
  }
  std::vector<TileStep> finish() && { return std::move(steps_); }

 private:
  bool is_used_by_next_alone(std::size_t s, const TileStep& next) const {
    return has_slot(steps_[s]) && uses_[steps_[s].result.index] == 1 && takes(next, held_after(steps_[s]));
  }

  void move_to_end(const TileStep& next) {
    const std::size_t first_looked_at = steps_.size() - std::min(window, steps_.size());
    for (std::size_t last = steps_.size(); last-- > first_looked_at;) {
      if (!is_used_by_next_alone(last, next)) continue;
      std::size_t first = last;
      while (first > 0 && is_used_by_next_alone(first - 1, steps_[first])) --first;
      const auto at = [&](std::size_t s) { return steps_.begin() + static_cast<std::ptrdiff_t>(s); };
      std::rotate(at(first), at(last + 1), steps_.end());
      return;
    }
  }

  std::vector<std::uint32_t> uses_;
  std::vector<TileStep> steps_;
};

std::vector<TileStep> gathered(const std::vector<TileStep>& steps) {
  Gatherer gatherer(steps);
  for (const TileStep& step : steps) gatherer.append(step);
  return std::move(gatherer).finish();
}

// Joins runs of steps that pass their results on: what ends one is what another near it begins with.
class Joiner {
 public:
  explicit Joiner(std::vector<TileStep> steps) : steps_(std::move(steps)), place_(steps_.size()) {
    note_places(0, steps_.size());
  }

  std::vector<TileStep> run() && {
    for (std::size_t last = 0; last < steps_.size();) {
      last = passes_on(last) ? last + 1 : join(last).value_or(last + 1);
    }
    return std::move(steps_);
  }

 private:
  bool passes_on(std::size_t s) const {
    return s + 1 < steps_.size() && takes(steps_[s + 1], held_after(steps_[s]));
  }

  /// A run that begins with what the run that ends in `last` leaves: it follows that one, or else that one moves to
  /// it; long ones stay. The first step that may end a run that can be joined now, or nothing if none was.
  std::optional<std::size_t> join(std::size_t last) {
    const std::optional<std::uint32_t> held = held_after(steps_[last]);
    if (!held) return {};
    const std::size_t end = std::min(steps_.size(), last + window);
    std::size_t first = last;
    while (first > 0 && last - first < window && passes_on(first - 1)) --first;
    for (std::size_t head = last + 2; head < end; ++head) {
      if (!takes(steps_[head], held) || passes_on(head - 1)) continue;
      std::size_t head_end = head + 1;
      while (head_end - head < window && passes_on(head_end - 1)) ++head_end;
      if (head_end - head < window && is_independent(last + 1, head, head_end)) {
        rotate(last + 1, head, head_end);
        return last;
      }
      if (last - first < window && is_independent(first, last + 1, head)) {
        rotate(first, last + 1, head);
        return first;
      }
    }
    return {};
  }

  /// Whether no step of [middle, last) reads what one of [first, middle) computes.
  bool is_independent(std::size_t first, std::size_t middle, std::size_t last) const {
    bool depends = false;
    for (std::size_t s = middle; s < last; ++s)
      for_each_slot_read(steps_[s],
                         [&](std::uint32_t value) { depends |= first <= place_[value] && place_[value] < middle; });
    return !depends;
  }

  void rotate(std::size_t first, std::size_t middle, std::size_t last) {
    const auto at = [&](std::size_t s) { return steps_.begin() + static_cast<std::ptrdiff_t>(s); };
    std::rotate(at(first), at(middle), at(last));
    note_places(first, last);
  }
  void note_places(std::size_t first, std::size_t last) {
    for (std::size_t s = first; s < last; ++s)
      if (has_slot(steps_[s])) place_[steps_[s].result.index] = s;
  }

  std::vector<TileStep> steps_;
  std::vector<std::size_t> place_;  // of what computes each value
};

}  // namespace

int num_arguments(const TileStep& step) {
  switch (step.operation) {
    case TileOperation::load_independent:
    case TileOperation::load_parameter:
      return 0;
    case TileOperation::compute:
      return arity(step.elemental);
    case TileOperation::store_entry:
    case TileOperation::store_residual:
    case TileOperation::check_guard:
      break;
  }
  return 1;
}

bool works_on_registers(const TileStep& step) {
  if (step.operation == TileOperation::compute) return is_short(step.elemental);
  return step.operation != TileOperation::check_guard;
}

bool are_sine_and_cosine(const TileStep& a, const TileStep& b) {
  const bool leaves_angle = !(a.result == a.arguments[0]);  // else b has another one
  return is_sine_or_cosine(a) && is_sine_or_cosine(b) && a.elemental != b.elemental &&
         a.arguments[0] == b.arguments[0] && leaves_angle;
}

bool are_root_and_quotient(const TileStep& a, const TileStep& b, std::span<const double> literals) {
  if (a.operation != TileOperation::compute || b.operation != TileOperation::compute) return false;
  if (!has_slot(a) || !has_slot(b) || (a.elemental != Elemental::sqrt && a.elemental != Elemental::hypot))
    return false;
  if (b.elemental == Elemental::reciprocal) return b.arguments[0] == a.result;
  return b.elemental == Elemental::div && b.arguments[0].kind == Kind::literal &&
         is_divided_with_root(literals[b.arguments[0].index]) && b.arguments[1] == a.result;
}

bool has_slot(const TileStep& step) {
  return step.operation <= TileOperation::compute && step.result.kind == Kind::slot;
}

std::optional<std::uint32_t> held_after(const TileStep& step) {
  if (!works_on_registers(step)) return {};
  if (has_slot(step)) return step.result.index;
  const bool is_store = step.operation > TileOperation::compute;
  return is_store && step.arguments[0].kind == Kind::slot ? std::optional(step.arguments[0].index) : std::nullopt;
}

std::vector<TileStep> ordered_steps(const TileProgram& program) {
  return Joiner(gathered(with_sines_and_cosines_paired(with_a_slot_a_value(program)))).run();
}

}  // namespace jacquard::kernels
