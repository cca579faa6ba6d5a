// SPDX-License-Identifier: BSD-2-Clause
// The kernels and orders of this process: a list of registrations.
#include "jacquard/kernels/built_in.hpp"

#include <algorithm>
#include <mutex>

#include "emission_input.hpp"
#include "jacquard/fingerprint.hpp"

#ifndef JACQUARD_VERSION
#error "kernels/CMakeLists.txt defines it"
#endif

namespace jacquard::kernels {
namespace {

/// Counted up when CompiledCall, DeviceCall, Batch or what surrounds a functor changes, so that kernels and a
/// shared library of another state do not meet.
constexpr const char* interface_version = "4";

// Both are ready before any constructor runs.
constinit std::mutex registry_mutex;
constinit BuiltInRegistration* registry = nullptr;

}  // namespace

std::string program_key(std::span<const Program> programs) {
  const std::string input = emission_input(programs, {.name = "", .comments = {}, .literals = Literals::as_data});
  return to_string(fingerprint_of(input + "\n" JACQUARD_VERSION "\n" + interface_version));
}

std::string order_key(const LinearizedGraph& graph) {
  std::string text = std::to_string(graph.num_independents()) + ' ' + std::to_string(graph.num_intermediates()) +
                     ' ' + std::to_string(graph.num_dependents());
  for (const Edge& edge : graph.edges()) {
    text += '\n' + std::to_string(edge.tail.value) + ' ' + std::to_string(edge.head.value) + ' ' +
            std::to_string(static_cast<int>(edge.kind));
  }
  return to_string(fingerprint_of(text));
}

BuiltInRegistration::BuiltInRegistration(std::span<const std::span<const BuiltInKernel>> kernels,
                                         std::span<const BuiltInOrder> orders,
                                         std::span<const BuiltInDeviceKernel> device_kernels)
    : orders_(orders.begin(), orders.end()), device_kernels_(device_kernels.begin(), device_kernels.end()) {
  for (const auto& part : kernels) kernels_.insert(kernels_.end(), part.begin(), part.end());
  const std::lock_guard lock(registry_mutex);
  next_ = registry;
  registry = this;
}

BuiltInRegistration::~BuiltInRegistration() {
  const std::lock_guard lock(registry_mutex);
  BuiltInRegistration** link = &registry;
  while (*link != this) link = &(*link)->next_;
  *link = next_;
}

const BuiltInKernel* find_built_in_kernel(std::string_view key) {
  const std::vector<InstructionSet> sets = available_instruction_sets();
  const BuiltInKernel* widest = nullptr;
  const std::lock_guard lock(registry_mutex);
  for (const BuiltInRegistration* part = registry; part != nullptr; part = part->next_) {
    for (const BuiltInKernel& kernel : part->kernels_) {
      if (kernel.key != key || std::ranges::find(sets, kernel.set) == sets.end()) continue;
      if (widest == nullptr || num_lanes(kernel.set) > num_lanes(widest->set)) widest = &kernel;
    }
  }
  return widest;
}

const BuiltInDeviceKernel* find_built_in_device_kernel(std::string_view key, std::string_view space) {
  const std::lock_guard lock(registry_mutex);
  for (const BuiltInRegistration* part = registry; part != nullptr; part = part->next_) {
    for (const BuiltInDeviceKernel& kernel : part->device_kernels_)
      if (kernel.key == key && kernel.space() == space) return &kernel;
  }
  return nullptr;
}

const BuiltInOrder* find_built_in_order(std::string_view graph) {
  const std::lock_guard lock(registry_mutex);
  for (const BuiltInRegistration* part = registry; part != nullptr; part = part->next_) {
    for (const BuiltInOrder& order : part->orders_)
      if (order.graph == graph) return &order;
  }
  return nullptr;
}

std::size_t num_built_in_kernels() {
  std::size_t count = 0;
  const std::lock_guard lock(registry_mutex);
  for (const BuiltInRegistration* part = registry; part != nullptr; part = part->next_)
    count += part->kernels_.size();
  return count;
}

std::size_t num_built_in_orders() {
  std::size_t count = 0;
  const std::lock_guard lock(registry_mutex);
  for (const BuiltInRegistration* part = registry; part != nullptr; part = part->next_)
    count += part->orders_.size();
  return count;
}

std::size_t num_built_in_device_kernels(std::string_view space) {
  std::size_t count = 0;
  const std::lock_guard lock(registry_mutex);
  for (const BuiltInRegistration* part = registry; part != nullptr; part = part->next_)
    count += static_cast<std::size_t>(std::ranges::count_if(
        part->device_kernels_, [&](const BuiltInDeviceKernel& kernel) { return kernel.space() == space; }));
  return count;
}

}  // namespace jacquard::kernels
