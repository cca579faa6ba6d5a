// SPDX-License-Identifier: BSD-2-Clause
// Which operations belong to which unit, and when a unit is closed.
#include <algorithm>
#include <utility>

#include "recorder.hpp"
#include "site_folder.hpp"

namespace jacquard {

/// A first pass has not seen where branches belong: what only they share may be resolved by the cuts
/// that it finds for other reasons.
void SiteFolder::ask_for_cut(std::uint64_t position, bool is_for_guard) {
  if (is_for_guard && plan_.is_first_pass()) {
    plan_.repeat();
  } else {
    plan_.cut_at(position);
  }
}

bool SiteFolder::enter(std::uint64_t position, OpenUnit& unit) {
  OperationStream& stream = recorder_->stream();
  if (!stream.contains(position)) {
    ask_for_cut(position, is_walk_for_guard_);
    return false;
  }
  unit.first_position = std::min(unit.first_position, position);
  Operation& operation = stream[position];
  if (operation.unit == 0) {
    operation.unit = unit.id;
    operation.is_for_guard = is_walk_for_guard_;
    walk_.push_back({position, 0});
    return true;
  }
  if (operation.unit == unit.id || operation.state != Operation::no_state) return false;
  if (group_.is_open() && operation.unit == group_.id) {
    joins_group_ = true;
  } else {
    ask_for_cut(position, is_walk_for_guard_ || operation.is_for_guard);
  }
  return false;
}

/// Takes all operations that `root` needs and that are nobody's into `unit`, arguments first.
void SiteFolder::claim(std::uint64_t root, OpenUnit& unit) {
  if (!enter(root, unit)) return;
  const OperationStream& stream = recorder_->stream();
  while (!walk_.empty()) {
    Frame& frame = walk_.back();
    const Operation& operation = stream[frame.position];
    const std::size_t k = frame.next_argument++;
    if (k == 3 || operation.kinds[k] == ActiveKind::none) {
      unit.operations.push_back(frame.position);
      walk_.pop_back();
    } else if (operation.kinds[k] == ActiveKind::vertex) {
      enter(operation.arguments[k], unit);
    }
  }
}

StateIndex SiteFolder::held_state(std::uint64_t position) const {
  const OperationStream& stream = recorder_->stream();
  return stream.contains(position) ? stream[position].state : Operation::no_state;
}

void SiteFolder::hold(std::uint64_t position, StateIndex state) {
  OperationStream& stream = recorder_->stream();
  if (stream.contains(position) && stream[position].state == Operation::no_state) stream[position].state = state;
}

bool SiteFolder::has_guards_up_to(std::uint64_t position) const {
  const auto& guards = recorder_->guards();
  return num_guards_taken_ < guards.size() && guards[num_guards_taken_].position <= position;
}

void SiteFolder::close(OpenUnit& unit) {
  const std::size_t first_guard = num_guards_taken_;
  for (; has_guards_up_to(unit.last_position); ++num_guards_taken_) {
    claim_guard(recorder_->guards()[num_guards_taken_], unit);
  }
  OperationStream& stream = recorder_->stream();
  std::vector<RecordedGuard>& guards = recorder_->guards();
  if (plan_.is_complete())
    writer_.write_unit(stream, unit, std::span(guards).subspan(first_guard, num_guards_taken_ - first_guard));
  finished_position_ = std::max(finished_position_, unit.last_position);
  unit.close();
  if (num_guards_taken_ == guards.size()) {
    guards.clear();
    num_guards_taken_ = 0;
  }
}

void SiteFolder::claim_guard(const RecordedGuard& guard, OpenUnit& unit) {
  if (guard.condition.kind() != ActiveKind::vertex) return;
  is_walk_for_guard_ = true;
  claim(guard.condition.index(), unit);
  is_walk_for_guard_ = false;
}

void SiteFolder::close_group() {
  if (group_.is_open()) close(group_);
}

/// Gives the guards up to `position` units of their own: no unit that assigns anything can carry them.
void SiteFolder::close_guards(std::uint64_t position) {
  while (has_guards_up_to(position)) {
    const RecordedGuard& guard = recorder_->guards()[num_guards_taken_];
    candidate_.id = ++last_unit_;
    candidate_.last_position = guard.position;
    claim_guard(guard, candidate_);
    candidate_.roots.push_back({guard.condition, 0.0, writer_.new_cut()});
    close(candidate_);
  }
}

/// Keeps what units in progress may need: all that was recorded after the last that was closed, some that
/// was before, and what the group holds. Where nothing is closed for very long, everything is.
void SiteFolder::forget_finished_operations() {
  if (shape_.num_dependents == shape_.dependents_per_point) return;  // the one point may need them all
  OperationStream& stream = recorder_->stream();
  if (stream.size() >= window_.most) {
    end_visit();
    close_group();
    stream.forget_before(stream.end() - window_.most / 2);
    return;
  }
  std::uint64_t first_needed =
      finished_position_ - std::min<std::uint64_t>(finished_position_, window_.comfortable / 2);
  first_needed = std::min(first_needed, group_.first_position);
  if (first_needed >= stream.begin() + window_.comfortable / 4) stream.forget_before(first_needed);
}

ActiveTag SiteFolder::note_operation(std::uint64_t position) {
  if (recorder_->stream().size() >= window_.comfortable) forget_finished_operations();
  if (!plan_.is_cut(position)) return recorder_->tag(ActiveKind::vertex, position);
  return state_tag(state_of_operation(position));
}

/// Joins the walk from `position` to the group if they share work, or closes the group and starts another.
void SiteFolder::add_to_group(std::uint64_t position) {
  OperationStream& stream = recorder_->stream();
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
  group_.first_position = std::min(group_.first_position, candidate_.first_position);
  candidate_.close();
}

StateIndex SiteFolder::state_of_operation(std::uint64_t position) {
  if (const StateIndex held = held_state(position); held != Operation::no_state) return held;
  const OperationStream& stream = recorder_->stream();
  const bool is_in_group = group_.is_open() && stream.contains(position) && stream[position].unit == group_.id;
  if (!is_in_group) add_to_group(position);
  const StateIndex cut = writer_.new_cut(position);
  group_.roots.push_back({recorder_->tag(ActiveKind::vertex, position), 0.0, cut});
  group_.last_position = stream.end();
  hold(position, cut);
  return cut;
}

}  // namespace jacquard
