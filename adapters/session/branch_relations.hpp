// SPDX-License-Identifier: BSD-2-Clause
// Which branches of a residual's sites have been met, and how they are related; kept across captures.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "class_branches.hpp"

namespace jacquard {

/// A capture with the kernels of its classes.
struct CaptureView {
  const CapturedResidual& captured;
  std::span<const std::shared_ptr<const ClassKernel>> kernels;  ///< [captured.classes.size()], all of one cache
};

/// Relations between branches, learnt by comparing a capture with the one that it replaces.
class BranchRelations {
 public:
  /// Looks for sites that were captured on one branch `before` and on another `after`.
  ///
  /// Learns nothing where a site changed though none of its own guards flipped (the branch of one unit then decides
  /// about the work of another). Forgets everything if the state is numbered otherwise.
  /// @param state  [after.num_state()] as evaluated where `after` was captured
  void learn(const CaptureView& before, const CaptureView& after, std::span<const double> state);

  /// The branches that each class's sites may take. [captured.classes.size()]
  std::vector<ClassBranches> branches_of(const CaptureView& view) const;

  /// Sites that moved along `path` did not compute what the residual does. A relation to which this happens
  /// several times, without new evidence in between, is given up.
  void blame(std::span<const std::uint32_t> path);

  void clear();
  std::size_t num_usable() const;

 private:
  struct Relation {
    const ClassKernel* from = nullptr;
    const ClassKernel* to = nullptr;
    BranchEvidence evidence = {};
    std::optional<BranchRelation> known = {};  ///< what `evidence` says
    int num_blames = 0;

    bool is_usable() const;
    void take_in(const SiteReference& on_from, const SiteReference& on_to, const StateExtents& extents);
  };

  Relation& find_or_add(const ClassKernel* from, const ClassKernel* to);
  std::vector<RelatedBranch> related_to(const ClassKernel* home, const SiteClass& site_class) const;

  void note_seen(const CaptureView& view);

  std::vector<Relation> relations_;
  std::unordered_map<const ClassKernel*, SeenSites> seen_;  ///< of branches that vary from site to site
};

}  // namespace jacquard
