// SPDX-License-Identifier: BSD-2-Clause
// Values in the order of their steps get registers or a slot.
#include "register_plan.hpp"

#include <optional>

#include "kept_values.hpp"

namespace jacquard::kernels {
namespace {

using Kind = TileOperand::Kind;

std::vector<Forwarding> forward_results(const std::vector<TileStep>& steps) {
  std::vector<Forwarding> forwardings(steps.size());
  std::optional<std::uint32_t> held;  // value in the registers
  for (std::size_t s = 0; s < steps.size(); ++s) {
    const TileStep& step = steps[s];
    for (int k = num_arguments(step); works_on_registers(step) && k-- > 0;) {
      if (step.arguments[k].kind == Kind::slot && step.arguments[k].index == held)
        forwardings[s].argument = static_cast<std::uint8_t>(k);
    }
    held = held_after(step);
  }
  return forwardings;
}

// Of what works on registers, only what somebody reads from memory is stored.
void store_what_is_read(const std::vector<TileStep>& steps, std::vector<Forwarding>& forwardings) {
  std::vector<std::size_t> writer(steps.size());  // of each value
  for (std::size_t s = 0; s < steps.size(); ++s) {
    const Forwarding& own = forwardings[s];
    for (int k = 0; k < num_arguments(steps[s]); ++k) {
      const bool is_in_memory = k != own.argument && (k != own.kept || own.fetches);
      if (steps[s].arguments[k].kind == Kind::slot && is_in_memory)
        forwardings[writer[steps[s].arguments[k].index]].is_stored = true;
    }
    if (!has_slot(steps[s])) continue;
    writer[steps[s].result.index] = s;
    forwardings[s].is_stored = !works_on_registers(steps[s]);
  }
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
    const bool needs_slot = plan_.forwardings[s].is_stored || step.operation != TileOperation::compute;
    slot_of_[value] = needs_slot ? take() : no_slot;
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

RegisterPlan plan_registers(const TileProgram& program, SpareRegisters spare) {
  RegisterPlan plan{.steps = ordered_steps(program)};
  plan.forwardings = forward_results(plan.steps);
  if (spare == SpareRegisters::yes) keep_values(plan.steps, plan.forwardings);
  store_what_is_read(plan.steps, plan.forwardings);
  SlotReuse(plan).run();
  return plan;
}

}  // namespace jacquard::kernels
