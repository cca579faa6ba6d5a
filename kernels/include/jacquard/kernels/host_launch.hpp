// SPDX-License-Identifier: BSD-2-Clause
// Contiguous shares of a batch over the workers of a Kokkos host execution space.
#pragma once

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <cstddef>
#include <span>
#include <string>

#include "jacquard/batch.hpp"
#include "jacquard/kernels/execution_space.hpp"

namespace jacquard::kernels {

/// Workers that `space` runs at a time, at least one.
template <class Space>
std::size_t num_workers(const Space& space) {
  return std::max<std::size_t>(1, static_cast<std::size_t>(space.concurrency()));
}

/// One status a worker: run(first, last, worker) of its share of `num_items`.
template <class Run>
struct HostShares {
  Run run;
  std::size_t num_items;
  std::span<EvaluationStatus> statuses;

  void operator()(int index) const {
    const auto worker = static_cast<std::size_t>(index);
    const std::size_t share = (num_items + statuses.size() - 1) / statuses.size();
    const std::size_t first = std::min(worker * share, num_items), last = std::min(first + share, num_items);
    statuses[worker] = first < last ? run(first, last, worker) : EvaluationStatus{};
  }
};

/// Runs all shares and returns what they found together; complete when it returns. Allocates nothing.
/// @param label     a string that lives on: Kokkos copies a temporary at every launch
/// @param run       run(first, last, worker) -> EvaluationStatus, of items in the order of points
/// @param statuses  [num_workers(space)], scratch
template <class Space, class Run>
EvaluationStatus run_in_shares(const Space& space, const std::string& label, std::size_t num_items, const Run& run,
                               std::span<EvaluationStatus> statuses) {
  Kokkos::parallel_for(label, Kokkos::RangePolicy<Space>(space, 0, static_cast<int>(statuses.size())),
                       HostShares<Run>{run, num_items, statuses});
  fence(space);
  EvaluationStatus total;
  for (const EvaluationStatus& part : statuses) {
    if (total.num_flipped == 0) total.first_flipped = part.first_flipped;
    total.num_flipped += part.num_flipped;
  }
  return total;
}

}  // namespace jacquard::kernels
