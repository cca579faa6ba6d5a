// SPDX-License-Identifier: BSD-2-Clause
// Stores, sums and the checks at the end of a pass.
#include "site_folder.hpp"

#include <algorithm>
#include <memory>
#include <string>

#include "jacquard/error.hpp"
#include "recorder.hpp"

namespace jacquard {

SiteFolder::SiteFolder(CapturePlan& plan, const CaptureShape& shape, std::size_t num_independents)
    : plan_(plan),
      shape_(shape),
      num_independents_(num_independents),
      assigned_in_visit_(shape.dependents_per_point, 0),
      num_assignments_(shape.num_dependents, 0),
      root_assignments_(shape.num_dependents, 0) {
  input_numbers_.reserve(num_independents);
}

void SiteFolder::start(Recorder& recorder, std::span<Active> dependents) {
  recorder_ = &recorder;
  dependents_ = dependents;
}

StateIndex SiteFolder::new_cut() {
  cut_levels_.push_back(0);
  cut_operations_.push_back(no_operation);
  return static_cast<StateIndex>(num_independents_ + num_cuts_++);
}

ActiveTag SiteFolder::state_tag(StateIndex state) const {
  return recorder_->tag(ActiveKind::cut, static_cast<std::uint32_t>(state));
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

void SiteFolder::close_guards(std::uint64_t position) {
  while (has_guards_up_to(position)) {
    const RecordedGuard& guard = recorder_->guards()[num_guards_taken_];
    candidate_.id = ++last_unit_;
    candidate_.last_position = guard.position;
    if (guard.condition.kind() == ActiveKind::vertex) claim(guard.condition.index(), candidate_);
    candidate_.roots.push_back({guard.condition, 0.0, new_cut()});
    close(candidate_);
  }
}

void SiteFolder::add_visit_root(std::size_t dependent) {
  const std::uint32_t assignment = num_assignments_[dependent];
  if (assignment < plan_.last_assignment(dependent)) return;
  Active& value = dependents_[dependent];
  const ActiveTag tag = tag_of(value);
  const bool is_operation = tag.kind() == ActiveKind::vertex;
  const bool is_sum = plan_.is_sum(dependent);
  if (is_sum && !is_operation) return;  // the sum takes it as a term as it is
  if (is_operation) claim(tag.index(), visit_);

  StateIndex target = dependent_state(dependent);
  if (!is_sum) {
    if (root_assignments_[dependent] != 0) plan_.expect_last_assignment(dependent, assignment);
    root_assignments_[dependent] = assignment;
  } else if (const StateIndex held = held_state(tag.index()); held != Operation::no_cut) {
    std::construct_at(&value, value_of(value), state_tag(held));
    return;
  } else {
    target = new_cut();
  }
  visit_.roots.push_back({tag, value_of(value), target});
  if (!is_operation) return;
  hold(tag.index(), target);
  std::construct_at(&value, value_of(value), state_tag(target));
}

ActiveTag SiteFolder::accumulate(const Active* address, const Active& value, std::int8_t sign) {
  const std::size_t dependent = dependent_at(address);
  end_visit();
  if (tag_of(*address).kind() != ActiveKind::accumulator) start_sum(dependent);
  const ActiveTag sum = tag_of(*address);
  const StateIndex state = state_of(value);
  terms_.push_back({state, sign, sum.kind() == ActiveKind::accumulator ? std::uint32_t(sum.index()) : no_term});
  return recorder_->tag(ActiveKind::accumulator, terms_.size() - 1);
}

void SiteFolder::start_sum(std::size_t dependent) {
  Active& value = dependents_[dependent];
  const ActiveTag tag = tag_of(value);
  if (!tag.is_literal()) recorder_->checked(tag);
  if (root_assignments_[dependent] == num_assignments_[dependent]) {
    plan_.expect_sum(dependent);
    return;
  }
  if (tag.is_literal() && value_of(value) == 0.0) return;
  terms_.push_back({state_of(value), 1, no_term});
  std::construct_at(&value, value_of(value), recorder_->tag(ActiveKind::accumulator, terms_.size() - 1));
}

StateIndex SiteFolder::state_of(const Active& value) {
  const ActiveTag tag = tag_of(value);
  if (tag.is_literal()) return state_of_constant(value);
  switch (recorder_->checked(tag).kind()) {
    case ActiveKind::independent:
      return static_cast<StateIndex>(tag.index());
    case ActiveKind::cut:
      return static_cast<StateIndex>(static_cast<std::uint32_t>(tag.index()));
    case ActiveKind::accumulator:
      return state_of(Active(value_of(value), materialise(tag)));
    case ActiveKind::vertex:
      return state_of_operation(tag.index());
    default:
      return state_of_constant(value);
  }
}

StateIndex SiteFolder::state_of_constant(const Active& value) {
  const StateIndex cut = new_cut();
  write_constant(value, cut);
  return cut;
}

StateIndex SiteFolder::state_of_operation(std::uint64_t position) {
  OperationStream& stream = recorder_->stream();
  if (const StateIndex held = held_state(position); held != Operation::no_cut) return held;
  const bool is_in_group = stream.contains(position) && group_.is_open() && stream[position].unit == group_.id;
  if (!is_in_group) {
    candidate_.id = ++last_unit_;
    joins_group_ = false;
    claim(position, candidate_);
    if (joins_group_) {
      for (const std::uint64_t claimed : candidate_.operations) stream[claimed].unit = group_.id;
      group_.operations.insert(group_.operations.end(), candidate_.operations.begin(), candidate_.operations.end());
    } else {
      close_group();
      std::swap(group_.id, candidate_.id);
      group_.operations.swap(candidate_.operations);
    }
    candidate_.close();
  }
  const StateIndex cut = new_cut();
  group_.roots.push_back({recorder_->tag(ActiveKind::vertex, position), 0.0, cut});
  group_.last_position = stream.end();
  cut_operations_.back() = position;
  hold(position, cut);
  return cut;
}

ActiveTag SiteFolder::note_operation(std::uint64_t position) {
  if (recorder_->stream().size() >= max_window) forget_old_operations();
  if (!plan_.is_cut(position)) return recorder_->tag(ActiveKind::vertex, position);
  return state_tag(state_of_operation(position));
}

void SiteFolder::forget_old_operations() {
  if (shape_.num_dependents == shape_.dependents_per_point) return;  // one point holds everything anyway
  end_visit();
  close_group();
  recorder_->stream().keep_last(max_window / 2);
}

void SiteFolder::finish() {
  end_visit();
  close_group();
  close_guards(recorder_->stream().end());
  for (std::size_t k = 0; k < dependents_.size(); ++k) finish_dependent(k);
}

void SiteFolder::finish_dependent(std::size_t dependent) {
  const Active& value = dependents_[dependent];
  const ActiveTag tag = tag_of(value);
  if (tag.kind() == ActiveKind::unset) refuse(dependent, "is never assigned");
  if (num_assignments_[dependent] == 0)
    refuse(dependent, "was written by a copy of memory or on another thread; assign it on the capturing thread");
  const std::uint32_t root = root_assignments_[dependent];
  if (tag.kind() == ActiveKind::accumulator) {
    if (root != 0 && root != num_assignments_[dependent])
      plan_.expect_last_assignment(dependent, num_assignments_[dependent]);
  } else if (tag.is_literal() && root == 0) {
    write_constant(value, dependent_state(dependent));
  } else if (root != num_assignments_[dependent]) {
    plan_.expect_last_assignment(dependent, num_assignments_[dependent]);
  }
}

void SiteFolder::refuse(std::size_t dependent, const char* what) const {
  std::string message = "capture: dependent " + std::to_string(dependent);
  if (shape_.dependents_per_point > 1 && shape_.num_dependents > shape_.dependents_per_point)
    message += " (point " + std::to_string(dependent / shape_.dependents_per_point) + ", component " +
               std::to_string(dependent % shape_.dependents_per_point) + ")";
  throw CaptureError(message + " " + what);
}

std::vector<SiteFolder::Term> SiteFolder::terms_of(std::uint32_t last) const {
  std::vector<Term> terms;
  for (; last != no_term; last = terms_[last].previous) terms.push_back(terms_[last]);
  std::reverse(terms.begin(), terms.end());
  return terms;
}

void SiteFolder::write_accumulations(CapturedResidual& captured) const {
  const auto final_state = [&](StateIndex state) {
    return state >= 0 ? state : static_cast<StateIndex>(captured.num_independents + captured.num_cuts) - 1 - state;
  };
  captured.accumulation_offsets.push_back(0);
  for (std::size_t k = 0; k < dependents_.size(); ++k) {
    const ActiveTag tag = tag_of(dependents_[k]);
    if (tag.kind() != ActiveKind::accumulator) continue;
    for (const Term& term : terms_of(static_cast<std::uint32_t>(tag.index()))) {
      captured.accumulation_terms.push_back(final_state(term.state));
      captured.accumulation_signs.push_back(term.sign);
    }
    captured.accumulated_dependents.push_back(static_cast<std::uint32_t>(k));
    captured.accumulation_offsets.push_back(static_cast<std::uint32_t>(captured.accumulation_terms.size()));
  }
}

CapturedResidual SiteFolder::captured() && {
  CapturedResidual captured;
  captured.num_independents = num_independents_;
  captured.num_cuts = num_cuts_;
  captured.num_dependents = shape_.num_dependents;
  write_accumulations(captured);
  assemble_classes(table_.classes(), recorder_->parameters(), captured);
  return captured;
}

}  // namespace jacquard
