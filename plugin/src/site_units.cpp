// SPDX-License-Identifier: BSD-2-Clause
// Closing of units: which operations belong to one, and its canonical form.
#include <algorithm>
#include <bit>

#include "jacquard/error.hpp"
#include "recorder.hpp"
#include "site_folder.hpp"

namespace jacquard {

bool SiteFolder::enter(std::uint64_t position, std::uint32_t unit) {
  OperationStream& stream = recorder_->stream();
  if (!stream.contains(position)) {
    plan_.cut_at(position);
    return false;
  }
  Operation& operation = stream[position];
  if (operation.unit == unit) return false;
  if (operation.unit == 0) {
    operation.unit = unit;
    walk_.push_back({position, 0});
    return true;
  }
  if (operation.cut != Operation::no_cut) return false;
  if (group_.is_open() && operation.unit == group_.id) {
    joins_group_ = true;
  } else {
    plan_.cut_at(position);
  }
  return false;
}

/// Takes all operations that `root` needs and that are nobody's into `unit`, arguments first.
void SiteFolder::claim(std::uint64_t root, OpenUnit& unit) {
  if (!enter(root, unit.id)) return;
  const OperationStream& stream = recorder_->stream();
  while (!walk_.empty()) {
    Frame& frame = walk_.back();
    const Operation& operation = stream[frame.position];
    const std::size_t k = frame.next_argument++;
    if (k == 3 || operation.kinds[k] == ActiveKind::none) {
      unit.operations.push_back(frame.position);
      walk_.pop_back();
    } else if (operation.kinds[k] == ActiveKind::vertex) {
      enter(operation.arguments[k], unit.id);
    }
  }
}

StateIndex SiteFolder::held_state(std::uint64_t position) const {
  const OperationStream& stream = recorder_->stream();
  return stream.contains(position) ? stream[position].cut : Operation::no_cut;
}

void SiteFolder::hold(std::uint64_t position, StateIndex state) {
  OperationStream& stream = recorder_->stream();
  if (stream.contains(position) && stream[position].cut == Operation::no_cut) stream[position].cut = state;
}

bool SiteFolder::has_guards_up_to(std::uint64_t position) const {
  const auto& guards = recorder_->guards();
  return num_guards_taken_ < guards.size() && guards[num_guards_taken_].position <= position;
}

void SiteFolder::close_group() {
  if (group_.is_open()) close(group_);
}

void SiteFolder::close(OpenUnit& unit) {
  const std::size_t first_guard = num_guards_taken_;
  for (; has_guards_up_to(unit.last_position); ++num_guards_taken_) {
    const ActiveTag condition = recorder_->guards()[num_guards_taken_].condition;
    if (condition.kind() == ActiveKind::vertex) claim(condition.index(), unit);
  }
  if (plan_.is_complete()) canonicalise(unit, first_guard);
  unit.close();
  if (recorder_->stream().size() >= comfortable_window) recorder_->stream().keep_last(comfortable_window / 2);
}

std::uint32_t& SiteFolder::level(StateIndex state) {
  if (state >= 0) return cut_levels_[static_cast<std::size_t>(state) - num_independents_];
  if (dependent_levels_.empty()) dependent_levels_.resize(shape_.num_dependents, 1);  // no unit is below 1
  return dependent_levels_[static_cast<std::size_t>(-1 - state)];
}

void SiteFolder::start_canonical(std::size_t num_operations, std::size_t num_outputs, std::size_t num_guards) {
  canonical_.clear();
  input_numbers_.restart();
  dependent_numbers_.restart();
  parameter_numbers_.restart();
  for (const std::size_t count : {num_operations, num_outputs, num_guards})
    canonical_.structure.push_back(static_cast<std::uint32_t>(count));
}

UnitReference SiteFolder::input(StateIndex state) {
  const bool is_dependent = state < 0;
  const std::size_t next = canonical_.inputs.size();
  const std::uint32_t number = is_dependent ? dependent_numbers_.number(static_cast<std::size_t>(-1 - state), next)
                                            : input_numbers_.number(static_cast<std::size_t>(state), next);
  if (number == next) {
    canonical_.inputs.push_back(state);
    if (is_dependent || state >= static_cast<StateIndex>(num_independents_))
      canonical_.level = std::max(canonical_.level, level(state));
  }
  return {UnitReference::Kind::input, number};
}

UnitReference SiteFolder::literal(std::uint64_t bits) {
  canonical_.literals.push_back(bits);
  return {UnitReference::Kind::literal, canonical_.literals.size() - 1};
}

UnitReference SiteFolder::reference(ActiveKind kind, std::uint64_t index, std::uint32_t unit) {
  switch (kind) {
    case ActiveKind::literal:
      return literal(index);
    case ActiveKind::parameter: {
      const std::size_t next = canonical_.parameters.size();
      const std::uint32_t number = parameter_numbers_.number(index, next);
      if (number == next) canonical_.parameters.push_back(static_cast<std::uint32_t>(index));
      return {UnitReference::Kind::parameter, number};
    }
    case ActiveKind::vertex: {
      const Operation& operation = recorder_->stream()[index];
      if (operation.unit == unit) return {UnitReference::Kind::operation, operation.local};
      return input(operation.cut);
    }
    case ActiveKind::independent:
      return input(static_cast<StateIndex>(index));
    default:
      return held(static_cast<StateIndex>(static_cast<std::uint32_t>(index)), unit);
  }
}

/// A state entry, or the operation of this very unit that it holds.
UnitReference SiteFolder::held(StateIndex state, std::uint32_t unit) {
  if (state >= 0) {
    const std::uint64_t position = cut_operations_[static_cast<std::size_t>(state) - num_independents_];
    const OperationStream& stream = recorder_->stream();
    if (position != no_operation && stream.contains(position) && stream[position].unit == unit)
      return {UnitReference::Kind::operation, stream[position].local};
  }
  return input(state);
}

void SiteFolder::canonicalise(const OpenUnit& unit, std::size_t first_guard) {
  OperationStream& stream = recorder_->stream();
  const auto guards = std::span(recorder_->guards()).subspan(first_guard, num_guards_taken_ - first_guard);
  start_canonical(unit.operations.size(), unit.roots.size(), guards.size());
  std::uint32_t local = 0;
  for (const std::uint64_t position : unit.operations) {
    Operation& operation = stream[position];
    canonical_.structure.push_back(static_cast<std::uint32_t>(operation.elemental));
    for (std::size_t k = 0; k < arity(operation); ++k)
      canonical_.structure.push_back(reference(operation.kinds[k], operation.arguments[k], unit.id).word());
    operation.local = local++;
  }
  for (const UnitRoot& root : unit.roots) {
    const bool is_literal = root.value.is_literal();
    const std::uint64_t index = is_literal ? std::bit_cast<std::uint64_t>(root.literal) : root.value.index();
    canonical_.structure.push_back(reference(root.value.kind(), index, unit.id).word());
    canonical_.outputs.push_back(root.target);
  }
  for (const RecordedGuard& guard : guards) {
    canonical_.structure.push_back(reference(guard.condition.kind(), guard.condition.index(), unit.id).word());
    canonical_.structure.push_back(guard.outcome);
  }
  intern();
}

void SiteFolder::intern() {
  ++canonical_.level;
  for (const StateIndex target : canonical_.outputs)
    if (target >= 0 || !dependent_levels_.empty() || canonical_.level > 1) level(target) = canonical_.level;
  table_.append(canonical_);
}

void SiteFolder::write_constant(const Active& value, StateIndex target) {
  if (!plan_.is_complete()) return;
  start_canonical(0, 1, 0);
  const ActiveTag tag = tag_of(value);
  const std::uint64_t index = tag.is_literal() ? std::bit_cast<std::uint64_t>(value_of(value)) : tag.index();
  canonical_.structure.push_back(reference(tag.kind(), index, 0).word());
  canonical_.outputs.push_back(target);
  intern();
}

ActiveTag SiteFolder::materialise(ActiveTag sum) {
  const auto last = static_cast<std::uint32_t>(sum.index());
  if (terms_[last].sum_cut == Operation::no_cut) {
    close_group();  // it may hold terms
    terms_[last].sum_cut = new_cut();
    if (plan_.is_complete()) write_sum(terms_of(last), terms_[last].sum_cut);
  }
  return state_tag(terms_[last].sum_cut);
}

void SiteFolder::write_sum(std::span<const Term> terms, StateIndex target) {
  const bool starts_negative = terms.front().sign < 0;
  const std::size_t num_operations = terms.size() - 1 + (starts_negative ? 1 : 0);
  start_canonical(num_operations, 1, 0);
  std::uint32_t sum = input(terms.front().state).word();
  std::uint32_t num_written = 0;
  const auto write = [&](Elemental elemental) { canonical_.structure.push_back(static_cast<std::uint32_t>(elemental)); };
  if (starts_negative) {
    write(Elemental::neg);
    canonical_.structure.push_back(sum);
    sum = UnitReference(UnitReference::Kind::operation, num_written++).word();
  }
  for (const Term& term : terms.subspan(1)) {
    write(term.sign < 0 ? Elemental::sub : Elemental::add);
    canonical_.structure.push_back(sum);
    canonical_.structure.push_back(input(term.state).word());
    sum = UnitReference(UnitReference::Kind::operation, num_written++).word();
  }
  canonical_.structure.push_back(sum);
  canonical_.outputs.push_back(target);
  intern();
}

}  // namespace jacquard
