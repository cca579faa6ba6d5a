// SPDX-License-Identifier: BSD-2-Clause
// Moves sites between branches, and evaluates those that are away from home.
#include "moved_sites.hpp"

#include <algorithm>
#include <numeric>

namespace jacquard {

MovedSites::MovedSites(const StageBatch& stage, std::span<const std::uint32_t> stage_of_state,
                       std::uint32_t own_stage)
    : branches_(*stage.branches),
      stage_of_state_(stage_of_state),
      own_stage_(own_stage),
      branch_of_(stage.batch.num_points, home),
      proven_(stage.batch.num_points, 0),
      flipped_(stage.batch.num_points, 0) {}

std::size_t MovedSites::evaluate(const StageBatch& stage, Quantity quantity) {
  Batch batch = stage.batch;
  batch.flipped = flipped_.data();
  const std::size_t num_flipped = stage.kernel->evaluator().evaluate(batch, quantity).num_flipped;
  if (num_flipped == 0 && num_away_ == 0) return 0;
  look_at_home_guards(stage);
  regroup(stage);
  if (run_all(stage, quantity) != 0) unsettle_flipped(stage);
  if (unsettled_.empty()) return 0;
  settle(stage);
  if (!unsettled_.empty()) return unsettled_.size();
  regroup(stage);
  return run_all(stage, quantity);
}

/// Sites whose guards hold where they were captured are there; the others are away, or still to be settled.
void MovedSites::look_at_home_guards(const StageBatch& stage) {
  unsettled_.clear();
  for (std::uint32_t p = 0; p < flipped_.size(); ++p) {
    if (flipped_[p] && branch_of_[p] == home) unsettled_.push_back(p);
    if (flipped_[p] || branch_of_[p] == home) continue;
    leave(stage, p);
    place(p, home);
  }
}

/// Sites whose guards flip where they have moved to look for another branch from home.
void MovedSites::unsettle_flipped(const StageBatch& stage) {
  for (const Away& away : away_) {
    for (std::size_t q = 0; q < away.points.size(); ++q) {
      if (!away.flipped[q]) continue;
      leave(stage, away.points[q]);
      branch_of_[away.points[q]] = home;
      unsettled_.push_back(away.points[q]);
    }
  }
}

/// The branch whose guards all hold is the one that the residual takes: of two branches, one has the other
/// outcome at some guard of both.
void MovedSites::settle(const StageBatch& stage) {
  for (std::uint16_t number = 1; number <= branches_.others.size() && !unsettled_.empty(); ++number) {
    std::vector<std::uint32_t> candidates;
    for (const std::uint32_t p : unsettled_) {
      if (can_gather(stage, branches_.others[number - 1], p)) candidates.push_back(p);
    }
    if (candidates.empty()) continue;
    Away tried = gathered(stage, number, std::move(candidates));
    run(stage, tried, Quantity::residual);
    for (std::size_t q = 0; q < tried.points.size(); ++q) {
      if (!tried.flipped[q]) place(tried.points[q], number);
    }
    std::erase_if(unsettled_, [&](std::uint32_t p) { return branch_of_[p] == number; });
  }
}

void MovedSites::place(std::uint32_t point, std::uint16_t number) {
  branch_of_[point] = number;
  ++num_moves_;
  has_moved_ = true;
}

bool MovedSites::can_gather(const StageBatch& stage, const OtherBranch& branch, std::uint32_t point) const {
  return std::ranges::all_of(branch.relation.gather, [&](const GatherSource& source) {
    const StateIndex state = branches_.state(*stage.site_class, source, stage.first_site + point);
    return state >= 0 && stage_of_state_[state] < own_stage_;
  });
}

MovedSites::Away MovedSites::gathered(const StageBatch& stage, std::uint16_t number,
                                      std::vector<std::uint32_t> points) const {
  Away away;
  away.branch = &branches_.others[number - 1];
  away.number = number;
  away.points = std::move(points);
  fill_tables(stage, away);
  const Evaluator& evaluator = away.branch->kernel->evaluator();
  away.flipped.resize(away.points.size());
  away.jacobian.resize(evaluator.layout(away.points.size()).extent());
  Batch batch;
  batch.num_points = away.points.size();
  batch.jacobian = away.jacobian.data();
  evaluator.write_constants(batch);
  return away;
}

void MovedSites::fill_tables(const StageBatch& stage, Away& away) const {
  const BranchRelation& relation = away.branch->relation;
  for (const GatherSource& source : relation.gather) {
    for (const std::uint32_t p : away.points)
      away.gather.push_back(branches_.state(*stage.site_class, source, stage.first_site + p));
  }
  for (const std::uint32_t dependent : relation.scatter) {
    for (const std::uint32_t p : away.points)
      away.scatter.push_back(stage.batch.scatter[dependent * stage.batch.scatter_stride + p]);
  }
  const std::size_t num_columns = relation.data.size();
  away.data.resize(num_columns * away.points.size());
  for (std::size_t d = 0; d < num_columns; ++d) {
    const double* const shared = away.branch->shared_data[d];
    away.parameters.push_back(shared ? shared : away.data.data() + d * away.points.size());
    away.strides.push_back(shared ? 0 : 1);
  }
}

/// Data may be parameters, which change.
void MovedSites::refresh_data(const StageBatch& stage, Away& away) const {
  for (std::size_t d = 0; d < away.strides.size(); ++d) {
    if (away.strides[d] == 0) continue;
    const std::vector<double>& own = stage.site_class->data[away.branch->relation.data[d].column].values;
    double* const column = away.data.data() + d * away.points.size();
    for (std::size_t q = 0; q < away.points.size(); ++q) column[q] = own[stage.first_site + away.points[q]];
  }
}

std::size_t MovedSites::run(const StageBatch& stage, Away& away, Quantity quantity) const {
  refresh_data(stage, away);
  Batch batch;
  batch.num_points = batch.gather_stride = batch.scatter_stride = away.points.size();
  batch.state = stage.batch.state;
  batch.gather = away.gather.data();
  batch.parameters = away.parameters.data();
  batch.parameter_strides = away.strides.data();
  batch.result = stage.batch.result;
  batch.scatter = away.scatter.data();
  batch.jacobian = away.jacobian.data();
  batch.flipped = away.flipped.data();
  return away.branch->kernel->evaluator().evaluate(batch, quantity).num_flipped;
}

std::size_t MovedSites::run_all(const StageBatch& stage, Quantity quantity) {
  std::size_t num_flipped = 0;
  for (Away& away : away_) {
    num_flipped += run(stage, away, quantity);
    if (quantity != Quantity::residual) copy_jacobian(stage, away);
  }
  return num_flipped;
}

void MovedSites::regroup(const StageBatch& stage) {
  if (!has_moved_) return;
  std::vector<std::vector<std::uint32_t>> points(branches_.others.size());
  num_away_ = 0;
  for (std::uint32_t p = 0; p < branch_of_.size(); ++p) {
    if (branch_of_[p] == home) continue;
    points[branch_of_[p] - 1].push_back(p);
    ++num_away_;
  }
  away_.clear();
  for (std::uint16_t k = 0; k < points.size(); ++k) {
    if (!points[k].empty())
      away_.push_back(gathered(stage, static_cast<std::uint16_t>(k + 1), std::move(points[k])));
  }
  has_moved_ = false;
}

/// What only evaluations elsewhere have written: constants of the home, and entries that it lacks.
void MovedSites::leave(const StageBatch& stage, std::uint32_t point) const {
  if (!stage.batch.jacobian) return;
  const BatchLayout own = stage.layout();
  const JacobianPattern& pattern = stage.kernel->pattern();
  for (std::size_t e = 0; e < own.num_entries; ++e) {
    if (pattern.is_constant[e]) stage.batch.jacobian[own.offset(e, point)] = pattern.constants[e];
  }
  for (std::size_t e = 0; e < stage.num_extras(); ++e)
    stage.batch.jacobian[stage.slot(own, own.num_entries + e, point)] = 0.0;
}

void MovedSites::copy_jacobian(const StageBatch& stage, const Away& away) const {
  double* const block = stage.batch.jacobian;
  const BatchLayout own = stage.layout(), there = away.branch->kernel->evaluator().layout(away.points.size());
  const std::vector<std::uint32_t>& targets = away.branch->targets;
  for (std::size_t e = 0; e < targets.size(); ++e) {
    for (std::size_t q = 0; q < away.points.size(); ++q)
      block[stage.slot(own, targets[e], away.points[q])] = away.jacobian[there.offset(e, q)];
  }
  for (const std::uint32_t e : away.branch->vacant) {
    for (const std::uint32_t p : away.points) block[own.offset(e, p)] = 0.0;
  }
}

void MovedSites::evaluate_in_place(const StageBatch& stage, std::span<const std::uint8_t> tainted,
                                   std::span<std::uint8_t> flipped) {
  Batch batch = stage.batch;
  batch.flipped = flipped.data();
  stage.kernel->evaluator().evaluate(batch, Quantity::residual);
  run_all(stage, Quantity::residual);
  for (const Away& away : away_) {
    for (std::size_t q = 0; q < away.points.size(); ++q) flipped[away.points[q]] = away.flipped[q];
  }
  if (stage.is_fed) for_each_gathered([&](std::uint32_t p, StateIndex state) { flipped[p] |= tainted[state]; });
}

std::size_t MovedSites::num_unproven(const Away& away) const {
  return static_cast<std::size_t>(
      std::ranges::count_if(away.points, [&](std::uint32_t p) { return (proven_[p] & bit(away.number)) == 0; }));
}

std::size_t MovedSites::num_unproven() const {
  return std::accumulate(away_.begin(), away_.end(), std::size_t{0},
                         [&](std::size_t sum, const Away& away) { return sum + num_unproven(away); });
}

}  // namespace jacquard
