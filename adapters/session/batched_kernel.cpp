// SPDX-License-Identifier: BSD-2-Clause
// A small residual captured once and evaluated at many points at a time.
#include "jacquard/batched_kernel.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <sstream>

#include "cross_check.hpp"
#include "jacquard/error.hpp"
#include "kernel_branches.hpp"

namespace jacquard {
namespace {

/// Plain arrays of points, batch fastest; `f` and `jacobian` may be empty.
struct PointArrays {
  std::size_t num_points = 0;
  std::span<const double> x;
  std::span<double> f;
  std::span<double> jacobian;

  Quantity quantity() const {
    if (f.empty()) return Quantity::jacobian;
    return jacobian.empty() ? Quantity::residual : Quantity::both;
  }
};

using PointList = std::vector<std::int32_t>;

Batch batch_of(const PointArrays& arrays, const KernelBranch& branch) {
  Batch batch;
  batch.num_points = arrays.num_points;
  batch.state = arrays.x.data();
  batch.gather_stride = arrays.num_points;
  batch.parameters = branch.parameters.data();
  batch.parameter_strides = branch.parameter_strides.data();
  batch.result = arrays.f.empty() ? nullptr : arrays.f.data();
  batch.scatter_stride = arrays.num_points;
  batch.jacobian = arrays.jacobian.empty() ? nullptr : arrays.jacobian.data();
  return batch;
}

/// index[k * points.size() + q] = k * num_points + points[q]
std::vector<std::int32_t> index_table(const PointList& points, std::size_t num_rows, std::size_t num_points) {
  std::vector<std::int32_t> table;
  table.reserve(num_rows * points.size());
  for (std::size_t k = 0; k < num_rows; ++k) {
    for (const std::int32_t p : points) table.push_back(static_cast<std::int32_t>(k * num_points) + p);
  }
  return table;
}

}  // namespace

struct BatchedKernel::State {
  Residual residual;
  KernelShape shape;
  std::vector<std::unique_ptr<OrderSource>> sources;
  BatchedKernelOptions options;
  CompressedRows pattern;
  std::vector<KernelBranch> branches;
  BatchedKernelStatistics statistics;
  std::vector<std::uint8_t> flipped;
  std::size_t next_check = 0;

  std::string label() const { return "batched kernel " + options.name + ": "; }
  void require_extent(const char* what, std::size_t expected, std::size_t found) const;

  DraftBranch capture(std::span<const double> x) const;
  void capture_samples(std::span<const double> samples);
  void add_branch(DraftBranch draft, const std::string& where);

  void run(const PointArrays& arrays);
  PointList run_listed(const KernelBranch& branch, const PointArrays& arrays, const PointList& points,
                       bool first_is_at_home);
  void run_other_branches(const PointArrays& arrays);
  bool has_no_branch(const PointArrays& arrays, std::int32_t p) const;

  void check(std::span<const double> x);
  std::optional<Disagreement> compare(std::span<const double> x, std::span<const double> expected);
  std::vector<double> point(const PointArrays& arrays, std::size_t p) const;
};

void BatchedKernel::State::require_extent(const char* what, std::size_t expected, std::size_t found) const {
  if (expected == found) return;
  throw ShapeError(label() + what + " has " + std::to_string(found) + " entries, expected " +
                   std::to_string(expected));
}

DraftBranch BatchedKernel::State::capture(std::span<const double> x) const {
  return draft_branch(capture_graph(residual.active, x, shape.num_dependents), sources);
}

void BatchedKernel::State::capture_samples(std::span<const double> samples) {
  const std::size_t n = shape.num_independents;
  if (n == 0 || samples.empty() || samples.size() % n != 0) {
    throw ShapeError(label() + "samples have " + std::to_string(samples.size()) +
                     " entries, expected a multiple of " + std::to_string(n));
  }
  std::vector<DraftBranch> drafts;
  for (std::size_t first = 0; first < samples.size(); first += n) {
    drafts.push_back(capture(samples.subspan(first, n)));
    pattern = united(pattern, drafts.back().jacobian.pattern.rows);
  }
  for (DraftBranch& draft : drafts) add_branch(std::move(draft), "a sample");
}

void BatchedKernel::State::add_branch(DraftBranch draft, const std::string& where) {
  if (!contains(pattern, draft.jacobian.pattern.rows)) {
    throw StateError(label() + "the branch of " + where +
                     " has Jacobian entries that pattern() lacks; hand over a " + "sample on that branch");
  }
  branches.push_back(
      build_branch(std::move(draft), pattern, evaluators_or_automatic(options.evaluators, options.name)));
  ++statistics.num_branches;
}

std::vector<double> BatchedKernel::State::point(const PointArrays& arrays, std::size_t p) const {
  std::vector<double> x(shape.num_independents);
  for (std::size_t k = 0; k < x.size(); ++k) x[k] = arrays.x[k * arrays.num_points + p];
  return x;
}

void BatchedKernel::State::run(const PointArrays& arrays) {
  flipped.assign(arrays.num_points, 0);
  Batch batch = batch_of(arrays, branches.front());
  batch.flipped = flipped.data();
  const Evaluator& evaluator = *branches.front().programs.evaluator;
  // Anew at every evaluation: points on other branches have written their own there.
  if (batch.jacobian) evaluator.write_constants(batch);
  if (evaluator.evaluate(batch, arrays.quantity()).num_flipped != 0) run_other_branches(arrays);
}

// A branch cannot be told from numbers that are none: what is computed there is none either.
bool BatchedKernel::State::has_no_branch(const PointArrays& arrays, std::int32_t p) const {
  const std::vector<double> x = point(arrays, static_cast<std::size_t>(p));
  if (std::ranges::all_of(x, [](double value) { return std::isfinite(value); })) return false;
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  const BatchLayout layout = branches.front().programs.evaluator->layout(arrays.num_points);
  for (std::size_t m = 0; m < shape.num_dependents && !arrays.f.empty(); ++m) {
    arrays.f[m * arrays.num_points + static_cast<std::size_t>(p)] = none;
  }
  for (std::size_t e = 0; e < layout.num_entries && !arrays.jacobian.empty(); ++e) {
    arrays.jacobian[layout.offset(e, static_cast<std::size_t>(p))] = none;
  }
  return true;
}

void BatchedKernel::State::run_other_branches(const PointArrays& arrays) {
  PointList remaining;
  for (std::size_t p = 0; p < arrays.num_points; ++p) {
    if (flipped[p]) remaining.push_back(static_cast<std::int32_t>(p));
  }
  statistics.num_branched_points += remaining.size();
  std::erase_if(remaining, [&](std::int32_t p) { return has_no_branch(arrays, p); });
  for (std::size_t b = 1; !remaining.empty(); ++b) {
    const bool is_new = b == branches.size();
    if (is_new) {
      const auto first = static_cast<std::size_t>(remaining.front());
      add_branch(capture(point(arrays, first)), "point " + std::to_string(first));
    }
    remaining = run_listed(branches[b], arrays, remaining, is_new);
  }
}

// Returns the points that are on yet another branch; never the first one if the branch was captured there.
PointList BatchedKernel::State::run_listed(const KernelBranch& branch, const PointArrays& arrays,
                                           const PointList& points, bool first_is_at_home) {
  const Evaluator& evaluator = *branch.programs.evaluator;
  const std::vector<std::int32_t> gather = index_table(points, shape.num_independents, arrays.num_points);
  const std::vector<std::int32_t> scatter = index_table(points, shape.num_dependents, arrays.num_points);
  const BatchLayout own = evaluator.layout(points.size()), all = evaluator.layout(arrays.num_points);
  std::vector<double> jacobian(arrays.jacobian.empty() ? 0 : own.extent());
  std::vector<std::uint8_t> off_branch(points.size(), 0);

  Batch batch = batch_of({points.size(), arrays.x, arrays.f, jacobian}, branch);
  batch.gather = gather.data();
  batch.scatter = scatter.data();
  batch.flipped = off_branch.data();
  if (batch.jacobian) evaluator.write_constants(batch);
  evaluator.evaluate(batch, arrays.quantity());
  if (first_is_at_home) off_branch.front() = 0;

  PointList remaining;
  for (std::size_t q = 0; q < points.size(); ++q) {
    if (off_branch[q]) {
      remaining.push_back(points[q]);
      continue;
    }
    for (std::size_t e = 0; e < own.num_entries && !jacobian.empty(); ++e) {
      arrays.jacobian[all.offset(e, static_cast<std::size_t>(points[q]))] = jacobian[own.offset(e, q)];
    }
  }
  return remaining;
}

std::optional<Disagreement> BatchedKernel::State::compare(std::span<const double> x,
                                                          std::span<const double> expected) {
  const BatchLayout layout = branches.front().programs.evaluator->layout(1);
  std::vector<double> f(shape.num_dependents), jacobian(layout.extent()), scales(shape.num_dependents, 0.0);
  run({1, x, f, jacobian});
  for (std::size_t i = 0; i < shape.num_dependents; ++i) {
    for (std::uint32_t e = pattern.row_offsets[i]; e < pattern.row_offsets[i + 1]; ++e) {
      scales[i] += std::abs(jacobian[layout.offset(e, 0)] * x[pattern.columns[e]]);
    }
  }
  return find_disagreement(expected, f, scales, options.tolerance);
}

void BatchedKernel::State::check(std::span<const double> x) {
  if (find_non_finite(x)) return;
  std::vector<double> expected(shape.num_dependents);
  residual.plain(x, expected);
  if (!compare(x, expected)) return;
  ++statistics.num_stale_recaptures;
  add_branch(capture(x), "the point checked");
  branches.erase(branches.begin(), branches.end() - 1);
  residual.plain(x, expected);
  if (const auto still = compare(x, expected)) {
    std::ostringstream message;
    message.precision(17);
    message << label() << "dependent " << still->dependent << " is " << still->expected << " by the residual, but "
            << still->found << " by what was captured from it";
    throw StateError(message.str());
  }
}

BatchedKernel::BatchedKernel(Residual residual, const KernelShape& shape, std::span<const double> samples,
                             std::vector<std::unique_ptr<OrderSource>> order_sources, BatchedKernelOptions options)
    : state_(std::make_unique<State>()) {
  state_->residual = std::move(residual);
  state_->shape = shape;
  state_->sources = std::move(order_sources);
  state_->options = std::move(options);
  state_->capture_samples(samples);
}

BatchedKernel::~BatchedKernel() = default;
BatchedKernel::BatchedKernel(BatchedKernel&&) noexcept = default;
BatchedKernel& BatchedKernel::operator=(BatchedKernel&&) noexcept = default;

const CompressedRows& BatchedKernel::pattern() const { return state_->pattern; }

BatchLayout BatchedKernel::layout(std::size_t num_points) const {
  return state_->branches.front().programs.evaluator->layout(num_points);
}

void BatchedKernel::evaluate(std::size_t num_points, std::span<const double> x, std::span<double> f,
                             std::span<double> jacobian) {
  State& state = *state_;
  state.require_extent("x", state.shape.num_independents * num_points, x.size());
  if (!f.empty()) state.require_extent("f", state.shape.num_dependents * num_points, f.size());
  if (!jacobian.empty()) state.require_extent("jacobian", layout(num_points).extent(), jacobian.size());
  if (x.size() > std::numeric_limits<std::int32_t>::max() || f.size() > std::numeric_limits<std::int32_t>::max()) {
    throw ShapeError(state.label() + "more than 2^31 - 1 numbers in one batch");
  }
  if (num_points == 0 || (f.empty() && jacobian.empty())) return;
  const PointArrays arrays{num_points, x, f, jacobian};
  state.check(state.point(arrays, state.next_check++ % num_points));
  state.run(arrays);
  ++state.statistics.num_evaluations;
}

const BatchedKernelStatistics& BatchedKernel::statistics() const { return state_->statistics; }

std::string BatchedKernel::report() const {
  const State& state = *state_;
  std::ostringstream out;
  out << "Jacquard batched kernel " << state.options.name << ": " << state.shape.num_dependents << " dependents of "
      << state.shape.num_independents << " independents, " << state.pattern.num_entries() << " Jacobian entries\n";
  for (std::size_t b = 0; b < state.branches.size(); ++b) {
    const KernelBranch& branch = state.branches[b];
    out << "  branch " << b << ": " << branch.num_guards << " guards\n"
        << describe(branch.order) << describe(branch.programs);
  }
  out << "  evaluations: " << state.statistics.num_evaluations << "; " << state.statistics.num_branched_points
      << " points on other branches than 0; captured again " << state.statistics.num_stale_recaptures
      << " times for stale constants\n";
  return out.str();
}

}  // namespace jacquard
