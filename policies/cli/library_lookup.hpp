// SPDX-License-Identifier: BSD-2-Clause
// What the libraries know of a subject.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "jacquard/policies/library_source.hpp"

namespace jacquard::cli {

/// One order out of a library, renumbered for the subject.
struct KnownOrder {
  EliminationOrder order;
  std::string source;  ///< "library default.h5: RoeFlux_1d (search)"
  std::string method;  ///< how it was found when it was kept
  CostModel model = CostModel::plain;
  std::uint64_t bound = 0;
  bool optimal = false;
  bool is_tuned = false;  ///< fastest of several on this machine
};

/// Processor and compiler, as tuned orders name them. Cost: a run of the compiler.
policies::Machine this_machine();

/// All orders that the given libraries have for `graph`, library by library.
/// @throws LibraryError naming the file, if one is damaged.
std::vector<KnownOrder> look_up(const LinearizedGraph& graph, const std::vector<std::filesystem::path>& libraries);

}  // namespace jacquard::cli
