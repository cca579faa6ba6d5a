// SPDX-License-Identifier: BSD-2-Clause
// What the unit of kernels for devices includes: entries of its table, in Kokkos' default execution space.
#pragma once

#include <Kokkos_Core.hpp>
#include <array>
#include <limits>
#include <string>
#include <utility>

#include "jacquard/kernels/built_in.hpp"
#include "jacquard/kernels/device_batch.hpp"
#include "jacquard/kernels/launch_resources.hpp"

namespace jacquard::kernels {

/// What launch_report says of all pieces of `Kernel` for `quantity`.
template <class Kernel, Quantity quantity, class Space, std::size_t... piece>
std::string report_of_pieces(const Space& space, std::index_sequence<piece...>) {
  const std::array<std::optional<LaunchResources>, sizeof...(piece)> launches{
      launch_resources<EmittedPiece<Kernel, quantity, piece>,
                       EmittedPolicy<Space, EmittedPiece<Kernel, quantity, piece>>>(space)...};
  return launch_report(launches);
}

/// The same for a quantity that is known at run time only. @param space  a Space
template <class Kernel, class Space>
std::string report_of_launches(const void* space, Quantity quantity) {
  const auto report = [&]<Quantity q>(std::integral_constant<Quantity, q>) {
    return report_of_pieces<Kernel, q>(*static_cast<const Space*>(space),
                                       std::make_index_sequence<Kernel::num_pieces(q)>());
  };
  switch (quantity) {
    case Quantity::residual:
      return report(std::integral_constant<Quantity, Quantity::residual>());
    case Quantity::jacobian:
      return report(std::integral_constant<Quantity, Quantity::jacobian>());
    case Quantity::both:
      return report(std::integral_constant<Quantity, Quantity::both>());
  }
  return "";
}

/// The entry of `Kernel`, constant data.
template <class Kernel, class Space>
constexpr BuiltInDeviceKernel device_kernel(const char* key) {
  return {key, &Space::name, &num_carried_in_memory<Kernel>, &run_on_device<Kernel, Space>,
          &report_of_launches<Kernel, Space>};
}

}  // namespace jacquard::kernels

#define JACQUARD_DEVICE_KERNEL(key, functor) \
  jacquard::kernels::device_kernel<functor, Kokkos::DefaultExecutionSpace>(key)
