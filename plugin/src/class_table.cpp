// SPDX-License-Identifier: BSD-2-Clause
// Interning of canonical units.
#include "class_table.hpp"

#include <algorithm>

#include "hash_words.hpp"

namespace jacquard {

/// Comparing costs a tenth of hashing.
UnitClass& ClassTable::find_or_create(const CanonicalUnit& unit) {
  for (const std::uint32_t number : recent_) {
    if (classes_[number].structure != unit.structure) continue;
    note_recent(number);
    return classes_[number];
  }
  std::uint64_t hash = unit.structure.size();
  for (const std::uint32_t word : unit.structure) hash = hash_word(hash, word);
  const auto [begin, end] = known_.equal_range(hash);
  for (auto candidate = begin; candidate != end; ++candidate) {
    if (classes_[candidate->second].structure != unit.structure) continue;
    note_recent(candidate->second);
    return classes_[candidate->second];
  }
  return create(unit, hash);
}

UnitClass& ClassTable::create(const CanonicalUnit& unit, std::uint64_t hash) {
  known_.emplace(hash, static_cast<std::uint32_t>(classes_.size()));
  note_recent(static_cast<std::uint32_t>(classes_.size()));
  UnitClass& created = classes_.emplace_back();
  created.structure = unit.structure;
  created.hash = hash;
  created.num_inputs = unit.inputs.size();
  created.num_outputs = unit.outputs.size();
  created.literals.resize(unit.literals.size());
  created.parameters.resize(unit.parameters.size());
  return created;
}

void ClassTable::note_recent(std::uint32_t number) {
  auto place = std::find(recent_.begin(), recent_.end(), number);
  if (place == recent_.end()) {
    if (recent_.size() < num_recent) recent_.push_back(number);
    place = recent_.end() - 1;
    *place = number;
  }
  std::rotate(recent_.begin(), place, place + 1);
}

void ClassTable::append(const CanonicalUnit& unit) {
  UnitClass& target = find_or_create(unit);
  target.inputs.insert(target.inputs.end(), unit.inputs.begin(), unit.inputs.end());
  target.outputs.insert(target.outputs.end(), unit.outputs.begin(), unit.outputs.end());
  target.levels.append(unit.level, target.num_sites);
  for (std::size_t k = 0; k < unit.literals.size(); ++k)
    target.literals[k].append(unit.literals[k], target.num_sites);
  for (std::size_t k = 0; k < unit.parameters.size(); ++k)
    target.parameters[k].append(unit.parameters[k], target.num_sites);
  ++target.num_sites;
}

}  // namespace jacquard
