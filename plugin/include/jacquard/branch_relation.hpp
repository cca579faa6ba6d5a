// SPDX-License-Identifier: BSD-2-Clause
// How the branches that one site of a residual may take are related to each other.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "jacquard/sites.hpp"

namespace jacquard {

/// Extents of a state vector [independents | cuts | dependents].
struct StateExtents {
  std::size_t num_independents = 0;
  std::size_t num_cuts = 0;
  std::size_t num_dependents = 0;

  explicit StateExtents(const CapturedResidual& captured)
      : num_independents(captured.num_independents),
        num_cuts(captured.num_cuts),
        num_dependents(captured.num_dependents) {}

  /// `state` + `offset`, or -1 where that is none, or not of the same kind as `state`.
  StateIndex shifted(StateIndex state, StateIndex offset) const;

  friend bool operator==(const StateExtents&, const StateExtents&) = default;
};

/// What a branch gathers, in terms of what another branch of the same site gathers: gather[column] + offset.
struct GatherSource {
  static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();
  std::uint32_t column = 0;  ///< `none`: every site has a neighbour of its own
  StateIndex offset = 0;
  bool varies = false;  ///< not so at all sites: what a site was seen to gather goes before

  friend bool operator==(const GatherSource&, const GatherSource&) = default;
};

/// What a branch has as data: column `column` of the other branch's data, or, where that is `none`, the work on
/// parameters with hash `expression`, the same at every site.
struct DataSource {
  static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();
  std::uint32_t column = none;
  std::uint64_t expression = 0;

  friend bool operator==(const DataSource&, const DataSource&) = default;
};

/// All tables of a branch out of those of another branch of the same site.
struct BranchRelation {
  std::vector<std::uint32_t> scatter;  ///< [dependents] which dependent of the other branch has the same target
  std::vector<GatherSource> gather;    ///< [independents]
  std::vector<DataSource> data;        ///< [parameters]

  friend bool operator==(const BranchRelation&, const BranchRelation&) = default;
};

/// The relation from the branch that `first` starts at to the one that `second` leads to.
/// @pre `first` leads to where `second` starts
BranchRelation composed(const BranchRelation& first, const BranchRelation& second);

/// The relation of a branch to itself.
BranchRelation identity_relation(const SiteClass& site_class);

/// A guard, comparable between branches of one site.
struct GuardKey {
  std::uint64_t condition = 0;  ///< hash of how it is computed from what the branch at hand gathers and has as data
  bool outcome = true;

  friend bool operator==(const GuardKey&, const GuardKey&) = default;
};

/// The guards of `graph`, of which `relation` says what it is in terms of the branch at hand.
std::vector<GuardKey> guard_keys(const ComputationalGraph& graph, const BranchRelation& relation);

/// Whether two branches have the same guards up to one whose outcome differs, as all paths through one piece of
/// code have. Else it is not known where which of them applies: some of the guards must belong to other sites.
bool branch_apart(std::span<const GuardKey> a, std::span<const GuardKey> b);

/// A hash of each dependent of the parameter work; equal where the same work is done on the same addresses, also
/// in another capture. [captured.parameter_work.dependents().size()]
std::vector<std::uint64_t> expression_hashes(const CapturedResidual& captured);

/// One site of a capture.
struct SiteReference {
  const SiteClass* site_class = nullptr;
  std::size_t site = 0;
  std::span<const std::uint64_t> expressions;  ///< expression_hashes() of its capture
};

/// What is known about the relation from one branch to another, from sites that were seen on both.
///
/// An inference, not a proof: whoever uses the relation at another site must compare with the residual.
class BranchEvidence {
 public:
  /// Takes in one site as captured on either branch; the two captures number their state alike.
  void add(const SiteReference& from, const SiteReference& to, const StateExtents& extents);

  /// The simplest relation that explains what the sites scatter and their data, and what most of them gather; none
  /// if there is no such, or no site was seen. State that both branches gather is preferred, then the smallest
  /// offset. Where fewer than half of the sites agree, a column has no source.
  std::optional<BranchRelation> relation() const;

 private:
  struct Explanation {
    GatherSource source;
    std::size_t num_sites = 0;  ///< that it has held at since it was thought of
  };

  bool holds(const SiteReference& from, const SiteReference& to) const;
  void add_gathered(const SiteReference& from, const SiteReference& to, const StateExtents& extents);
  GatherSource best(const std::vector<Explanation>& explanations) const;

  bool is_contradictory_ = false;
  std::size_t num_sites_ = 0;
  std::vector<std::uint32_t> scatter_;
  std::vector<std::vector<Explanation>> gather_;  ///< [independents] simplest first
  std::vector<std::vector<DataSource>> data_;     ///< [parameters] what explains all sites
};

}  // namespace jacquard
