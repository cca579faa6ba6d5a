// SPDX-License-Identifier: BSD-2-Clause
// One tile of points on a CPU: what its steps work on, and where each instruction set's handlers are found.
#pragma once

#include <cstddef>
#include <cstdint>

#include "jacquard/evaluator.hpp"
#include "jacquard/kernels/host_program.hpp"

namespace jacquard::kernels {

/// Of programs with up to 512 slots.
inline constexpr std::size_t usual_points_per_tile = 64;

/// Points [first_point, first_point + num_points) of a batch, in num_groups groups; lanes beyond the last
/// point repeat it. Plain data, so that nothing of this is compiled for one instruction set and used by another.
struct HostTile {
  const Batch* batch = nullptr;
  double* workspace = nullptr;      // slots, literals
  std::uint8_t* flipped = nullptr;  // [num_points]
  double* jacobian = nullptr;       // entries of the tile's first group
  std::size_t first_point = 0;
  std::size_t num_points = 0;
  std::size_t num_groups = 0;
};

struct HostStep;
using HostHandler = void (*)(const HostStep& step, const HostTile& tile);

/// Group g of an operand: 8 doubles at offset + g * stride, in the workspace or, for results alone, the Jacobian.
struct HostOperand {
  std::uint32_t offset = 0;
  std::uint32_t stride = 0;
};

/// A step with its operands decoded.
struct HostStep {
  HostHandler handler = nullptr;
  HostOperand result;
  HostOperand arguments[3];
  std::uint32_t index = 0;
  bool result_is_entry = false;
  bool outcome = true;
};

/// What a step does with each value, as one instruction set does it. `is_dense`: all operands are slots.
struct HostHandlerKey {
  TileOperation operation = TileOperation::compute;
  Elemental elemental = Elemental::literal;
  bool is_dense = false;
};
using HostHandlerTable = HostHandler (*)(HostHandlerKey key);

// Each is defined by one compilation of host_tile.cpp.
HostHandler sse2_handler(HostHandlerKey key);
HostHandler avx2_handler(HostHandlerKey key);
HostHandler avx512_handler(HostHandlerKey key);
HostHandler neon_handler(HostHandlerKey key);

/// @throws StateError if `set` was not built in or this machine does not run it, naming those it does.
HostHandlerTable host_handlers(InstructionSet set);

}  // namespace jacquard::kernels
