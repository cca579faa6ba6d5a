// SPDX-License-Identifier: BSD-2-Clause
// Learning of relations between branches, and the branches that can be reached by them.
#include "branch_relations.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "changed_sites.hpp"

namespace jacquard {
namespace {

// Not at once: it may be the fault of another relation that was used at the same time.
constexpr int max_blames = 3;

// An effect of one unit's branch on another is one of the code, not of a site: some sites show it.
constexpr std::size_t num_looked_at = 256;

/// Whether all changes are due to the changed sites' own guards, by a sample of each kind of change.
bool changed_by_themselves(const std::vector<ChangedSite>& changed, const CapturedResidual& before,
                           std::span<const double> state) {
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::size_t> num_seen;
  return std::ranges::all_of(changed, [&](const ChangedSite& site) {
    if (num_seen[{site.class_before, site.class_after}]++ >= num_looked_at) return true;
    return guard_flips(before.classes[site.class_before], site.site_before, state);
  });
}

bool is_reached(std::span<const RelatedBranch> reached, const ClassKernel* kernel) {
  return std::ranges::any_of(reached, [&](const RelatedBranch& branch) { return branch.kernel == kernel; });
}

}  // namespace

bool BranchRelations::Relation::is_usable() const { return known && num_blames < max_blames; }

/// Corrected or confirmed, it is given another chance.
void BranchRelations::Relation::take_in(const SiteReference& on_from, const SiteReference& on_to,
                                        const StateExtents& extents) {
  evidence.add(on_from, on_to, extents);
  num_blames = 0;
}

BranchRelations::Relation& BranchRelations::find_or_add(const ClassKernel* from, const ClassKernel* to) {
  const auto found = std::ranges::find_if(
      relations_, [&](const Relation& relation) { return relation.from == from && relation.to == to; });
  return found != relations_.end() ? *found : relations_.emplace_back(Relation{.from = from, .to = to});
}

void BranchRelations::learn(const CaptureView& before, const CaptureView& after, std::span<const double> state) {
  const auto changed = find_changed_sites(before, after);
  if (!changed) return clear();
  if (!changed_by_themselves(*changed, before.captured, state)) return;
  const StateExtents extents(after.captured);
  const std::vector<std::uint64_t> hashes_before = expression_hashes(before.captured);
  const std::vector<std::uint64_t> hashes_after = expression_hashes(after.captured);
  for (const ChangedSite& site : *changed) {
    const ClassKernel* const from = before.kernels[site.class_before].get();
    const ClassKernel* const to = after.kernels[site.class_after].get();
    const SiteReference on_from{&before.captured.classes[site.class_before], site.site_before, hashes_before};
    const SiteReference on_to{&after.captured.classes[site.class_after], site.site_after, hashes_after};
    find_or_add(from, to).take_in(on_from, on_to, extents);
    find_or_add(to, from).take_in(on_to, on_from, extents);
  }
  for (Relation& relation : relations_) {
    relation.known = relation.evidence.relation();
    if (relation.known && std::ranges::any_of(relation.known->gather, &GatherSource::varies)) seen_[relation.to];
  }
  note_seen(before);
  note_seen(after);
}

void BranchRelations::note_seen(const CaptureView& view) {
  for (std::size_t c = 0; c < view.kernels.size(); ++c) {
    const auto found = seen_.find(view.kernels[c].get());
    if (found != seen_.end()) found->second.add(view.captured.classes[c]);
  }
}

void BranchRelations::clear() {
  relations_.clear();
  seen_.clear();
}

void BranchRelations::blame(std::span<const std::uint32_t> path) {
  for (const std::uint32_t number : path) ++relations_[number].num_blames;
}

std::size_t BranchRelations::num_usable() const {
  return static_cast<std::size_t>(std::ranges::count_if(relations_, &Relation::is_usable));
}

/// Breadth first: what was seen directly rather than what follows from several relations.
std::vector<RelatedBranch> BranchRelations::related_to(const ClassKernel* home, const SiteClass& site_class) const {
  const auto seen_on = [&](const ClassKernel* kernel) {
    const auto found = seen_.find(kernel);
    return found != seen_.end() ? &found->second : nullptr;
  };
  std::vector<RelatedBranch> reached{{home, identity_relation(site_class), {}, nullptr}};
  for (std::size_t k = 0; k < reached.size() && reached.size() <= ClassBranches::max_others; ++k) {
    for (std::uint32_t r = 0; r < relations_.size(); ++r) {
      const Relation& relation = relations_[r];
      if (relation.from != reached[k].kernel || !relation.is_usable() || is_reached(reached, relation.to)) continue;
      RelatedBranch next{relation.to, composed(reached[k].relation, *relation.known), reached[k].path,
                         seen_on(relation.to)};
      next.path.push_back(r);
      reached.push_back(std::move(next));
    }
  }
  reached.erase(reached.begin());
  return reached;
}

std::vector<ClassBranches> BranchRelations::branches_of(const CaptureView& view) const {
  const std::vector<std::uint64_t> expressions = expression_hashes(view.captured);
  std::vector<ClassBranches> branches;
  for (std::size_t c = 0; c < view.captured.classes.size(); ++c) {
    const ClassKernel& home = *view.kernels[c];
    branches.push_back(
        tie_branches(view.captured, c, home, related_to(&home, view.captured.classes[c]), expressions));
  }
  return branches;
}

}  // namespace jacquard
