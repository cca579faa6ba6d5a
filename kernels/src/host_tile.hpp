// SPDX-License-Identifier: BSD-2-Clause
// One tile of points on a CPU: what its steps work on, and where each instruction set's functions are found.
#pragma once

#include <cstddef>
#include <cstdint>

#include "jacquard/batch.hpp"
#include "jacquard/kernels/host_program.hpp"
#include "step_case.hpp"

namespace jacquard::kernels {

/// Points [first_point, first_point + num_points) of a batch, in num_groups groups. Lanes beyond the last point
/// repeat it, up to `width` groups, as the loop has that runs it. Plain data, so that nothing of this is compiled
/// for one instruction set and used by another.
struct HostTile {
  const Batch* batch = nullptr;
  const HostHandler* handlers = nullptr;  // by HostStep::handler
  double* workspace = nullptr;            // slots, literals
  std::uint8_t* flipped = nullptr;        // [num_points]
  double* jacobian = nullptr;             // entries of the tile's first group, room for `width` of them
  std::size_t entries_a_group = 0;        // doubles from the entries of one group to those of the next
  bool streams = false;                   // entries go past the caches, where the registers hold them
  std::size_t first_point = 0;
  std::size_t num_points = 0;
  std::size_t num_groups = 0;
  std::size_t width = 0;
};

/// A step with its operands decoded, half a cache line: large programs have more steps than the caches next to the
/// processor hold. Operands begin at those doubles of the workspace, or the result at that of a group's entries.
/// The groups of a slot follow each other; literals have but one.
struct HostStep {
  void* begin = nullptr;        ///< of its case, in the loop that runs it
  std::uint64_t first_two = 0;  ///< arguments: the first one in the low half, both in one load
  std::uint32_t third = 0;
  std::uint32_t result = 0;
  std::uint32_t index = 0;
  StepCode code = end_code;
  std::uint8_t handler = 0;       ///< number among those of the tile
  std::uint8_t literals : 3 = 0;  ///< bit k: argument k is one
  std::uint8_t result_is_entry : 1 = false;
  std::uint8_t outcome : 1 = true;
};
static_assert(sizeof(HostStep) == 32);

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
  /// Up to the step of end_code; reads the next, too. @param first  if null, nothing is run
  /// @return  where the cases begin, by StepCode
  void* const* (*run)(const HostStep* first, const HostTile& tile);

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
