// SPDX-License-Identifier: BSD-2-Clause
// Every value gets a name of its own, then its place in the order, then registers or a slot.
#include "register_plan.hpp"

#include <algorithm>
#include <optional>

#include "jacquard/elementals.hpp"

namespace jacquard::kernels {
namespace {

// How far before its only use a value is looked for. Farther ones would keep their own operands alive for long.
constexpr std::size_t window = 64;

using Kind = TileOperand::Kind;

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

bool has_slot(const TileStep& step) {
  return step.operation <= TileOperation::compute && step.result.kind == Kind::slot;
}

template <class Step, class Function>
void for_each_slot_read(Step& step, Function function) {
  for (int k = 0; k < num_arguments(step); ++k) {
    if (step.arguments[k].kind == Kind::slot) function(step.arguments[k].index);
  }
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
    if (!works_on_registers(steps_[s]) || !has_slot(steps_[s]) || uses_[steps_[s].result.index] != 1) return false;
    bool is_read = false;
    for_each_slot_read(next, [&](std::uint32_t value) { is_read |= value == steps_[s].result.index; });
    return is_read;
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

std::vector<Forwarding> forward_results(const std::vector<TileStep>& steps) {
  std::vector<Forwarding> forwardings(steps.size());
  std::vector<std::size_t> writer(steps.size());  // of each value
  std::optional<std::uint32_t> held;              // value in the registers
  for (std::size_t s = 0; s < steps.size(); ++s) {
    const TileStep& step = steps[s];
    Forwarding& own = forwardings[s];
    for (int k = 0; k < num_arguments(step); ++k) {
      if (step.arguments[k].kind != Kind::slot) continue;
      const std::uint32_t value = step.arguments[k].index;
      if (works_on_registers(step) && value == held && own.argument == Forwarding::nothing) {
        own.argument = static_cast<std::uint8_t>(k);
      } else {
        forwardings[writer[value]].is_stored = true;
      }
    }
    if (has_slot(step)) {
      writer[step.result.index] = s;
      own.is_stored = !works_on_registers(step);  // else until somebody reads it from memory
      held.reset();
      if (works_on_registers(step)) held = step.result.index;
    } else if (step.operation == TileOperation::store_entry && step.arguments[0].kind == Kind::slot) {
      held = step.arguments[0].index;
    } else {
      held.reset();
    }
  }
  return forwardings;
}

// Gives values that are stored slots that no value needs any more, the one left last first: it is in the cache.
class SlotReuse {
 public:
  explicit SlotReuse(RegisterPlan& plan) : plan_(plan), slot_of_(plan.steps.size()), last_use_(plan.steps.size()) {}

  void run() {
    for (std::size_t s = 0; s < plan_.steps.size(); ++s) {
      if (has_slot(plan_.steps[s])) last_use_[plan_.steps[s].result.index] = s;
      for_each_slot_read(plan_.steps[s], [&](std::uint32_t value) { last_use_[value] = s; });
    }
    for (std::size_t s = 0; s < plan_.steps.size(); ++s) assign(s);
  }

 private:
  static constexpr std::uint32_t no_slot = 0xffffffffu;

  void assign(std::size_t s) {
    TileStep& step = plan_.steps[s];
    const TileStep named_by_values = step;
    for_each_slot_read(step,
                       [&](std::uint32_t& value) { value = slot_of_[value] == no_slot ? 0 : slot_of_[value]; });
    for_each_slot_read(named_by_values, [&](std::uint32_t value) { leave(value, s); });
    if (!has_slot(step)) return;
    const std::uint32_t value = step.result.index;
    slot_of_[value] = plan_.forwardings[s].is_stored ? take() : no_slot;
    step.result.index = slot_of_[value] == no_slot ? 0 : slot_of_[value];
    leave(value, s);
  }

  void leave(std::uint32_t value, std::size_t s) {
    if (last_use_[value] != s || slot_of_[value] == no_slot) return;
    free_.push_back(slot_of_[value]);
    slot_of_[value] = no_slot;
  }

  std::uint32_t take() {
    if (free_.empty()) return static_cast<std::uint32_t>(plan_.num_slots++);
    const std::uint32_t slot = free_.back();
    free_.pop_back();
    return slot;
  }

  RegisterPlan& plan_;
  std::vector<std::uint32_t> slot_of_;  // of each value
  std::vector<std::size_t> last_use_;
  std::vector<std::uint32_t> free_;
};

}  // namespace

bool works_on_registers(const TileStep& step) {
  if (step.operation == TileOperation::store_entry) return true;
  return step.operation == TileOperation::compute && is_short(step.elemental);
}

bool are_sine_and_cosine(const TileStep& a, const TileStep& b) {
  const bool leaves_angle = !(a.result == a.arguments[0]);  // else b has another one
  return is_sine_or_cosine(a) && is_sine_or_cosine(b) && a.elemental != b.elemental &&
         a.arguments[0] == b.arguments[0] && leaves_angle;
}

bool are_root_and_reciprocal(const TileStep& a, const TileStep& b) {
  if (a.operation != TileOperation::compute || b.operation != TileOperation::compute) return false;
  const bool is_root = a.elemental == Elemental::sqrt || a.elemental == Elemental::hypot;
  return is_root && b.elemental == Elemental::reciprocal && has_slot(a) && has_slot(b) &&
         b.arguments[0] == a.result;
}

RegisterPlan plan_registers(const TileProgram& program) {
  RegisterPlan plan{.steps = gathered(with_sines_and_cosines_paired(with_a_slot_a_value(program)))};
  plan.forwardings = forward_results(plan.steps);
  SlotReuse(plan).run();
  return plan;
}

}  // namespace jacquard::kernels
