// SPDX-License-Identifier: BSD-2-Clause
// What measurements of compiled kernels hold for: the processor, and the compiler that they are made with.
#pragma once

#include <string>

namespace jacquard::kernels {

/// The processor's model as the system names it, else that of its architecture.
std::string processor_name();

/// First line of what the compiler of kernels at run time says of its version; empty if it does not run.
/// @param command  as CompilationOptions::compiler. Cost: one run of the compiler, a few milliseconds.
std::string compiler_name(const std::string& command = "");

}  // namespace jacquard::kernels
