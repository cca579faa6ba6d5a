// SPDX-License-Identifier: BSD-2-Clause
// Point kernels over the threads of a Kokkos device.
#pragma once

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include "jacquard/kernels/host_program.hpp"
#include "jacquard/kernels/point_kernel.hpp"

namespace jacquard::kernels {

/// One program with slots for as many threads as run at a time; a thread takes every num_threads-th point.
///
/// Runs in any execution space; where threads have registers for packs, HostRunner is faster.
template <class Space>
class DeviceRunner {
 public:
  DeviceRunner(const Space& space, const Program& program, const TileOptions&);

  /// One tile as wide as the batch, padded so that every entry starts at a multiple of 256 bytes.
  static BatchLayout layout(std::size_t num_entries, std::size_t num_points) {
    const std::size_t lanes = (std::max<std::size_t>(num_points, 1) + padding - 1) / padding * padding;
    return {.lanes = lanes, .num_entries = num_entries, .num_points = num_points};
  }

  static std::string description(const TileOptions&) { return "tile, a point a thread"; }

  static void write_constants(const Space& space, const JacobianPattern& pattern, const Batch& batch);

  EvaluationStatus run(const Space& space, const Batch& batch);

  /// What one launch does; public for device compilers only.
  struct Launch {
    PointKernel kernel;
    std::size_t* flipped;  // count, lowest point

    JACQUARD_FUNCTION void operator()(std::size_t thread) const {
      for (std::size_t p = thread; p < kernel.batch.num_points; p += kernel.num_threads) {
        if (!kernel.run(p, thread)) continue;
        Kokkos::atomic_add(flipped, std::size_t{1});
        Kokkos::atomic_fetch_min(flipped + 1, p);
      }
    }
  };

  /// The same value at all points of one entry; public for device compilers only.
  struct Fill {
    double* to;
    double value;
    JACQUARD_FUNCTION void operator()(std::size_t p) const { to[p] = value; }
  };

 private:
  template <class T>
  using Memory = Kokkos::View<T*, typename Space::memory_space>;

  static constexpr std::size_t padding = 32;
  static constexpr std::size_t slot_bytes = std::size_t{256} << 20;  // at most, for all threads

  template <class T>
  static Memory<T> copy_of(const Space& space, const std::string& label, const std::vector<T>& values);
  static std::size_t choose_num_threads(const Space& space, std::size_t num_slots);

  std::string label_ = "jacquard::points";  // kept: a temporary would allocate at every launch
  bool has_guards_ = false;
  std::size_t num_entries_ = 0;
  std::size_t num_threads_ = 0;
  Memory<TileStep> steps_;
  Memory<double> literals_;
  Memory<double> slots_;  // [num_slots x num_threads]
  Memory<std::size_t> flipped_;
  typename Memory<std::size_t>::host_mirror_type flipped_on_host_;
};

template <class Space>
DeviceRunner<Space>::DeviceRunner(const Space& space, const Program& program, const TileOptions&)
    : num_entries_(program.pattern.rows.num_entries()), num_threads_(choose_num_threads(space, program.num_slots)) {
  const TileProgram steps = tile_program(program);
  has_guards_ = steps.has_guards;
  steps_ = copy_of(space, "jacquard::steps", steps.steps);
  literals_ = copy_of(space, "jacquard::literals", steps.literals);
  slots_ = Memory<double>(Kokkos::view_alloc(Kokkos::WithoutInitializing, "jacquard::slots"),
                          steps.num_slots * num_threads_);
  flipped_ = Memory<std::size_t>("jacquard::flipped", 2);
  flipped_on_host_ = Kokkos::create_mirror_view(flipped_);
}

template <class Space>
template <class T>
auto DeviceRunner<Space>::copy_of(const Space&, const std::string& label, const std::vector<T>& values)
    -> Memory<T> {
  using Source = Kokkos::View<const T*, Kokkos::HostSpace, Kokkos::MemoryTraits<Kokkos::Unmanaged>>;
  Memory<T> copy(Kokkos::view_alloc(Kokkos::WithoutInitializing, label), values.size());
  Kokkos::deep_copy(copy, Source(values.data(), values.size()));
  return copy;
}

template <class Space>
std::size_t DeviceRunner<Space>::choose_num_threads(const Space& space, std::size_t num_slots) {
  const std::size_t fitting = slot_bytes / (sizeof(double) * std::max<std::size_t>(num_slots, 1));
  const std::size_t running = static_cast<std::size_t>(space.concurrency());
  return std::max<std::size_t>(1, std::min(fitting / padding * padding, running));
}

template <class Space>
void DeviceRunner<Space>::write_constants(const Space& space, const JacobianPattern& pattern, const Batch& batch) {
  const BatchLayout to = layout(pattern.rows.num_entries(), batch.num_points);
  for (std::size_t entry = 0; entry < to.num_entries; ++entry) {
    if (!pattern.is_constant[entry]) continue;
    Kokkos::parallel_for("jacquard::constants", Kokkos::RangePolicy<Space>(space, 0, to.lanes),
                         Fill{batch.jacobian + to.offset(entry, 0), pattern.constants[entry]});
  }
  space.fence();
}

template <class Space>
EvaluationStatus DeviceRunner<Space>::run(const Space& space, const Batch& batch) {
  if (has_guards_) {
    flipped_on_host_(0) = 0;
    flipped_on_host_(1) = std::numeric_limits<std::size_t>::max();
    Kokkos::deep_copy(space, flipped_, flipped_on_host_);
  }
  const PointKernel kernel{.steps = steps_.data(),
                           .num_steps = steps_.extent(0),
                           .literals = literals_.data(),
                           .slots = slots_.data(),
                           .num_threads = num_threads_,
                           .entry_stride = layout(num_entries_, batch.num_points).lanes,
                           .batch = batch};
  const std::size_t num_busy = std::min(num_threads_, batch.num_points);
  Kokkos::parallel_for(label_, Kokkos::RangePolicy<Space>(space, 0, num_busy), Launch{kernel, flipped_.data()});
  if (has_guards_) Kokkos::deep_copy(space, flipped_on_host_, flipped_);
  space.fence();
  if (!has_guards_ || flipped_on_host_(0) == 0) return {};
  return {.num_flipped = flipped_on_host_(0), .first_flipped = flipped_on_host_(1)};
}

}  // namespace jacquard::kernels
