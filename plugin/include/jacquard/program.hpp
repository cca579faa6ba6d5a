// SPDX-License-Identifier: BSD-2-Clause
// The straight-line program that evaluators run and emission prints.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "jacquard/elimination.hpp"
#include "jacquard/quantity.hpp"

namespace jacquard {

/// A slot, or a literal of the program.
class Operand {
 public:
  constexpr Operand() = default;
  static constexpr Operand slot(SlotId id) { return Operand(id.value); }
  static constexpr Operand literal(std::uint32_t index) { return Operand(index | literal_bit); }

  constexpr bool is_literal() const { return (bits_ & literal_bit) != 0; }
  constexpr std::uint32_t index() const { return bits_ & ~literal_bit; }
  friend constexpr bool operator==(Operand, Operand) = default;

 private:
  static constexpr std::uint32_t literal_bit = 0x80000000u;
  constexpr explicit Operand(std::uint32_t bits) : bits_(bits) {}
  std::uint32_t bits_ = 0;
};

/// result <- elemental(arguments); for `independent` and `parameter`, result <- input number `index`.
struct Instruction {
  Elemental elemental = Elemental::literal;
  std::uint32_t index = 0;
  SlotId result;
  std::array<Operand, 3> arguments{};

  friend bool operator==(const Instruction&, const Instruction&) = default;
};

/// What a stored value is.
enum class OutputKind : std::uint8_t { residual, jacobian, guard };

/// After the first `position` instructions have run, output number `index` of its kind is `value`.
struct Store {
  std::uint32_t position = 0;
  OutputKind kind = OutputKind::residual;
  std::uint32_t index = 0;
  Operand value;

  friend bool operator==(const Store&, const Store&) = default;
};

/// Instructions in execution order over reused slots. Guards are computed whatever the quantity.
///
/// Constant entries of the pattern have no store: they are written once, outside the program.
struct Program {
  Quantity quantity = Quantity::both;
  std::size_t num_independents = 0;
  std::size_t num_parameters = 0;
  std::size_t num_residuals = 0;
  std::size_t num_slots = 0;
  std::vector<double> literals;
  std::vector<Instruction> instructions;
  std::vector<Store> stores;          ///< sorted by position
  std::vector<bool> guard_outcomes;   ///< [num_guards]
  JacobianPattern pattern;            ///< [num_residuals x num_independents], whatever the quantity
  std::vector<std::string> provenance;  ///< lines for readers of emitted text: order, costs, fingerprint
};

/// Lowers F and J to a program: work that reaches no output of `quantity` removed, multiply-add
/// fused (where every use of a product is a sum), instructions ordered for few live slots, slots assigned.
/// What decides a guard, a select or a rounding to an integer is left as the residual has it.
///
/// Where J needs the reciprocal of a denominator, or divides by it twice, quotients become products with it: an ulp
/// apart, and not finite for denominators below 2^-1024, where J is not finite either. The residual alone keeps its
/// quotients.
/// The same graph gives the same program every time. Cost: O(V log V), and a few milliseconds of search for an order.
Program lower(const AccumulatedJacobian& jacobian, Quantity quantity);

/// Whether emitted_cost counts it.
bool is_counted_as_emitted(Elemental elemental);

/// Additions, subtractions, multiplications and fused multiply-adds of `program`; negations and signs are free.
std::uint64_t emitted_cost(const Program& program);

/// Emitted cost of J alone for `order`; the third cost model.
/// @throws OrderError if `order` is no permutation of the intermediates.
std::uint64_t emitted_cost(const Linearization& linearization, const EliminationOrder& order);
std::uint64_t emitted_cost(const ComputationalGraph& residual, const EliminationOrder& order);

}  // namespace jacquard
