// SPDX-License-Identifier: BSD-2-Clause
// Assignments, sums and the checks at the end of a pass.
#include "site_folder.hpp"

#include <algorithm>
#include <memory>
#include <string>

#include "jacquard/error.hpp"
#include "recorder.hpp"

namespace jacquard {

namespace {

CaptureError never_assigned(std::size_t dependent, const CaptureShape& shape) {
  std::string name = std::to_string(dependent);
  if (shape.dependents_per_point > 1 && shape.num_dependents > shape.dependents_per_point)
    name += " (point " + std::to_string(dependent / shape.dependents_per_point) + ", component " +
            std::to_string(dependent % shape.dependents_per_point) + ")";
  return CaptureError("capture: dependent " + name + " is never assigned");
}

}  // namespace

SiteFolder::SiteFolder(CapturePlan& plan, const CaptureShape& shape, std::size_t num_independents,
                       const CaptureWindow& window)
    : plan_(plan),
      shape_(shape),
      window_(window),
      num_independents_(num_independents),
      assigned_in_visit_(shape.dependents_per_point, 0),
      num_assignments_(shape.num_dependents, 0),
      root_assignments_(shape.num_dependents, 0),
      writer_(num_independents, shape.num_dependents) {}

void SiteFolder::start(Recorder& recorder, std::span<Active> dependents) {
  recorder_ = &recorder;
  dependents_ = dependents;
}

ActiveTag SiteFolder::state_tag(StateIndex state) const {
  return recorder_->tag(ActiveKind::cut, static_cast<std::uint32_t>(state));
}

void SiteFolder::retag(std::size_t dependent, ActiveTag tag) {
  Active& value = dependents_[dependent];
  std::construct_at(&value, value_of(value), tag);  // an assignment would be watched
}

ActiveTag SiteFolder::assign(const Active* address, const Active& value) {
  ActiveTag tag = tag_of(value);
  if (!tag.is_literal()) tag = recorder_->checked(tag);
  if (tag.kind() == ActiveKind::accumulator) tag = materialise(tag);
  const std::size_t dependent = dependent_at(address);
  const std::size_t point = dependent / shape_.dependents_per_point;
  if (point != visited_point_) {
    end_visit();
    visited_point_ = point;
    ++visit_count_;
  }
  std::uint32_t& last_visit = assigned_in_visit_[dependent % shape_.dependents_per_point];
  if (last_visit != visit_count_) visit_dependents_.push_back(dependent);
  last_visit = visit_count_;
  ++num_assignments_[dependent];
  visit_.last_position = recorder_->stream().end();
  return tag;
}

bool SiteFolder::is_in_visit(const Active* address) const {
  const std::size_t dependent = dependent_at(address);
  return dependent / shape_.dependents_per_point == visited_point_ &&
         assigned_in_visit_[dependent % shape_.dependents_per_point] == visit_count_;
}

void SiteFolder::end_visit() {
  if (visited_point_ == no_point) return;
  visited_point_ = no_point;
  close_group();
  visit_.id = ++last_unit_;
  const bool is_constant = std::all_of(visit_dependents_.begin(), visit_dependents_.end(),
                                       [&](std::size_t k) { return tag_of(dependents_[k]).is_literal(); });
  // Constants wait for the end of the pass: most are zeros to which sums are added later.
  if (!is_constant)
    for (const std::size_t dependent : visit_dependents_) add_visit_root(dependent);
  visit_dependents_.clear();
  if (!visit_.roots.empty()) {
    close(visit_);
  } else {
    visit_.close();
    close_guards(visit_.last_position);
  }
}

void SiteFolder::add_visit_root(std::size_t dependent) {
  const std::uint32_t assignment = num_assignments_[dependent];
  if (assignment < plan_.last_assignment(dependent)) return;
  if (plan_.is_sum(dependent)) return add_sum_base(dependent);
  if (root_assignments_[dependent] != 0) plan_.expect_last_assignment(dependent, assignment);
  root_assignments_[dependent] = assignment;

  const ActiveTag tag = tag_of(dependents_[dependent]);
  const StateIndex target = dependent_state(dependent);
  visit_.roots.push_back({tag, value_of(dependents_[dependent]), target});
  if (tag.kind() != ActiveKind::vertex) return;
  claim(tag.index(), visit_);
  hold(tag.index(), target);
  retag(dependent, state_tag(target));
}

/// The value that a sum starts from is cut off; what is state or constant anyway becomes a term as it is.
void SiteFolder::add_sum_base(std::size_t dependent) {
  const ActiveTag tag = tag_of(dependents_[dependent]);
  if (tag.kind() != ActiveKind::vertex) return;
  claim(tag.index(), visit_);
  StateIndex state = held_state(tag.index());
  if (state == Operation::no_state) {
    state = writer_.new_cut();
    visit_.roots.push_back({tag, 0.0, state});
    hold(tag.index(), state);
  }
  retag(dependent, state_tag(state));
}

ActiveTag SiteFolder::accumulate(const Active* address, const Active& value, std::int8_t sign) {
  end_visit();
  if (tag_of(*address).kind() != ActiveKind::accumulator) start_sum(dependent_at(address));
  const ActiveTag tag = tag_of(*address);
  const auto sum =
      tag.kind() == ActiveKind::accumulator ? static_cast<std::uint32_t>(tag.index()) : SumTable::empty;
  return recorder_->tag(ActiveKind::accumulator, sums_.add(sum, {state_of(value), sign}));
}

/// Makes the value of a dependent the first term of a sum, unless it is zero.
void SiteFolder::start_sum(std::size_t dependent) {
  const Active value = dependents_[dependent];
  const ActiveTag tag = tag_of(value);
  if (!tag.is_literal()) recorder_->checked(tag);
  const bool is_root =
      root_assignments_[dependent] != 0 && root_assignments_[dependent] == num_assignments_[dependent];
  if (is_root) return plan_.expect_sum(dependent);
  if (tag.is_literal() && value_of(value) == 0.0) return;
  retag(dependent, recorder_->tag(ActiveKind::accumulator, sums_.add(SumTable::empty, {state_of(value), 1})));
}

StateIndex SiteFolder::state_of(const Active& value) {
  ActiveTag tag = tag_of(value);
  if (!tag.is_literal()) tag = recorder_->checked(tag);
  if (tag.kind() == ActiveKind::accumulator) tag = materialise(tag);
  switch (tag.kind()) {
    case ActiveKind::independent:
    case ActiveKind::cut:
      return static_cast<StateIndex>(static_cast<std::uint32_t>(tag.index()));
    case ActiveKind::vertex:
      return state_of_operation(tag.index());
    default: {
      const StateIndex cut = writer_.new_cut();
      write_constant(value, cut);
      return cut;
    }
  }
}

ActiveTag SiteFolder::materialise(ActiveTag sum) {
  const auto last = static_cast<std::uint32_t>(sum.index());
  if (sums_.state(last) == Operation::no_state) {
    close_group();  // it may hold terms
    sums_.state(last) = writer_.new_cut();
    if (plan_.is_complete()) writer_.write_sum(sums_.terms(last), sums_.state(last));
  }
  return state_tag(sums_.state(last));
}

void SiteFolder::write_constant(const Active& value, StateIndex target) {
  if (plan_.is_complete()) writer_.write_constant(value, target);
}

void SiteFolder::finish() {
  assign_copies_of_memory();
  end_visit();
  close_group();
  close_guards(recorder_->stream().end());
  for (std::size_t k = 0; k < dependents_.size(); ++k) finish_dependent(k);
}

/// Entries that nobody was seen to assign, but that a copy of memory has filled.
void SiteFolder::assign_copies_of_memory() {
  for (std::size_t k = 0; k < dependents_.size(); ++k) {
    const Active& value = dependents_[k];
    const ActiveTag tag = tag_of(value);
    if (tag.kind() == ActiveKind::unset && tag.index() == k) throw never_assigned(k, shape_);
    const bool is_watched = num_assignments_[k] != 0 || tag.is_literal() || tag.kind() == ActiveKind::accumulator;
    if (!is_watched) retag(k, assign(&value, value));
  }
}

void SiteFolder::finish_dependent(std::size_t dependent) {
  const Active& value = dependents_[dependent];
  const ActiveTag tag = tag_of(value);
  const std::uint32_t root = root_assignments_[dependent], last = num_assignments_[dependent];
  if (tag.is_literal() && root == 0) return write_constant(value, dependent_state(dependent));
  const bool is_sum = tag.kind() == ActiveKind::accumulator;
  if (is_sum ? root != 0 && root != last : root != last) plan_.expect_last_assignment(dependent, last);
}

void SiteFolder::write_accumulations(CapturedResidual& captured) const {
  const auto first_dependent = static_cast<StateIndex>(captured.num_independents + captured.num_cuts);
  captured.accumulation_offsets.push_back(0);
  for (std::size_t k = 0; k < dependents_.size(); ++k) {
    const ActiveTag tag = tag_of(dependents_[k]);
    if (tag.kind() != ActiveKind::accumulator) continue;
    for (const SumTerm& term : sums_.terms(static_cast<std::uint32_t>(tag.index()))) {
      captured.accumulation_terms.push_back(term.state >= 0 ? term.state : first_dependent - 1 - term.state);
      captured.accumulation_signs.push_back(term.sign);
    }
    captured.accumulated_dependents.push_back(static_cast<std::uint32_t>(k));
    captured.accumulation_offsets.push_back(static_cast<std::uint32_t>(captured.accumulation_terms.size()));
  }
}

CapturedResidual SiteFolder::captured() && {
  CapturedResidual captured;
  captured.num_independents = num_independents_;
  captured.num_cuts = writer_.num_cuts();
  captured.num_dependents = shape_.num_dependents;
  write_accumulations(captured);
  assemble_classes(writer_.classes(), recorder_->parameters(), captured);
  return captured;
}

}  // namespace jacquard
