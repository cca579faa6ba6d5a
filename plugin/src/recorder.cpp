// SPDX-License-Identifier: BSD-2-Clause
// Recording of elementals, and the entry points through which Active reports them.
#include "recorder.hpp"

#include <atomic>
#include <bit>
#include <cmath>
#include <string>

#include "jacquard/error.hpp"
#include "site_folder.hpp"

namespace jacquard {

constinit thread_local WatchedDependents watched_dependents{};

namespace {

constinit thread_local Recorder* current_recorder = nullptr;

std::uint32_t next_epoch() {
  static std::atomic<std::uint32_t> count{0};
  constexpr std::uint32_t num_epochs = (std::uint32_t(1) << ActiveTag::epoch_bits) - 1;
  return count.fetch_add(1, std::memory_order_relaxed) % num_epochs + 1;
}

}  // namespace

void check_no_nan(std::span<const double> x) {
  for (std::size_t k = 0; k < x.size(); ++k)
    if (std::isnan(x[k])) throw CaptureError("capture: independent " + std::to_string(k) + " is not a number");
}

Recorder::Recorder(SiteFolder* folder)
    : folder_(folder), outer_(current_recorder), outer_watch_(watched_dependents), epoch_(next_epoch()) {
  current_recorder = this;
  watched_dependents = {};
}

Recorder::~Recorder() {
  current_recorder = outer_;
  watched_dependents = outer_watch_;
}

Recorder* Recorder::current() { return current_recorder; }

Recorder& Recorder::owner(ActiveTag tag) {
  if (current_recorder == nullptr)
    throw CaptureError("capture: a captured value is used after its capture has ended, or on another thread");
  if (tag.epoch() != current_recorder->epoch_)
    throw CaptureError("capture: a value of an earlier or outer capture is used in this one");
  return *current_recorder;
}

void Recorder::start(std::span<const double> values, std::span<Active> x, std::span<Active> f) {
  for (std::size_t k = 0; k < x.size(); ++k) x[k] = Active(values[k], tag(ActiveKind::independent, k));
  for (std::size_t k = 0; k < f.size(); ++k) new (&f[k]) Active(0.0, tag(ActiveKind::unset, k));
  if (folder_ == nullptr) return;
  folder_->start(*this, f);
  watched_dependents = {reinterpret_cast<std::uintptr_t>(f.data()), f.size_bytes()};
}

void Recorder::guard(ActiveTag condition, bool outcome) {
  if (condition.kind() == ActiveKind::parameter) {
    parameters_.guard(static_cast<std::uint32_t>(condition.index()), outcome);
  } else {
    guards_.push_back({condition, outcome, stream_.end()});
  }
}

Active Recorder::parameter(const double& value) {
  return Active(value, tag(ActiveKind::parameter, parameters_.leaf(&value)));
}

ActiveTag Recorder::checked(ActiveTag tag) const {
  if (tag.epoch() != epoch_)
    throw CaptureError("capture: a value of an earlier or outer capture is used in this one");
  if (tag.kind() == ActiveKind::unset)
    throw CaptureError("capture: dependent " + std::to_string(tag.index()) + " is read before it is assigned");
  return tag;
}

Active Recorder::record(Elemental elemental, double value, std::array<const Active*, 3> arguments) {
  Operation operation;
  operation.elemental = elemental;
  bool only_parameters = folder_ != nullptr;
  for (std::size_t k = 0; k < 3 && arguments[k] != nullptr; ++k) {
    ActiveTag tag = tag_of(*arguments[k]);
    if (!tag.is_literal()) tag = checked(tag);
    if (tag.kind() == ActiveKind::accumulator) tag = folder_->materialise(tag);
    operation.kinds[k] = tag.kind();
    operation.arguments[k] = tag.is_literal() ? std::bit_cast<std::uint64_t>(value_of(*arguments[k])) : tag.index();
    only_parameters &= tag.is_literal() || tag.kind() == ActiveKind::parameter;
  }
  if (only_parameters) return Active(value, tag(ActiveKind::parameter, parameters_.apply(operation, value)));
  const std::uint64_t position = stream_.end();
  stream_.append() = operation;
  return Active(value, folder_ != nullptr ? folder_->note_operation(position) : tag(ActiveKind::vertex, position));
}

Active Active::note(Elemental elemental, double value, const Active& a, const Active* b, const Active* c) {
  Recorder* recorder = Recorder::current();
  if (recorder == nullptr)
    throw CaptureError("capture: a captured value is used after its capture has ended, or on another thread");
  return recorder->record(elemental, value, {&a, b, c});
}

void Active::store_dependent(const Active& other) {
  const double value = other.value_;  // `other` may be this very dependent
  tag_ = Recorder::current()->folder()->assign(this, other);
  value_ = value;
}

void Active::accumulate_dependent(const Active& other, Sign sign) {
  const double value = sign == Sign::plus ? value_ + other.value_ : value_ - other.value_;
  SiteFolder& folder = *Recorder::current()->folder();
  if (folder.is_in_visit(this)) {
    *this = sign == Sign::plus ? *this + other : *this - other;
    return;
  }
  tag_ = folder.accumulate(this, other, static_cast<std::int8_t>(sign));
  value_ = value;
}

Active note_parameter(const double& value) {
  Recorder* recorder = Recorder::current();
  if (recorder == nullptr) throw CaptureError("capture: parameter() is called outside of a capture");
  return recorder->parameter(value);
}

Condition::operator bool() const {
  const bool outcome = value_of(*this);
  const ActiveTag tag = tag_of(truth_);
  if (!tag.is_literal()) Recorder::owner(tag).guard(tag, outcome != negated_);
  return outcome;
}

}  // namespace jacquard
