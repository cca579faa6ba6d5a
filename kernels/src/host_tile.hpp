// SPDX-License-Identifier: BSD-2-Clause
// One tile of points on a CPU: what its steps work on, and where each instruction set's functions are found.
#pragma once

#include <cstddef>
#include <cstdint>

#include "jacquard/batch.hpp"
#include "jacquard/elementals.hpp"
#include "jacquard/kernels/host_program.hpp"
#include "register_plan.hpp"

namespace jacquard::kernels {

/// Points [first_point, first_point + num_points) of a batch, in num_groups groups. Lanes beyond the last point
/// repeat it, up to `width` groups, as the loop has that runs it. Plain data, so that nothing of this is compiled
/// for one instruction set and used by another.
struct HostTile {
  const Batch* batch = nullptr;
  double* workspace = nullptr;      // slots, literals
  std::uint8_t* flipped = nullptr;  // [num_points]
  double* jacobian = nullptr;       // entries of the tile's first group, room for `width` of them
  std::size_t entries_a_group = 0;  // doubles from the entries of one group to those of the next
  bool streams = false;             // entries go past the caches, where the registers hold them
  std::size_t first_point = 0;
  std::size_t num_points = 0;
  std::size_t num_groups = 0;
  std::size_t width = 0;
};

struct HostStep;
using HostHandler = void (*)(const HostStep& step, const HostTile& tile);

/// What a step's operands in memory are known to be.
enum class Shape : std::uint8_t {
  general,
  slots,        ///< nothing else. Of a store: it is of a residual
  literal,      ///< slots but for the result and the last argument in memory, which is a literal
  entry,        ///< slots but for the result, which is an entry
  kept_first,   ///< slots but for the result; the first argument is in the spare registers
  kept_second,  ///< likewise
  kept_third,
};

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

inline constexpr Elemental unchanged = Elemental::literal;  ///< whose codes are those of stores
#define JACQUARD_WITH_CASES(name) , Elemental::name
/// What works on registers, in the order of its codes.
inline constexpr Elemental with_cases[]{Elemental::independent, Elemental::parameter,
                                        unchanged JACQUARD_SHORT_ELEMENTALS(JACQUARD_WITH_CASES)};
#undef JACQUARD_WITH_CASES

/// The case that runs a step. Codes are close together, so that compilers make one table of jumps of them.
using StepCode = std::uint16_t;
inline constexpr unsigned num_shapes = 8;  // one is nobody's
inline constexpr unsigned codes_an_elemental = 8 * num_shapes;
/// @param elemental  one of with_cases
constexpr StepCode step_code(Elemental elemental, Forwarding forwarding, Shape shape) {
  unsigned place = 0;
  while (with_cases[place] != elemental) ++place;
  const unsigned is_stored = forwarding.is_stored ? 1 : 0;
  return static_cast<StepCode>(((place * 4 + forwarding.argument) * 2 + is_stored) * num_shapes +
                               static_cast<unsigned>(shape));
}
// Those of a load with an argument.
inline constexpr StepCode end_code = 0;      ///< after the last step
inline constexpr StepCode handler_code = 1;  ///< the step's handler runs it
inline constexpr StepCode fetch_code = 2;    ///< the first argument goes to the spare registers
inline constexpr StepCode keep_code = 3;     ///< what the registers hold does

/// Whether steps of a short elemental, a load or a store may have that code. Of arguments that may be exchanged,
/// the second is never forwarded, and kept only if the first is forwarded.
constexpr bool has_case(Elemental elemental, Forwarding forwarding, Shape shape) {
  const bool is_forwarded = forwarding.argument != Forwarding::nothing;
  const std::uint8_t kept = kept_argument(shape);
  if (elemental == unchanged) {
    const bool is_store = forwarding.is_stored && forwarding.argument % Forwarding::nothing == 0;
    const bool may_be_forwarded = shape == Shape::slots || shape == Shape::entry;
    return is_store && shape != Shape::general && shape <= Shape::kept_first && (may_be_forwarded || !is_forwarded);
  }
  if (arity(elemental) == 0) return !is_forwarded && shape == Shape::general;
  if (is_forwarded &&
      (forwarding.argument >= arity(elemental) || (forwarding.argument == 1 && is_commutative(elemental))))
    return false;
  const int num_in_memory = arity(elemental) - (is_forwarded ? 1 : 0);
  switch (shape) {
    case Shape::general:  // more than one literal
      return num_in_memory > 1;
    case Shape::literal:
      return num_in_memory > 0;
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

/// A step with its operands decoded, half a cache line: large programs have more steps than the caches next to the
/// processor hold. Operands begin at those doubles of the workspace, or the result at that of a group's entries.
/// The groups of a slot follow each other; literals have but one.
struct HostStep {
  HostHandler handler = nullptr;
  std::uint32_t arguments[3] = {};
  std::uint32_t result = 0;
  std::uint32_t index = 0;
  StepCode code = end_code;
  std::uint8_t literals = 0;  ///< bit k: argument k is one
  bool result_is_entry : 1 = false;
  bool outcome : 1 = true;
};

/// What takes the roots of tiles, where quotients are by Newton's iteration.
enum class Roots : std::uint8_t {
  usual,   ///< Newton's iteration, too
  shared,  ///< every second pack's the divider, which works beside the multipliers
};

/// Runs steps over tiles of one width. A program decoded for one loop runs in all that are no wider, but for values
/// in spare registers that only loops with such have.
struct TileLoop {
  std::size_t num_groups;
  SpareRegisters spare_registers;
  void (*run)(const HostStep* first, const HostTile& tile);  ///< up to the step of end_code

  std::size_t num_points() const { return num_groups * group_size; }
};

/// What one instruction set does with the steps of a tile.
struct HostFunctions {
  TileLoop group;  ///< one
  TileLoop tile;   ///< a value takes eight registers, and another eight if there are as many to spare
  TileLoop wide;   ///< a value takes them all, if there are spare ones; else the same as `tile`
  HostHandler (*handler)(TileOperation operation, Elemental elemental, Roots roots);
  /// Of a sine and a cosine, or a root and what it divides; null for any other two. The second's result goes to the
  /// slot at `index`; what is divided, if not 1, is arguments[2].
  HostHandler (*joint_handler)(Elemental first, Elemental second, Roots roots);
  void (*finish_streaming)();  ///< after the last tile that streams
};

// Each is defined by one compilation of host_tile.cpp.
extern const HostFunctions sse2_functions;
extern const HostFunctions avx2_functions;
extern const HostFunctions avx512_functions;
extern const HostFunctions neon_functions;

/// @throws StateError if `set` was not built in or this machine does not run it, naming those it does.
const HostFunctions& host_functions(InstructionSet set);

}  // namespace jacquard::kernels
