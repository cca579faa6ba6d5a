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

/// A kernel for the programs whose key is `key`, whatever their literals; constant data of generated sources.
struct BuiltInKernel {
  const char* key;
  InstructionSet set;
  void (*run)(const CompiledCall&);
};

/// The order that those kernels follow, for graphs whose key is `graph`.
struct BuiltInOrder {
  const char* graph;
  const char* source;  ///< where it came from when the program was built
  std::span<const std::uint32_t> vertices;
};

/// 32 hexadecimal digits that change with the text of the functor of `programs`, literals left out, with Jacquard's
/// version and with how kernels are called. Equal keys mean equal text: such a kernel computes these very programs.
/// Cost: linear in the instructions.
std::string program_key(std::span<const Program> programs);

/// 32 hexadecimal digits that change with extents and edges; an order of one such graph is one of all.
std::string order_key(const LinearizedGraph& graph);

/// Makes kernels and orders known as long as it lives: what generated sources have one of. Thread-safe.
class BuiltInRegistration {
 public:
  BuiltInRegistration(std::span<const std::span<const BuiltInKernel>> kernels,
                      std::span<const BuiltInOrder> orders);
  ~BuiltInRegistration();
  BuiltInRegistration(const BuiltInRegistration&) = delete;
  BuiltInRegistration& operator=(const BuiltInRegistration&) = delete;

 private:
  std::vector<BuiltInKernel> kernels_;
  std::vector<BuiltInOrder> orders_;
  BuiltInRegistration* next_;

  friend const BuiltInKernel* find_built_in_kernel(std::string_view key);
  friend const BuiltInOrder* find_built_in_order(std::string_view graph);
  friend std::size_t num_built_in_kernels();
};

/// The kernel with that key for the widest registers that this machine has; null if there is none.
const BuiltInKernel* find_built_in_kernel(std::string_view key);

/// The order with that key; null if there is none.
const BuiltInOrder* find_built_in_order(std::string_view graph);

/// How many kernels are known, each counted once for each instruction set.
std::size_t num_built_in_kernels();

}  // namespace jacquard::kernels
