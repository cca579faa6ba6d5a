// SPDX-License-Identifier: BSD-2-Clause
// A program prepared for one instruction set of the host, and its run over a range of tiles.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "jacquard/batch.hpp"
#include "jacquard/kernels/instruction_set.hpp"
#include "jacquard/kernels/tile_program.hpp"

namespace jacquard::kernels {

struct HostTile;
struct HostStep;
struct HostFunctions;
using HostHandler = void (*)(const HostStep& step, const HostTile& tile);

/// How tiles run; the defaults suit everybody but tests and measurements.
struct TileOptions {
  std::optional<InstructionSet> instruction_set = {};  ///< of a host; the widest available if not given
  /// Jacobians of a host of more bytes that change, aligned to cache lines, are written past the caches; by default
  /// an eighth of last_level_cache_bytes(): tiles write lines that are far from each other, and wait for each that
  /// is not there.
  std::optional<std::size_t> most_cached_bytes = {};
  /// Programs of more steps run in tiles of sixteen registers a value, where there are 32: processors do not
  /// foresee which step follows in so many, and waiting for it takes as long for twice the points.
  std::size_t many_steps = 1000;
  /// Whether avx512 leaves every second pack's roots to the divider; as has_quick_divider() if not given.
  std::optional<bool> shares_roots = {};
};

/// Decoded steps and literals, immutable and shared by all workers.
class HostProgram {
 public:
  /// @throws ShapeError as tile_program; StateError if this machine does not run the instruction set.
  HostProgram(const Program& program, const TileOptions& options);
  HostProgram(HostProgram&&) noexcept;
  HostProgram& operator=(HostProgram&&) noexcept;
  ~HostProgram();

  /// Eight registers of the instruction set, or sixteen: whatever passes from step to step in them is not stored.
  /// What is left of a batch runs in narrower tiles, if it fits one.
  std::size_t points_per_tile() const;
  std::size_t num_tiles(std::size_t num_points) const {
    return (num_points + points_per_tile() - 1) / points_per_tile();
  }

  /// Doubles that each worker's workspace must hold: slots, literals, entries of a tile that the
  /// batch ends in, one flag a point.
  std::size_t workspace_extent() const;

  /// Fills in what evaluations only read; once per workspace. @param workspace  [workspace_extent()]
  void prepare(double* workspace) const;

  /// Runs tiles [first_tile, last_tile) of `batch` in one thread. Host memory; allocates nothing.
  /// @param workspace  [workspace_extent()], prepared, this worker's alone; aligned to 64 bytes for speed.
  EvaluationStatus run(const Batch& batch, std::size_t first_tile, std::size_t last_tile, double* workspace) const;

 private:
  struct Loop;

  std::size_t spare_offset() const;
  std::size_t flag_offset() const;
  const Loop& loop_for(std::size_t num_points) const;
  void run_tile(const Loop& loop, HostTile& tile, bool streams) const;
  void copy_entries(const HostTile& tile, double* to) const;
  void collect_flipped(const HostTile& tile, EvaluationStatus& status) const;

  const HostFunctions* functions_ = nullptr;
  std::size_t num_entries_ = 0;
  bool has_guards_ = false;
  std::size_t most_cached_bytes_ = 0;
  std::size_t first_literal_ = 0;
  std::vector<double> literals_;
  std::vector<HostHandler> handlers_;
  std::vector<Loop> loops_;                   // of a group, of a tile, and the widest one if that is another
  std::vector<std::size_t> written_entries_;  // offsets of their first groups
};

}  // namespace jacquard::kernels
