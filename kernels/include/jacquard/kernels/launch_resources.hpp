// SPDX-License-Identifier: BSD-2-Clause
// What a launch takes of a device: registers, memory for what does not fit into them, and the threads that leaves.
#pragma once

#include <Kokkos_Core.hpp>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "jacquard/kernels/launch_report.hpp"

namespace jacquard::kernels {

/// Resources of the launch of `Functor` under `Policy` in `space`; nothing where its compiler does not tell.
///
/// CUDA tells about Kokkos' own entry function, which only Kokkos' internals name: this asks them in one of the
/// ways known from 3.4 to 4.6, and says nothing if none works. An entry function of ours would have everything
/// compiled twice.
template <class Functor, class Policy, class Space>
std::optional<LaunchResources> launch_resources([[maybe_unused]] const Space& space) {
#if defined(KOKKOS_ENABLE_CUDA)
  if constexpr (std::is_same_v<Space, Kokkos::Cuda>) {
    using Launch = Kokkos::Impl::CudaParallelLaunch<Kokkos::Impl::ParallelFor<Functor, Policy, Space>,
                                                    typename Policy::launch_bounds>;
    const auto resources_of = [&](const auto& attributes) {
      const cudaDeviceProp properties = space.cuda_device_prop();
      return LaunchResources{.registers = attributes.numRegs,
                             .bytes_in_memory = attributes.localSizeBytes,
                             .occupancy = occupancy(attributes.numRegs, properties.regsPerMultiprocessor,
                                                    properties.maxThreadsPerMultiProcessor)};
    };
    if constexpr (requires { Launch::get_cuda_func_attributes(space.impl_internal_space_instance()); }) {
      return resources_of(Launch::get_cuda_func_attributes(space.impl_internal_space_instance()));
    } else if constexpr (requires { Launch::get_cuda_func_attributes(space.cuda_device()); }) {
      return resources_of(Launch::get_cuda_func_attributes(space.cuda_device()));
    } else if constexpr (requires { Launch::get_cuda_func_attributes(); }) {
      return resources_of(Launch::get_cuda_func_attributes());
    }
  }
#endif
  return std::nullopt;
}

}  // namespace jacquard::kernels
