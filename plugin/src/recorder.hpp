// SPDX-License-Identifier: BSD-2-Clause
// The stream of elementals that one capture on one thread collects.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "jacquard/active.hpp"
#include "operation_stream.hpp"
#include "parameter_table.hpp"

namespace jacquard {

class SiteFolder;

/// @throws CaptureError naming the first entry of `x` that is not a number: no branch is right there.
void check_no_nan(std::span<const double> x);

/// Scoped: the current recorder of its thread from construction to destruction.
///
/// With a SiteFolder it reports stores; without, everything stays in one stream.
class Recorder {
 public:
  explicit Recorder(SiteFolder* folder = nullptr);
  ~Recorder();
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;

  /// The recorder that `tag` belongs to. @throws CaptureError if that is not this thread's current one.
  static Recorder& owner(ActiveTag tag);
  static Recorder* current();

  /// Tags `x` as independents and `f` as unset dependents; stores to `f` are reported to the folder.
  void start(std::span<const double> values, std::span<Active> x, std::span<Active> f);

  /// `tag` if it may be worked with. @throws CaptureError if not.
  ActiveTag checked(ActiveTag tag) const;

  Active record(Elemental elemental, double value, std::array<const Active*, 3> arguments);
  Active parameter(const double& value);
  void guard(ActiveTag condition, bool outcome);

  ActiveTag tag(ActiveKind kind, std::uint64_t index) const { return ActiveTag(kind, epoch_, index); }
  SiteFolder* folder() const { return folder_; }
  OperationStream& stream() { return stream_; }
  ParameterTable& parameters() { return parameters_; }
  std::vector<RecordedGuard>& guards() { return guards_; }

 private:
  SiteFolder* folder_;
  Recorder* outer_;
  WatchedDependents outer_watch_;
  std::uint32_t epoch_;
  OperationStream stream_;
  ParameterTable parameters_;
  std::vector<RecordedGuard> guards_;
};

}  // namespace jacquard
