// SPDX-License-Identifier: BSD-2-Clause
// Which case of a host's loop over steps runs a step: by its elemental, what the registers hold, and where else its
// operands are.
#pragma once

#include <cstdint>

#include "jacquard/elementals.hpp"
#include "jacquard/kernels/tile_program.hpp"
#include "register_plan.hpp"
#include "step_order.hpp"

namespace jacquard::kernels {

/// What a step's operands in memory are known to be.
enum class Shape : std::uint8_t {
  general,
  slots,        ///< nothing else. Of a store: it is of a residual
  literal,      ///< slots but for the result and the last argument in memory, which is a literal
  factor,       ///< slots but for the result and the second of three arguments, which is a literal
  line,         ///< likewise, and the third one is a literal, too
  entry,        ///< slots but for the result, which is an entry
  kept_first,   ///< slots but for the result; the first argument is in the spare registers
  kept_second,  ///< likewise
  kept_third,
};
inline constexpr unsigned num_shapes = 9;

/// Which argument is in the spare registers, if any.
constexpr std::uint8_t kept_argument(Shape shape) {
  return shape < Shape::kept_first
             ? Forwarding::nothing
             : static_cast<std::uint8_t>(static_cast<int>(shape) - static_cast<int>(Shape::kept_first));
}

/// Of what is not forwarded.
constexpr int last_argument_in_memory(int arity, std::uint8_t forwarded) {
  return arity - (arity - 1 == forwarded ? 2 : 1);
}

/// Whether argument k, in memory, is known to be a literal.
constexpr bool is_literal(Shape shape, int k, int last_in_memory) {
  return (shape == Shape::literal && k == last_in_memory) || (shape == Shape::factor && k == 1) ||
         (shape == Shape::line && k >= 1);
}

inline constexpr Elemental unchanged = Elemental::literal;  ///< whose cases are those of stores
/// What works on registers, in the order of its codes.
#define JACQUARD_ELEMENTALS_WITH_CASES(ROW) \
  ROW(independent) ROW(parameter) ROW(literal) JACQUARD_SHORT_ELEMENTALS(ROW)
#define JACQUARD_WITH_CASES(name) Elemental::name,
inline constexpr Elemental with_cases[]{JACQUARD_ELEMENTALS_WITH_CASES(JACQUARD_WITH_CASES)};
#undef JACQUARD_WITH_CASES

/// Number of a case. They follow each other without a gap: there is a table of them.
using StepCode = std::uint16_t;
inline constexpr StepCode end_code = 0;      ///< after the last step
inline constexpr StepCode handler_code = 1;  ///< the step's handler runs it
inline constexpr StepCode fetch_code = 2;    ///< the first argument goes to the spare registers
inline constexpr StepCode keep_code = 3;     ///< what the registers hold does
inline constexpr unsigned first_case = 4;    ///< of an elemental
inline constexpr unsigned cases_an_elemental = 8 * num_shapes;

/// @param elemental  one of with_cases
constexpr StepCode step_code(Elemental elemental, Forwarding forwarding, Shape shape) {
  unsigned place = 0;
  while (with_cases[place] != elemental) ++place;
  const unsigned is_stored = forwarding.is_stored ? 1 : 0;
  return static_cast<StepCode>(first_case + ((place * 4 + forwarding.argument) * 2 + is_stored) * num_shapes +
                               static_cast<unsigned>(shape));
}

/// Whether steps of a short elemental, a load or a store may have that code. Of arguments that may be exchanged,
/// the second is never forwarded, kept only if the first is forwarded, and a literal if the first in memory is one.
constexpr bool has_case(Elemental elemental, Forwarding forwarding, Shape shape) {
  const bool is_forwarded = forwarding.argument != Forwarding::nothing;
  const std::uint8_t kept = kept_argument(shape);
  if (elemental == unchanged) {
    const bool is_store = forwarding.is_stored && forwarding.argument % Forwarding::nothing == 0;
    const bool has_shape = shape == Shape::slots || shape == Shape::entry ||
                           (!is_forwarded && (shape == Shape::literal || shape == Shape::kept_first));
    return is_store && has_shape;
  }
  if (arity(elemental) == 0) return !is_forwarded && shape == Shape::general;
  if (is_forwarded &&
      (forwarding.argument >= arity(elemental) || (forwarding.argument == 1 && is_commutative(elemental))))
    return false;
  const int num_in_memory = arity(elemental) - (is_forwarded ? 1 : 0);
  switch (shape) {
    case Shape::general:  // a literal that is not the last argument in memory
      return num_in_memory > 1 && !(is_fused(elemental) && forwarding.argument == 0);
    case Shape::literal:
      return num_in_memory > 0;
    case Shape::factor:
    case Shape::line:
      return is_fused(elemental) && forwarding.argument != 2;
    case Shape::entry:
      return forwarding.is_stored;
    case Shape::kept_first:
    case Shape::kept_second:
    case Shape::kept_third:
      return kept < arity(elemental) && kept != forwarding.argument &&
             (kept != 1 || forwarding.argument == 0 || !is_commutative(elemental));
    case Shape::slots:
      break;
  }
  return true;
}

/// Exchanges the first two arguments where that may be done and brings them to the order that has_case asks for.
void exchange_arguments(TileStep& step, Forwarding& forwarding);

/// Whether the result is an entry of the Jacobian.
bool has_entry(const TileStep& step);

/// The case that runs a step whose arguments have been exchanged where they had to be.
/// @throws Error, naming elemental and shape, if there is none.
StepCode case_of(const TileStep& step, Forwarding forwarding);

}  // namespace jacquard::kernels
