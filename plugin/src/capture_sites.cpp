// SPDX-License-Identifier: BSD-2-Clause
// Capture of a residual over a mesh, pass by pass.
#include <cmath>
#include <limits>
#include <string>

#include "capture_window.hpp"
#include "jacquard/capture.hpp"
#include "jacquard/error.hpp"
#include "recorder.hpp"
#include "site_folder.hpp"

namespace jacquard {

namespace {

// The first pass finds work that units share, the second folds without it; what is shared within that
// work takes one more for each level of nesting, and a chain of operations that nothing is stored from
// (a norm over all points) one for each window of operations. More than a few have not been seen.
constexpr int max_passes = 30;

void check_shape(std::span<const double> x, const CaptureShape& shape) {
  if (shape.num_dependents == 0 || shape.dependents_per_point == 0)
    throw CaptureError("capture: expected at least one dependent and one per point, found " +
                       std::to_string(shape.num_dependents) + " and " + std::to_string(shape.dependents_per_point));
  if (shape.num_dependents % shape.dependents_per_point != 0)
    throw CaptureError("capture: " + std::to_string(shape.num_dependents) + " dependents are no multiple of the " +
                       std::to_string(shape.dependents_per_point) + " of a point");
  constexpr auto max_state = static_cast<std::size_t>(std::numeric_limits<StateIndex>::max());
  if (x.size() > max_state || shape.num_dependents > max_state - x.size())
    throw CaptureError("capture: " + std::to_string(x.size()) + " independents and " +
                       std::to_string(shape.num_dependents) + " dependents exceed 32-bit indices");
}

void check_independents(std::span<const Active> independents) {
  for (std::size_t k = 0; k < independents.size(); ++k) {
    const ActiveTag tag = tag_of(independents[k]);
    if (tag.kind() != ActiveKind::independent || tag.index() != k)
      throw CaptureError("capture: the residual overwrites independent " + std::to_string(k));
  }
}

}  // namespace

CapturedResidual capture_sites_within(const CaptureWindow& window, const ActiveResidual& residual,
                                      std::span<const double> x, const CaptureShape& shape) {
  check_shape(x, shape);
  check_no_nan(x);
  std::vector<Active> independents(x.size());
  std::vector<Active> dependents(shape.num_dependents);
  CapturePlan plan(shape.num_dependents);
  for (int pass = 0; pass < max_passes; ++pass) {
    plan.start_pass();
    SiteFolder folder(plan, shape, x.size(), window);
    Recorder recorder(&folder);
    recorder.start(x, independents, dependents);
    residual(independents, dependents);
    check_independents(independents);
    folder.finish();
    if (plan.is_complete()) return std::move(folder).captured();
  }
  throw CaptureError("capture: work shared between points was still found in pass " + std::to_string(max_passes) +
                     "; does the residual do the same every time it is called?");
}

CapturedResidual capture_sites(const ActiveResidual& residual, std::span<const double> x,
                               const CaptureShape& shape) {
  return capture_sites_within({}, residual, x, shape);
}

}  // namespace jacquard
