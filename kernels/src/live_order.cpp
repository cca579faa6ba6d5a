// SPDX-License-Identifier: BSD-2-Clause
// Orders that keep few values live: sets of instructions by what they free.
#include "live_order.hpp"

#include <algorithm>
#include <optional>
#include <vector>

#include "piece_plan.hpp"

namespace jacquard::kernels {
namespace {

constexpr std::size_t most_members = 60;      ///< of a set
constexpr std::size_t most_candidates = 256;  ///< that are compared at a time, in the order of the program

/// Instructions that make one value out of those that are there.
struct Cone {
  std::vector<ValueId> members;  ///< in an order that works
  int growth = 0;                ///< values it leaves less values it frees
};

/// Builds an order cone by cone.
class LiveOrder {
 public:
  LiveOrder(const AssignedOnce& code, double weight)
      : code_(code),
        weight_(weight),
        is_done_(size(), false),
        mark_(size(), 0),
        taken_(size(), 0),
        num_uses_(size(), 0),
        users_(size()) {
    for (ValueId value = 0; value < size(); ++value)
      for_arguments(value, [&](ValueId argument) {
        users_[argument].push_back(value);
        ++num_uses_[argument];
      });
    for (ValueId value = 0; value < size(); ++value)
      if (is_loaded_first(value)) run(value);
  }

  std::vector<ValueId> find() && {
    std::size_t first = 0;
    while (order_.size() < size()) {
      while (is_done_[first]) ++first;
      for (const ValueId value : best_cone(static_cast<ValueId>(first)).members) run(value);
    }
    return std::move(order_);
  }

 private:
  std::size_t size() const { return code_.last_use.size(); }
  bool is_loaded_first(ValueId value) const {
    return code_.program.instructions[value].elemental == Elemental::independent;
  }

  /// Each argument once.
  template <class Function>
  void for_arguments(ValueId value, Function function) const {
    const auto& arguments = code_.arguments[value];
    for (std::size_t k = 0; k < arguments.size(); ++k)
      if (arguments[k] != no_value &&
          std::find(arguments.begin(), arguments.begin() + k, arguments[k]) == arguments.begin() + k)
        function(arguments[k]);
  }

  void run(ValueId value) {
    is_done_[value] = true;
    order_.push_back(value);
    for_arguments(value, [&](ValueId argument) { --num_uses_[argument]; });
  }

  Cone best_cone(ValueId first) {
    std::optional<Cone> best;
    std::size_t num_candidates = 0;
    for (ValueId value = first; value < size() && num_candidates < most_candidates; ++value) {
      if (is_done_[value]) continue;
      ++num_candidates;
      std::optional<Cone> cone = cone_of(value);
      if (cone && cone->members.size() == 1 && cone->growth <= 0) return *cone;  // never too early
      if (cone && (!best || rank(*cone) < rank(*best))) best = std::move(cone);
    }
    return best ? *best : Cone{{first}, 0};  // what stands first has all its arguments
  }

  std::pair<double, std::size_t> rank(const Cone& cone) const {
    return {cone.growth + weight_ * static_cast<double>(cone.members.size()), cone.members.size()};
  }

  /// Nothing if it has more than most_members.
  std::optional<Cone> cone_of(ValueId last) {
    ++stamp_;
    num_begun_ = 0;
    Cone cone;
    if (!collect(last, cone.members)) return std::nullopt;
    for (const ValueId member : cone.members) {
      const bool is_left = std::ranges::any_of(users_[member], [&](ValueId user) { return mark_[user] != stamp_; });
      if (is_left) ++cone.growth;
      for_arguments(member, [&](ValueId argument) {
        if (is_done_[argument] && ++taken_[argument] == num_uses_[argument]) --cone.growth;
      });
    }
    for (const ValueId member : cone.members)
      for_arguments(member, [&](ValueId argument) { taken_[argument] = 0; });
    return cone;
  }

  /// False if there are more than most_members; what is begun counts, so that chains are followed no further
  /// either.
  bool collect(ValueId value, std::vector<ValueId>& members) {
    if (is_done_[value] || mark_[value] == stamp_) return true;
    if (++num_begun_ > most_members) return false;
    mark_[value] = stamp_;
    bool fits = true;
    for_arguments(value, [&](ValueId argument) { fits = fits && collect(argument, members); });
    members.push_back(value);
    return fits;
  }

  const AssignedOnce& code_;
  double weight_;
  std::vector<bool> is_done_;
  std::vector<std::uint32_t> mark_;  ///< [num_instructions]: stamp of the last cone that had it
  std::vector<std::uint32_t> taken_;
  std::vector<std::uint32_t> num_uses_;  ///< by instructions that are not done
  std::vector<std::vector<ValueId>> users_;
  std::vector<ValueId> order_;
  std::uint32_t stamp_ = 0;
  std::size_t num_begun_ = 0;  ///< members of the cone that is being collected
};

Program reordered(const AssignedOnce& code, const std::vector<ValueId>& order) {
  const Program& program = code.program;
  Program result = program;
  std::vector<std::uint32_t> place(order.size());
  for (std::size_t k = 0; k < order.size(); ++k) place[order[k]] = static_cast<std::uint32_t>(k);
  result.num_slots = order.size();
  for (std::size_t k = 0; k < order.size(); ++k) {
    Instruction& instruction = result.instructions[k] = program.instructions[order[k]];
    instruction.result = SlotId(static_cast<std::uint32_t>(k));
    for (std::size_t a = 0; a < 3; ++a)
      if (const ValueId argument = code.arguments[order[k]][a]; argument != no_value)
        instruction.arguments[a] = Operand::slot(SlotId(place[argument]));
  }
  for (std::size_t k = 0; k < code.stored.size(); ++k) {
    if (code.stored[k] == no_value) continue;
    result.stores[k].position = place[code.stored[k]] + 1;
    result.stores[k].value = Operand::slot(SlotId(place[code.stored[k]]));
  }
  std::ranges::stable_sort(result.stores, {}, &Store::position);
  return result;
}

}  // namespace

std::size_t most_live_values(const Program& program) {
  const AssignedOnce code(program);
  const std::size_t n = program.instructions.size();
  std::vector<int> change(n + 1, 0);
  for (std::size_t value = 0; value < n; ++value) {
    ++change[program.instructions[value].elemental == Elemental::independent ? 0 : value];
    --change[std::max<std::size_t>(code.last_use[value], value) + 1];
  }
  int live = 0, most = 0;
  for (const int step : change) most = std::max(most, live += step);
  return static_cast<std::size_t>(most);
}

Program with_few_live_values(const Program& program) {
  const AssignedOnce code(program);
  Program best = program;
  std::size_t fewest = most_live_values(program);
  for (const double weight : {0.0, 0.1, 0.2}) {
    Program found = reordered(code, LiveOrder(code, weight).find());
    const std::size_t live = most_live_values(found);
    if (live >= fewest) continue;
    fewest = live;
    best = std::move(found);
  }
  return best;
}

}  // namespace jacquard::kernels
