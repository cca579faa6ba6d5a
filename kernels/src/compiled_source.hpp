// SPDX-License-Identifier: BSD-2-Clause
// The translation unit around an emitted functor, and the key that names its compilation.
#pragma once

#include <filesystem>
#include <string>

#include "compiler.hpp"
#include "jacquard/kernels/emission.hpp"
#include "jacquard/kernels/instruction_set.hpp"

namespace jacquard::kernels {

/// A unit that exports one entry point: that of `functor`, named `name`, for packs of `set`.
std::string compiled_unit(const std::string& functor, const std::string& name, InstructionSet set);

/// `compiler` with the flags that units for `set` need on this machine: the instruction set, JACQUARD_QUICK_DIVIDER
/// where its roots are the divider's (pack_roots.hpp), the folder of xsimd, nothing contracted.
Compiler compiler_for(InstructionSet set, std::string command);

/// 32 hexadecimal digits that change with what a unit is emitted from (emission_input), with the compiler, its
/// `version` and flags, with xsimd's version, with Jacquard's version and headers and with the sources that emit: a
/// kernel never outlives the definitions that it was made from, and none of it needs to be emitted to be found.
std::string compilation_key(const std::string& emission_input, const Compiler& compiler,
                            const std::string& version);

/// Makes `folder` one to include the headers from that this library was built from.
/// @throws StateError or std::filesystem::filesystem_error if the disk does not take them.
void write_headers(const std::filesystem::path& folder);

}  // namespace jacquard::kernels
