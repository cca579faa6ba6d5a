// SPDX-License-Identifier: BSD-2-Clause
// A program prepared for one instruction set of the host, and its run over a range of tiles.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "jacquard/evaluator.hpp"
#include "jacquard/kernels/instruction_set.hpp"
#include "jacquard/kernels/tile_program.hpp"

namespace jacquard::kernels {

struct HostTile;
struct HostStep;

/// How tiles run; the defaults suit everybody but tests and measurements.
struct TileOptions {
  std::optional<InstructionSet> instruction_set = {};  ///< of a host; the widest available if not given
  std::size_t points_per_tile = 0;  ///< of a host, rounded up to groups; 0: choose_points_per_tile
};

/// 64, or as many as keep the slots of `program` in 256 KiB, but at least 16.
std::size_t choose_points_per_tile(const TileProgram& program);

/// Decoded steps and literals, immutable and shared by all workers.
class HostProgram {
 public:
  /// @throws ShapeError as tile_program; StateError if this machine does not run the instruction set.
  HostProgram(const Program& program, const TileOptions& options);
  HostProgram(HostProgram&&) noexcept;
  HostProgram& operator=(HostProgram&&) noexcept;
  ~HostProgram();

  std::size_t points_per_tile() const { return points_per_tile_; }
  std::size_t num_tiles(std::size_t num_points) const {
    return (num_points + points_per_tile_ - 1) / points_per_tile_;
  }

  /// Doubles that each worker's workspace must hold: slots, literals, one flag a point.
  std::size_t workspace_extent() const;

  /// Fills in what evaluations only read; once per workspace. @param workspace  [workspace_extent()]
  void prepare(double* workspace) const;

  /// Runs tiles [first_tile, last_tile) of `batch` in one thread. Host memory; allocates nothing.
  /// @param workspace  [workspace_extent()], prepared, this worker's alone; aligned to 64 bytes for speed.
  EvaluationStatus run(const Batch& batch, std::size_t first_tile, std::size_t last_tile, double* workspace) const;

 private:
  std::size_t literal_offset() const { return num_slots_ * points_per_tile_; }
  std::size_t flag_offset() const { return literal_offset() + literals_.size() * group_size; }
  void collect_flipped(const HostTile& tile, EvaluationStatus& status) const;

  std::size_t num_slots_ = 0;
  std::size_t num_entries_ = 0;
  std::size_t points_per_tile_ = 0;
  bool has_guards_ = false;
  std::vector<double> literals_;
  std::vector<HostStep> steps_;
};

}  // namespace jacquard::kernels
