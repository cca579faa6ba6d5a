// SPDX-License-Identifier: BSD-2-Clause
// Kernels and orders that a program was built with, found by what they compute.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "jacquard/kernels/instruction_set.hpp"
#include "jacquard/linearized_graph.hpp"
#include "jacquard/program.hpp"

namespace jacquard::kernels {

struct CompiledCall;
struct DeviceCall;

/// A kernel for the programs whose key is `key`, whatever their literals; constant data of generated sources.
struct BuiltInKernel {
  const char* key;
  InstructionSet set;
  void (*run)(const CompiledCall&);
};

/// A kernel for the programs whose key is `key`, a point a thread of one Kokkos execution space.
struct BuiltInDeviceKernel {
  const char* key;
  const char* (*space)();                ///< name of the execution space
  std::size_t (*num_carried)(Quantity);  ///< values that a point needs room for in memory, between pieces
  void (*run)(const DeviceCall&);
  std::string (*resources)(const void* space, Quantity);  ///< registers and occupancy of its launches, or nothing
};

/// The order that those kernels follow, for graphs whose key is `graph`.
struct BuiltInOrder {
  const char* graph;
  const char* source;  ///< where it came from when the program was built
  std::span<const std::uint32_t> vertices;
};

/// What the description of an evaluator ends with that interprets although kernels were built in.
inline constexpr const char* no_built_in_kernel = "; none of the kernels built in computes this";

/// 32 hexadecimal digits that change with `programs`, literals left out, with Jacquard's version and with how kernels
/// are called. Equal keys mean equal instructions: such a kernel computes these very programs.
/// Cost: linear in the instructions.
std::string program_key(std::span<const Program> programs);

/// 32 hexadecimal digits that change with extents and edges; an order of one such graph is one of all.
std::string order_key(const LinearizedGraph& graph);

/// Makes kernels and orders known as long as it lives: what generated sources have one of. Thread-safe.
class BuiltInRegistration {
 public:
  BuiltInRegistration(std::span<const std::span<const BuiltInKernel>> kernels, std::span<const BuiltInOrder> orders,
                      std::span<const BuiltInDeviceKernel> device_kernels = {});
  ~BuiltInRegistration();
  BuiltInRegistration(const BuiltInRegistration&) = delete;
  BuiltInRegistration& operator=(const BuiltInRegistration&) = delete;

 private:
  std::vector<BuiltInKernel> kernels_;
  std::vector<BuiltInOrder> orders_;
  std::vector<BuiltInDeviceKernel> device_kernels_;
  BuiltInRegistration* next_;

  friend const BuiltInKernel* find_built_in_kernel(std::string_view key);
  friend const BuiltInOrder* find_built_in_order(std::string_view graph);
  friend const BuiltInDeviceKernel* find_built_in_device_kernel(std::string_view key, std::string_view space);
  friend std::size_t num_built_in_kernels();
  friend std::size_t num_built_in_orders();
  friend std::size_t num_built_in_device_kernels(std::string_view space);
};

/// The kernel with that key for the widest registers that this machine has; null if there is none.
const BuiltInKernel* find_built_in_kernel(std::string_view key);

/// The kernel with that key for the execution space of that name; null if there is none.
const BuiltInDeviceKernel* find_built_in_device_kernel(std::string_view key, std::string_view space);

/// The order with that key; null if there is none.
const BuiltInOrder* find_built_in_order(std::string_view graph);

/// How many kernels are known, each counted once for each instruction set.
std::size_t num_built_in_kernels();

/// How many orders are known.
std::size_t num_built_in_orders();

/// How many kernels are known for the execution space of that name.
std::size_t num_built_in_device_kernels(std::string_view space);

}  // namespace jacquard::kernels
