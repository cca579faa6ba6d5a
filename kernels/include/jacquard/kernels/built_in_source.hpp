// SPDX-License-Identifier: BSD-2-Clause
// C++ sources of kernels that are compiled into a program: a unit for each instruction set, and their registration.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "jacquard/kernels/instruction_set.hpp"
#include "jacquard/program.hpp"

namespace jacquard::kernels {

/// Programs of one residual, or of one of its classes, that become one kernel.
struct KernelPlan {
  std::string name;                   ///< of the residual
  std::vector<std::string> comments;  ///< lines above it
  std::vector<Program> programs;      ///< one a quantity
};

/// An order to be built in, as BuiltInOrder has it.
struct OrderPlan {
  std::string graph;
  std::string source;
  std::vector<std::uint32_t> vertices;
};

/// The unit that defines the table `<id>_<set>` of one BuiltInKernel for each of `plans`.
///
/// Nothing in it runs before a kernel is called: it may be compiled for registers that the machine lacks.
/// @param id  a C++ identifier, unique in the program.
std::string built_in_unit(const std::string& id, std::span<const KernelPlan> plans, InstructionSet set);

/// The unit that registers the tables of `sets` and the orders when the program starts. It defines the function
/// `<id>`, which a linker can be told to look for where the unit stands in a library.
std::string registration_unit(const std::string& id, std::span<const InstructionSet> sets, std::size_t num_kernels,
                              std::span<const OrderPlan> orders);

}  // namespace jacquard::kernels
