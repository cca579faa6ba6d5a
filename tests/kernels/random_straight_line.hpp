// SPDX-License-Identifier: BSD-2-Clause
// Random programs that were never a graph: few slots, written over and over, and stores anywhere.
#pragma once

#include <algorithm>
#include <random>
#include <span>
#include <vector>

#include "jacquard/elementals.hpp"
#include "jacquard/program.hpp"

namespace jacquard::test {

/// Draws programs for F and J whose instructions are drawn from `elementals`; mostly what was computed last is used
/// next. More literals than are written out for a whole tile, among them an infinity; every output is stored once.
class StraightLineGenerator {
 public:
  StraightLineGenerator(std::mt19937_64& random, std::span<const Elemental> elementals)
      : random_(random), elementals_(elementals) {}

  Program operator()(std::size_t num_instructions) {
    start();
    while (program_.instructions.size() < num_instructions) {
      append(below(12) == 0 ? leaf() : elementals_[below(elementals_.size())]);
      if (below(4) == 0 && !pending_.empty()) store();
    }
    while (!pending_.empty()) store();
    return std::move(program_);
  }

 private:
  std::size_t below(std::size_t bound) { return random_() % bound; }

  void start() {
    program_ = {};
    program_.num_independents = program_.num_parameters = program_.num_residuals = 3;
    program_.num_slots = 2 + below(7);
    for (int k = -30; k < 30; ++k) program_.literals.push_back(0.25 * k);
    program_.literals.push_back(std::numeric_limits<double>::infinity());
    program_.guard_outcomes = {true, false};
    program_.pattern.rows = {.row_offsets = {0, 3, 6, 9}, .columns = {0, 1, 2, 0, 1, 2, 0, 1, 2}};
    program_.pattern.is_constant.assign(9, false);
    program_.pattern.constants.assign(9, 0.0);
    pending_.clear();
    for (std::uint32_t k = 0; k < 3; ++k) pending_.push_back({.kind = OutputKind::residual, .index = k});
    for (std::uint32_t k = 0; k < 9; ++k) pending_.push_back({.kind = OutputKind::jacobian, .index = k});
    for (std::uint32_t k = 0; k < 2; ++k) pending_.push_back({.kind = OutputKind::guard, .index = k});
    std::ranges::shuffle(pending_, random_);
    written_.clear();
    append(Elemental::independent);
  }

  Operand operand() {
    if (below(8) == 0) return Operand::literal(static_cast<std::uint32_t>(below(program_.literals.size())));
    return Operand::slot(below(2) == 0 ? written_.back() : written_[below(written_.size())]);
  }

  Elemental leaf() { return below(3) == 0 ? Elemental::parameter : Elemental::independent; }

  void append(Elemental elemental) {
    Instruction instruction{.elemental = elemental,
                            .index = static_cast<std::uint32_t>(below(3)),
                            .result = SlotId(static_cast<std::uint32_t>(below(program_.num_slots)))};
    for (int k = 0; k < arity(elemental); ++k) instruction.arguments[k] = operand();
    program_.instructions.push_back(instruction);
    std::erase(written_, instruction.result);
    written_.push_back(instruction.result);
  }

  void store() {
    Store store = pending_.back();
    pending_.pop_back();
    store.position = static_cast<std::uint32_t>(program_.instructions.size());
    store.value = operand();
    program_.stores.push_back(store);
  }

  std::mt19937_64& random_;
  std::span<const Elemental> elementals_;
  Program program_;
  std::vector<Store> pending_;   // not stored yet
  std::vector<SlotId> written_;  // last one last
};

}  // namespace jacquard::test
