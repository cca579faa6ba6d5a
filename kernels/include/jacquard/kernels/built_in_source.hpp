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

/// The units that kernels are written into.
struct BuiltInUnits {
  std::vector<InstructionSet> sets;
  bool for_devices = false;
};

/// The unit that defines the table `<id>_<set>` of one BuiltInKernel for each of `plans`.
///
/// Nothing in it runs before a kernel is called: it may be compiled for registers that the machine lacks.
/// @param id  a C++ identifier, unique in the program.
std::string built_in_unit(const std::string& id, std::span<const KernelPlan> plans, InstructionSet set);

/// The unit that defines the table `<id>_device` of one BuiltInDeviceKernel for each of `plans`, in Kokkos' default
/// execution space; for the compiler that Kokkos asks for.
/// @param live_values  as EmissionOptions::live_values, not 0.
std::string built_in_device_unit(const std::string& id, std::span<const KernelPlan> plans, std::size_t live_values);

/// The unit that registers the tables of `units`, that for devices and the orders when the program starts. It
/// defines the function
/// `<id>`, which a linker can be told to look for where the unit stands in a library.
std::string registration_unit(const std::string& id, const BuiltInUnits& units, std::size_t num_kernels,
                              std::span<const OrderPlan> orders);

}  // namespace jacquard::kernels
