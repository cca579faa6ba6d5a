// SPDX-License-Identifier: BSD-2-Clause
// Canonical forms of units, sums and constants.
#include "unit_writer.hpp"

#include <algorithm>
#include <bit>
#include <limits>

#include "jacquard/error.hpp"

namespace jacquard {

UnitWriter::UnitWriter(std::size_t num_independents, std::size_t num_dependents)
    : num_independents_(num_independents), num_dependents_(num_dependents) {
  input_numbers_.reserve(num_independents);
}

StateIndex UnitWriter::new_cut(std::uint64_t position) {
  const std::size_t state = num_independents_ + num_cuts();
  if (state + num_dependents_ >= static_cast<std::size_t>(std::numeric_limits<StateIndex>::max()))
    throw CaptureError("capture: more state entries than 32-bit indices can number");
  cut_levels_.push_back(0);
  cut_operations_.push_back(position);
  return static_cast<StateIndex>(state);
}

std::uint32_t& UnitWriter::level(StateIndex state) {
  if (state >= 0) return cut_levels_[static_cast<std::size_t>(state) - num_independents_];
  if (dependent_levels_.empty()) dependent_levels_.resize(num_dependents_, 1);  // no unit is below 1
  return dependent_levels_[static_cast<std::size_t>(-1 - state)];
}

void UnitWriter::start(std::size_t num_operations, std::size_t num_outputs, std::size_t num_guards) {
  canonical_.clear();
  input_numbers_.restart();
  dependent_numbers_.restart();
  parameter_numbers_.restart();
  for (const std::size_t count : {num_operations, num_outputs, num_guards})
    canonical_.structure.push_back(static_cast<std::uint32_t>(count));
}

void UnitWriter::intern() {
  ++canonical_.level;
  for (const StateIndex target : canonical_.outputs)
    if (target >= 0 || canonical_.level > 1) level(target) = canonical_.level;
  table_.append(canonical_);
}

UnitReference UnitWriter::input(StateIndex state) {
  const std::size_t next = canonical_.inputs.size();
  const std::uint32_t number = state >= 0 ? input_numbers_.number(static_cast<std::size_t>(state), next)
                                          : dependent_numbers_.number(static_cast<std::size_t>(-1 - state), next);
  if (number == next) {
    canonical_.inputs.push_back(state);
    if (state < 0 || static_cast<std::size_t>(state) >= num_independents_)
      canonical_.level = std::max(canonical_.level, level(state));
  }
  return {UnitReference::Kind::input, number};
}

UnitReference UnitWriter::literal(std::uint64_t bits) {
  canonical_.literals.push_back(bits);
  return {UnitReference::Kind::literal, canonical_.literals.size() - 1};
}

UnitReference UnitWriter::parameter(std::uint64_t expression) {
  const std::size_t next = canonical_.parameters.size();
  const std::uint32_t number = parameter_numbers_.number(expression, next);
  if (number == next) canonical_.parameters.push_back(static_cast<std::uint32_t>(expression));
  return {UnitReference::Kind::parameter, number};
}

/// A state entry, or the operation of this very unit that it holds.
UnitReference UnitWriter::cut(const OperationStream& stream, StateIndex state, std::uint32_t unit) {
  if (state >= 0) {
    const std::uint64_t position = cut_operations_[static_cast<std::size_t>(state) - num_independents_];
    if (stream.contains(position) && stream[position].unit == unit)
      return {UnitReference::Kind::operation, stream[position].local};
  }
  return input(state);
}

UnitReference UnitWriter::reference(const OperationStream& stream, ActiveKind kind, std::uint64_t index,
                                    std::uint32_t unit) {
  switch (kind) {
    case ActiveKind::literal:
      return literal(index);
    case ActiveKind::parameter:
      return parameter(index);
    case ActiveKind::independent:
      return input(static_cast<StateIndex>(index));
    case ActiveKind::vertex: {
      const Operation& operation = stream[index];
      if (operation.unit == unit) return {UnitReference::Kind::operation, operation.local};
      return input(operation.state);
    }
    default:
      return cut(stream, static_cast<StateIndex>(static_cast<std::uint32_t>(index)), unit);
  }
}

void UnitWriter::write_unit(OperationStream& stream, const OpenUnit& unit, std::span<const RecordedGuard> guards) {
  start(unit.operations.size(), unit.roots.size(), guards.size());
  std::uint32_t local = 0;
  for (const std::uint64_t position : unit.operations) {
    Operation& operation = stream[position];
    append(operation.elemental);
    for (std::size_t k = 0; k < arity(operation); ++k)
      append(reference(stream, operation.kinds[k], operation.arguments[k], unit.id));
    operation.local = local++;
  }
  for (const UnitRoot& root : unit.roots) {
    const bool is_literal = root.value.is_literal();
    const std::uint64_t index = is_literal ? std::bit_cast<std::uint64_t>(root.literal) : root.value.index();
    append(reference(stream, root.value.kind(), index, unit.id));
    canonical_.outputs.push_back(root.target);
  }
  for (const RecordedGuard& guard : guards) {
    append(reference(stream, guard.condition.kind(), guard.condition.index(), unit.id));
    canonical_.structure.push_back(guard.outcome);
  }
  intern();
}

void UnitWriter::write_constant(const Active& value, StateIndex target) {
  start(0, 1, 0);
  const ActiveTag tag = tag_of(value);
  append(tag.is_literal() ? literal(std::bit_cast<std::uint64_t>(value_of(value))) : parameter(tag.index()));
  canonical_.outputs.push_back(target);
  intern();
}

void UnitWriter::write_sum(std::span<const SumTerm> terms, StateIndex target) {
  const bool starts_negative = terms.front().sign < 0;
  start(terms.size() - 1 + (starts_negative ? 1 : 0), 1, 0);
  std::uint32_t num_operations = 0;
  UnitReference sum = input(terms.front().state);
  if (starts_negative) {
    append(Elemental::neg);
    append(sum);
    sum = UnitReference(UnitReference::Kind::operation, num_operations++);
  }
  for (const SumTerm& term : terms.subspan(1)) {
    append(term.sign < 0 ? Elemental::sub : Elemental::add);
    append(sum);
    append(input(term.state));
    sum = UnitReference(UnitReference::Kind::operation, num_operations++);
  }
  append(sum);
  canonical_.outputs.push_back(target);
  intern();
}

}  // namespace jacquard
