// SPDX-License-Identifier: BSD-2-Clause
// The other branches that sites of a class may take, in terms of the tables of that class.
#pragma once

#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "class_kernel.hpp"
#include "jacquard/branch_relation.hpp"

namespace jacquard {

/// What sites were seen to gather on one branch; a site is known by the first state that it writes.
class SeenSites {
 public:
  static StateIndex first_target(const SiteClass& site_class, std::size_t site);

  void add(const SiteClass& site_class);
  /// What the site gathers as `column`, or -1 if it was not seen.
  StateIndex gathered(StateIndex first_target, std::size_t column) const;

 private:
  std::unordered_map<StateIndex, std::size_t> row_of_;
  std::vector<StateIndex> rows_;  ///< [sites x columns], column fastest
  std::size_t num_columns_ = 0;
};

/// A branch that is related to the one at hand.
struct RelatedBranch {
  const ClassKernel* kernel = nullptr;  ///< of the cache: one for each branch there is
  BranchRelation relation;              ///< from the branch at hand
  std::vector<std::uint32_t> path;      ///< which learnt relations it is composed of
  const SeenSites* seen = nullptr;      ///< on it; null where the relation is the same at all sites
};

/// A related branch where the one at hand is a class of a capture: its home. Columns that vary have no source
/// column; their offset is the number of a table.
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
  std::vector<ExtraEntry> extras;               ///< of all others together
  std::vector<std::vector<StateIndex>> tables;  ///< [num_sites] each, -1 where it is not known

  bool empty() const { return others.empty(); }

  /// What `source` is at `site` of the home class, or -1.
  StateIndex state(const SiteClass& home, const GatherSource& source, std::size_t site) const {
    if (source.column == GatherSource::none) return tables[static_cast<std::size_t>(source.offset)][site];
    return extents.shifted(home.gather[source.column * home.num_sites + site], source.offset);
  }
};

/// Ties `related` to a class of a capture. What needs data that the capture does not have is left out.
/// @param expressions  expression_hashes(captured)
ClassBranches tie_branches(const CapturedResidual& captured, std::size_t site_class, const ClassKernel& home,
                           std::vector<RelatedBranch> related, std::span<const std::uint64_t> expressions);

}  // namespace jacquard
