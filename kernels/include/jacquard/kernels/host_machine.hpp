// SPDX-License-Identifier: BSD-2-Clause
// What measurements of compiled kernels hold for: the processor, and the compiler that they are made with.
#pragma once

#include <cstddef>
#include <string>

namespace jacquard::kernels {

/// The processor's model as the system names it, else that of its architecture.
std::string processor_name();

/// Of the second-level cache of one core as the system tells it, else 1 MiB.
std::size_t second_level_cache_bytes();

/// Of the largest cache of this machine as the system tells it, else 32 MiB.
std::size_t last_level_cache_bytes();

/// Whether so many doubles at `values` are written past the caches: those of more bytes, if they start a cache line.
bool goes_past_caches(const double* values, std::size_t num_values, std::size_t most_cached_bytes);

/// Whether roots of eight doubles, and quotients by them, are better left to the processor's divider than to
/// Newton's iteration (newton_division.hpp): on AMD's family 1Ah. Of that only Zen 5 was measured (EPYC 9005): a
/// division of eight takes it 6 cycles and a root 8, beside the multipliers; Intel's processors take 16 to 24.
bool has_quick_divider();

/// Whether kernels of one piece gain from fetching lines of the Jacobian ahead of their stores. Measured: a Xeon
/// gains up to 11 %, Zen 5 (EPYC 9005) loses 3 to 8 %. Others are taken to gain.
bool gains_from_fetching();

/// First line of what the compiler of kernels at run time says of its version; empty if it does not run.
/// @param command  as CompilationOptions::compiler. Cost: one run of the compiler, a few milliseconds.
std::string compiler_name(const std::string& command = "");

}  // namespace jacquard::kernels
