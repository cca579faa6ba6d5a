// SPDX-License-Identifier: BSD-2-Clause
// The translation unit around an emitted functor, and the key that names its compilation.
#pragma once

#include <string>

#include "compiler.hpp"
#include "jacquard/kernels/emission.hpp"
#include "jacquard/kernels/instruction_set.hpp"

namespace jacquard::kernels {

/// A unit that exports one entry point: that of `functor`, named `name`, for packs of `set`.
std::string compiled_unit(const std::string& functor, const std::string& name, InstructionSet set);

/// `compiler` with the flags that units for `set` need: the instruction set, include folders, nothing contracted.
Compiler compiler_for(InstructionSet set, std::string command);

/// 32 hexadecimal digits that change with the unit, the compiler, its version, its flags, and with Jacquard's version
/// and headers: a kernel never outlives the definitions that it was compiled from.
std::string compilation_key(const std::string& unit, const Compiler& compiler);

}  // namespace jacquard::kernels
