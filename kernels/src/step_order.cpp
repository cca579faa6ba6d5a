// SPDX-License-Identifier: BSD-2-Clause
// Every value gets a name of its own; then steps move to where their arguments are in registers.
#include "step_order.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "jacquard/elementals.hpp"
#include "joint_values.hpp"

namespace jacquard::kernels {
namespace {

// How far steps move, and how long runs of them may be that do. Farther ones would keep operands alive for long.
constexpr std::size_t window = 64;

using Kind = TileOperand::Kind;

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

constexpr std::uint32_t no_value = static_cast<std::uint32_t>(-1);

/// All of a step that orders depend on.
struct Brief {
  std::uint32_t step = 0;
  std::array<std::uint32_t, 3> reads{no_value, no_value, no_value};
  std::uint32_t result = no_value;  ///< the value that it computes into a slot
  std::uint32_t held = no_value;    ///< the value whose registers it leaves
  bool works_on_registers = false;
};

std::vector<Brief> briefs_of(const std::vector<TileStep>& steps) {
  std::vector<Brief> briefs;
  for (const TileStep& step : steps) {
    Brief brief{.step = static_cast<std::uint32_t>(briefs.size()), .works_on_registers = works_on_registers(step)};
    std::size_t num_read = 0;
    for_each_slot_read(step, [&](std::uint32_t value) { brief.reads[num_read++] = value; });
    if (has_slot(step)) brief.result = step.result.index;
    brief.held = held_after(step).value_or(no_value);
    briefs.push_back(brief);
  }
  return briefs;
}

/// Whether `next`, right after a step that leaves `held` in the registers, takes it there.
bool takes(const Brief& next, std::uint32_t held) {
  const auto& [a, b, c] = next.reads;
  return held != no_value && next.works_on_registers && ((a == held) | (b == held) | (c == held));
}

/// Steps in an order that changes, and where in it each value is computed.
class Order {
 public:
  explicit Order(std::size_t num_steps) : place_(num_steps) { steps_.reserve(num_steps); }

  std::size_t size() const { return steps_.size(); }
  const Brief& operator[](std::size_t s) const { return steps_[s]; }
  std::size_t place(std::uint32_t value) const { return place_[value]; }

  void append(const Brief& step) {
    steps_.push_back(step);
    note_places(size() - 1, size());
  }
  void rotate(std::size_t first, std::size_t middle, std::size_t last) {
    const auto at = [&](std::size_t s) { return steps_.begin() + static_cast<std::ptrdiff_t>(s); };
    std::rotate(at(first), at(middle), at(last));
    note_places(first, last);
  }

 private:
  void note_places(std::size_t first, std::size_t last) {
    for (std::size_t s = first; s < last; ++s)
      if (steps_[s].result != no_value) place_[steps_[s].result] = s;
  }

  std::vector<Brief> steps_;
  std::vector<std::size_t> place_;  // by value
};

// Appends steps; what the next step alone uses is moved to the end first, with what led to it alone.
class Gatherer {
 public:
  explicit Gatherer(const std::vector<Brief>& steps) : uses_(steps.size()), order_(steps.size()) {
    for (const Brief& step : steps) {
      for (const std::uint32_t value : step.reads) {
        if (value != no_value) ++uses_[value];
      }
    }
    for (const Brief& step : steps) append(step);
  }

  Order finish() && { return std::move(order_); }

 private:
  void append(const Brief& step) {
    if (step.works_on_registers) move_to_end(step);
    order_.append(step);
  }

  bool is_used_by_next_alone(std::size_t s, const Brief& next) const {
    const std::uint32_t value = order_[s].result;
    return value != no_value && uses_[value] == 1 && takes(next, order_[s].held);
  }

  void move_to_end(const Brief& next) {
    std::optional<std::size_t> last;  // of those that it alone uses
    for (const std::uint32_t value : next.reads) {
      if (value == no_value) continue;
      const std::size_t s = order_.place(value);
      if (order_.size() - s <= window && is_used_by_next_alone(s, next) && s >= last.value_or(0)) last = s;
    }
    if (!last) return;
    std::size_t first = *last;
    while (first > 0 && is_used_by_next_alone(first - 1, order_[first])) --first;
    order_.rotate(first, *last + 1, order_.size());
  }

  std::vector<std::uint32_t> uses_;
  Order order_;
};

// Joins runs of steps that pass their results on: what ends one is what another near it begins with.
class Joiner {
 public:
  explicit Joiner(Order order) : order_(std::move(order)) {
    for (std::size_t last = 0; last < order_.size();) {
      last = passes_on(last) ? last + 1 : join(last).value_or(last + 1);
    }
  }

  Order finish() && { return std::move(order_); }

 private:
  bool passes_on(std::size_t s) const { return s + 1 < order_.size() && takes(order_[s + 1], order_[s].held); }

  /// A run that begins with what the run that ends in `last` leaves: it follows that one, or else that one moves to
  /// it; long ones stay. The first step that may end a run that can be joined now, or nothing if none was.
  std::optional<std::size_t> join(std::size_t last) {
    const std::uint32_t held = order_[last].held;
    if (held == no_value) return {};
    const std::size_t end = std::min(order_.size(), last + window);
    std::size_t first = last;
    while (first > 0 && last - first < window && passes_on(first - 1)) --first;
    for (std::size_t head = last + 2; head < end; ++head) {
      if (!takes(order_[head], held) || passes_on(head - 1)) continue;
      std::size_t head_end = head + 1;
      while (head_end - head < window && passes_on(head_end - 1)) ++head_end;
      if (head_end - head < window && is_independent(last + 1, head, head_end)) {
        order_.rotate(last + 1, head, head_end);
        return last;
      }
      if (last - first < window && is_independent(first, last + 1, head)) {
        order_.rotate(first, last + 1, head);
        return first;
      }
    }
    return {};
  }

  /// Whether no step of [middle, last) reads what one of [first, middle) computes.
  bool is_independent(std::size_t first, std::size_t middle, std::size_t last) const {
    for (std::size_t s = middle; s < last; ++s) {
      for (const std::uint32_t value : order_[s].reads) {
        if (value != no_value && first <= order_.place(value) && order_.place(value) < middle) return false;
      }
    }
    return true;
  }

  Order order_;
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
  const std::vector<TileStep> steps = with_sines_and_cosines_paired(with_a_slot_a_value(program));
  const Order order = Joiner(Gatherer(briefs_of(steps)).finish()).finish();
  std::vector<TileStep> ordered;
  ordered.reserve(steps.size());
  for (std::size_t s = 0; s < order.size(); ++s) ordered.push_back(steps[order[s].step]);
  return ordered;
}

}  // namespace jacquard::kernels
