// SPDX-License-Identifier: BSD-2-Clause
// What all runners of a point a thread share: layout, constant entries, copies of constant data, flipped guards.
#pragma once

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include "jacquard/batch.hpp"
#include "jacquard/elemental.hpp"
#include "jacquard/elimination.hpp"
#include "jacquard/kernels/execution_space.hpp"

namespace jacquard::kernels {

/// Points whose values start at a multiple of 256 bytes.
inline constexpr std::size_t device_padding = 32;

/// One tile as wide as the batch, padded, so that the same entry of neighbouring points is one access.
inline BatchLayout device_layout(std::size_t num_entries, std::size_t num_points) {
  const std::size_t lanes =
      (std::max<std::size_t>(num_points, 1) + device_padding - 1) / device_padding * device_padding;
  return {.lanes = lanes, .num_entries = num_entries, .num_points = num_points};
}

/// Points, at most as many as `space` runs threads, for which `doubles_a_point` fit into `most_bytes`; a multiple
/// of device_padding above it, else at least one.
template <class Space>
std::size_t num_concurrent_points(const Space& space, std::size_t doubles_a_point,
                                  std::size_t most_bytes = std::size_t{256} << 20) {
  const std::size_t fitting = most_bytes / (sizeof(double) * std::max<std::size_t>(doubles_a_point, 1));
  const std::size_t running = static_cast<std::size_t>(space.concurrency());
  return std::max<std::size_t>(1, std::min(fitting / device_padding * device_padding, running));
}

template <class Space, class T>
using DeviceMemory = Kokkos::View<T*, typename Space::memory_space>;

/// `values` in the memory of `Space`.
template <class Space, class T>
DeviceMemory<Space, T> device_copy_of(const std::string& label, const std::vector<T>& values) {
  using Source = Kokkos::View<const T*, Kokkos::HostSpace, Kokkos::MemoryTraits<Kokkos::Unmanaged>>;
  DeviceMemory<Space, T> copy(Kokkos::view_alloc(Kokkos::WithoutInitializing, label), values.size());
  Kokkos::deep_copy(copy, Source(values.data(), values.size()));
  return copy;
}

/// The same value at all points of one entry; public for device compilers only.
struct FillEntry {
  double* to;
  double value;
  JACQUARD_FUNCTION void operator()(std::size_t p) const { to[p] = value; }
};

/// Writes the constant entries of `pattern`, in device_layout.
template <class Space>
void write_device_constants(const Space& space, const JacobianPattern& pattern, const Batch& batch) {
  const BatchLayout to = device_layout(pattern.rows.num_entries(), batch.num_points);
  for (std::size_t entry = 0; entry < to.num_entries; ++entry) {
    if (!pattern.is_constant[entry]) continue;
    Kokkos::parallel_for("jacquard::constants", Kokkos::RangePolicy<Space>(space, 0, to.lanes),
                         FillEntry{batch.jacobian + to.offset(entry, 0), pattern.constants[entry]});
  }
  fence(space);
}

/// Count and lowest of the points whose guards flip, in the memory of `Space`.
template <class Space>
class FlipCount {
 public:
  FlipCount() : counted_("jacquard::flipped", 2), on_host_(Kokkos::create_mirror_view(counted_)) {}

  std::size_t* data() const { return counted_.data(); }

  /// Enqueues a fresh start.
  void reset(const Space& space) {
    on_host_(0) = 0;
    on_host_(1) = std::numeric_limits<std::size_t>::max();
    Kokkos::deep_copy(space, counted_, on_host_);
  }

  /// Fences `space` and returns what was counted since.
  EvaluationStatus read(const Space& space) {
    Kokkos::deep_copy(space, on_host_, counted_);
    fence(space);
    if (on_host_(0) == 0) return {};
    return {.num_flipped = on_host_(0), .first_flipped = on_host_(1)};
  }

 private:
  DeviceMemory<Space, std::size_t> counted_;
  typename DeviceMemory<Space, std::size_t>::host_mirror_type on_host_;
};

}  // namespace jacquard::kernels
