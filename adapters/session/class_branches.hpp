// SPDX-License-Identifier: BSD-2-Clause
// The other branches that sites of a class may take, in terms of the tables of that class.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "class_kernel.hpp"
#include "jacquard/branch_relation.hpp"

namespace jacquard {

/// A branch that is related to the one at hand.
struct RelatedBranch {
  const ClassKernel* kernel = nullptr;  ///< of the cache: one for each branch there is
  BranchRelation relation;          ///< from the branch at hand
  std::vector<std::uint32_t> path;  ///< which learnt relations it is composed of
};

/// A related branch where the one at hand is a class of a capture: its home.
struct OtherBranch : RelatedBranch {
  std::vector<const double*> shared_data;  ///< [parameters] what all sites share; null where sites have their own
  std::vector<std::uint32_t> targets;      ///< [entries] which entry of the home, or first extra + which extra
  std::vector<std::uint32_t> vacant;       ///< entries of the home that this branch lacks
};

/// A Jacobian entry that branches have and the home lacks.
struct ExtraEntry {
  std::uint32_t dependent = 0;  ///< of the home
  GatherSource source;          ///< of its column

  friend bool operator==(const ExtraEntry&, const ExtraEntry&) = default;
};

/// All branches that are known for the sites of one class.
struct ClassBranches {
  /// Sites remember by a bit each on which branches they have been compared with the residual.
  static constexpr std::size_t max_others = 64;

  explicit ClassBranches(const CapturedResidual& captured) : extents(captured) {}

  StateExtents extents;
  std::vector<OtherBranch> others;
  std::vector<ExtraEntry> extras;  ///< of all others together

  bool empty() const { return others.empty(); }
};

/// Ties `related` to a class of a capture. What needs data that the capture does not have is left out.
/// @param expressions  expression_hashes(captured)
ClassBranches tie_branches(const CapturedResidual& captured, std::size_t site_class, const ClassKernel& home,
                           std::vector<RelatedBranch> related, std::span<const std::uint64_t> expressions);

}  // namespace jacquard
