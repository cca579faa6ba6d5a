// SPDX-License-Identifier: BSD-2-Clause
// The part of a site evaluation that lets sites move between branches and knows which have proved right there.
#include <algorithm>

#include "site_evaluation.hpp"

namespace jacquard {
namespace {

/// Calls visit(state) for all that a site writes.
template <class Visitor>
void for_each_target(const StageBatch& stage, std::size_t point, Visitor&& visit) {
  for (std::size_t m = 0; m < stage.site_class->graph.dependents().size(); ++m)
    visit(stage.batch.scatter[m * stage.batch.scatter_stride + point]);
}

/// Which states show in dependents that were compared.
class Observation {
 public:
  Observation(const CapturedResidual& captured, std::span<const std::uint8_t> tainted,
              std::span<const std::uint8_t> is_read)
      : tainted_(tainted), is_observed_(captured.num_state(), 0) {
    const std::size_t first_dependent = captured.num_independents + captured.num_cuts;
    for (std::size_t s = captured.num_independents; s < first_dependent; ++s) is_observed_[s] = is_read[s] == 0;
    for (std::size_t s = first_dependent; s < is_observed_.size(); ++s) is_observed_[s] = tainted[s] == 0;
    for (std::size_t i = 0; i < captured.accumulated_dependents.size(); ++i) {
      if (!is_observed_[first_dependent + captured.accumulated_dependents[i]]) continue;
      for (std::uint32_t t = captured.accumulation_offsets[i]; t < captured.accumulation_offsets[i + 1]; ++t)
        is_observed_[captured.accumulation_terms[t]] = 1;
    }
  }

  /// What a site gathers shows if all that it computes does.
  bool shows(const StageBatch& stage, std::size_t point) const {
    bool all = true;
    for_each_target(stage, point, [&](StateIndex s) { all &= is_observed_[s] != 0 && tainted_[s] == 0; });
    return all;
  }
  void mark(StateIndex state) { is_observed_[state] = 1; }

 private:
  std::span<const std::uint8_t> tainted_;
  std::vector<std::uint8_t> is_observed_;
};

bool has_inner_state(const std::vector<std::vector<StateIndex>>& tables, std::size_t num_independents) {
  return std::ranges::any_of(tables, [&](const std::vector<StateIndex>& table) {
    return std::ranges::any_of(table, [&](StateIndex s) { return s >= static_cast<StateIndex>(num_independents); });
  });
}

}  // namespace

void SiteEvaluation::set_branches(std::vector<ClassBranches> branches) {
  branches_ = std::move(branches);
  if (std::ranges::all_of(branches_, &ClassBranches::empty)) return;
  mark_states_read_elsewhere();
  number_states_by_stage();
  moved_.resize(stages_.size());
  for (std::size_t s = 0; s < stages_.size(); ++s) {
    const ClassBranches& known = branches_[captured_.stages[s].site_class];
    stages_[s].feeds_others = feeds_others(captured_.stages[s]);
    if (known.empty()) continue;
    stages_[s].branches = &known;
    stages_[s].is_fed |= has_inner_state(known.tables, captured_.num_independents);
    moved_[s] = std::make_unique<MovedSites>(stages_[s], stage_of_state_, static_cast<std::uint32_t>(s + 1));
  }
}

// Independents are left out: most of those that offsets lead to are never read, and may be anything.
void SiteEvaluation::mark_states_read_elsewhere() {
  for (std::size_t c = 0; c < branches_.size(); ++c) {
    const SiteClass& site_class = captured_.classes[c];
    for (const OtherBranch& other : branches_[c].others) {
      for (const GatherSource& source : other.relation.gather) {
        for (std::size_t p = 0; p < site_class.num_sites; ++p) {
          const StateIndex state = branches_[c].state(site_class, source, p);
          if (state >= static_cast<StateIndex>(captured_.num_independents)) is_read_[state] = 1;
        }
      }
    }
  }
}

void SiteEvaluation::number_states_by_stage() {
  const auto never = static_cast<std::uint32_t>(stages_.size() + 1);  // sums are formed when all stages have run
  stage_of_state_.assign(captured_.num_state(), never);
  std::fill_n(stage_of_state_.begin(), captured_.num_independents, 0u);
  for (std::uint32_t s = 0; s < stages_.size(); ++s) {
    for (std::size_t p = 0; p < stages_[s].batch.num_points; ++p)
      for_each_target(stages_[s], p, [&](StateIndex state) { stage_of_state_[state] = s + 1; });
  }
}

void SiteEvaluation::note_proven_moves() {
  if (num_sites_away() == 0) return;
  Observation observed(captured_, tainted_, is_read_);
  for (std::size_t s = stages_.size(); s-- > 0;) {
    const StageBatch& stage = stages_[s];
    const auto shows = [&](std::size_t p) { return observed.shows(stage, p); };
    const MovedSites* const moved = moved_[s].get();
    if (moved) moved_[s]->note_proven(shows);
    if (!stage.is_fed) continue;
    if (moved) {
      moved->for_each_gathered([&](std::uint32_t p, StateIndex state) {
        if (shows(p)) observed.mark(state);
      });
    }
    for (std::size_t p = 0; p < stage.batch.num_points; ++p) {
      if ((moved && moved->is_away(p)) || !shows(p)) continue;
      for (std::size_t k = 0; k < stage.site_class->graph.num_independents(); ++k)
        observed.mark(stage.batch.gather[k * stage.batch.gather_stride + p]);
    }
  }
}

std::size_t SiteEvaluation::num_unproven_moves() const {
  std::size_t sum = 0;
  for (const auto& moved : moved_) sum += moved ? moved->num_unproven() : 0;
  return sum;
}

std::size_t SiteEvaluation::num_sites_away() const {
  std::size_t sum = 0;
  for (const auto& moved : moved_) sum += moved ? moved->num_away() : 0;
  return sum;
}

std::uint64_t SiteEvaluation::num_moves() const {
  std::uint64_t sum = 0;
  for (const auto& moved : moved_) sum += moved ? moved->num_moves() : 0;
  return sum;
}

}  // namespace jacquard
