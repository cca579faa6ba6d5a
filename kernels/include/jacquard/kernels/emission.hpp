// SPDX-License-Identifier: BSD-2-Clause
// Programs as readable C++: one functor for packs on a CPU and scalars on a GPU.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "jacquard/program.hpp"

namespace jacquard::kernels {

/// How an emitted functor gets the numbers of its program.
enum class Literals : std::uint8_t {
  in_text,  ///< printed
  as_data,  ///< p.literals[k] for Program::literals[k]: one functor serves programs that differ in them only
};

struct EmissionOptions {
  std::string name = "residual";         ///< of the residual
  std::vector<std::string> comments;     ///< lines above it
  std::size_t statements_a_piece = 500;  ///< longer functions are cut, so that compile time stays linear
  /// Where not 0, functions are cut where more values than this would be live at a time, instead: for devices,
  /// whose threads have room for that many in registers and the cache behind them.
  std::size_t live_values = 0;
  Literals literals = Literals::in_text;
};

/// What the functor of the residual `name` is called: <name>_kernel, with what is no identifier replaced.
std::string functor_name(const std::string& name);

/// The functor of one residual: extents, a static member function for each program (`residual`, `jacobian`,
/// `both`), and `compute`, which picks one by quantity.
///
/// Each is a template on the scalar T (a pack of points, or one double) and on what stands for inputs and outputs,
/// all indexed by number: independents x, parameters p, residuals f, entries j, conditions of the guards g.
/// Every value is assigned once; those that one piece hands to the next travel in an array. Comments give
/// Program::provenance above the functor, and beside every store what is stored.
/// Cost: linear in the instructions.
/// @throws ShapeError if `programs` is empty or two have the same quantity.
std::string emit(std::span<const Program> programs, const EmissionOptions& options);

}  // namespace jacquard::kernels
