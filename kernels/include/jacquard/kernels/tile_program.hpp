// SPDX-License-Identifier: BSD-2-Clause
// A Program as tiles run it: one flat list of steps, loads, stores and guards among them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "jacquard/program.hpp"

namespace jacquard::kernels {

/// Where a step reads or writes one double per point.
struct TileOperand {
  enum class Kind : std::uint8_t { slot, literal, entry };

  Kind kind = Kind::slot;  ///< `entry`: straight in the Jacobian's values; only as a result
  std::uint32_t index = 0;

  friend bool operator==(const TileOperand&, const TileOperand&) = default;
};

/// What a step does.
enum class TileOperation : std::uint8_t {
  load_independent,  ///< result <- independent number `index`
  load_parameter,    ///< result <- parameter number `index`
  compute,           ///< result <- elemental(arguments)
  store_entry,       ///< Jacobian entry number `index` <- arguments[0]
  store_residual,    ///< residual number `index` <- arguments[0]
  check_guard,       ///< the point is flipped unless (arguments[0] != 0) == outcome
};

/// One instruction, store or guard, over all points of a tile. Trivially copyable; goes to devices as it is.
struct TileStep {
  TileOperation operation = TileOperation::compute;
  Elemental elemental = Elemental::literal;
  bool outcome = true;
  std::uint32_t index = 0;
  TileOperand result;
  TileOperand arguments[3];
};

/// Steps in execution order.
struct TileProgram {
  Quantity quantity = Quantity::both;
  std::size_t num_slots = 0;
  bool has_guards = false;
  std::vector<TileStep> steps;
  std::vector<double> literals;
};

/// Interleaves instructions and stores; a value whose only use is one Jacobian entry is computed in place there.
/// @throws ShapeError if an index of `program` is out of range. Cost: linear in instructions and stores.
TileProgram tile_program(const Program& program);

}  // namespace jacquard::kernels
