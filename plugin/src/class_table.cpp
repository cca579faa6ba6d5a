// SPDX-License-Identifier: BSD-2-Clause
// Interning of canonical units.
#include "class_table.hpp"

#include "hash_words.hpp"

namespace jacquard {

UnitClass& ClassTable::find_or_create(const CanonicalUnit& unit) {
  std::uint64_t hash = unit.structure.size();
  for (const std::uint32_t word : unit.structure) hash = hash_word(hash, word);
  const auto [begin, end] = known_.equal_range(hash);
  for (auto candidate = begin; candidate != end; ++candidate) {
    UnitClass& found = classes_[candidate->second];
    if (found.structure == unit.structure) return found;
  }
  known_.emplace(hash, static_cast<std::uint32_t>(classes_.size()));
  UnitClass& created = classes_.emplace_back();
  created.structure = unit.structure;
  created.hash = hash;
  created.num_inputs = unit.inputs.size();
  created.num_outputs = unit.outputs.size();
  created.literals.resize(unit.literals.size());
  created.parameters.resize(unit.parameters.size());
  return created;
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
