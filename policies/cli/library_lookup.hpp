// SPDX-License-Identifier: BSD-2-Clause
// What the libraries know of a subject.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "costs.hpp"
#include "jacquard/policies/library_source.hpp"

namespace jacquard::cli {

/// One order out of a library, renumbered for the subject.
struct KnownOrder {
  EliminationOrder order;
  std::string source;  ///< "library default.h5: RoeFlux_1d (search)"
  std::string method;  ///< how it was found when it was kept
  CostChoice cost = CostChoice::plain;  ///< what it is best at
  std::uint64_t bound = 0;
  bool optimal = false;
  bool is_tuned = false;  ///< fastest of several on this machine
};

/// Processor and compiler, as tuned orders name them. Cost: a run of the compiler.
policies::Machine this_machine();

/// All orders that the given libraries have for the graph of `subject`, library by library.
/// @throws LibraryError naming the file, if one is damaged.
std::vector<KnownOrder> look_up(const policies::GraphFile& subject,
                                const std::vector<std::filesystem::path>& libraries);

/// The fingerprint by which libraries know the graph of `subject`.
Fingerprint fingerprint_of(const policies::GraphFile& subject);

}  // namespace jacquard::cli
