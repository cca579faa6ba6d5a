// SPDX-License-Identifier: BSD-2-Clause
// Capture, evaluation and recapture of a session.
#include "session_state.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "jacquard/capture.hpp"
#include "jacquard/error.hpp"

namespace jacquard {

namespace {

// A ghost value that nobody set, and nobody reads, may be anything. What is read is looked at in evaluations.
std::vector<double> without_nan(std::span<const double> x) {
  std::vector<double> numbers(x.begin(), x.end());
  for (double& value : numbers) value = std::isfinite(value) ? value : 0.0;
  return numbers;
}

}  // namespace

Session::State::State(Residual user_residual, const ResidualShape& residual_shape,
                      std::vector<std::unique_ptr<OrderSource>> order_sources, SessionOptions session_options)
    : residual(std::move(user_residual)),
      shape(residual_shape),
      options(std::move(session_options)),
      kernels(std::move(order_sources), evaluators_or_automatic(options.evaluators, options.name)),
      user_f_(shape.num_dependents),
      scales_(shape.num_dependents, 0.0),
      moved_(shape.num_independents),
      off_branch_(shape.num_dependents) {
  if (!residual.plain || !residual.active) throw StateError(label() + "both forms of the residual are needed");
  check_equations();
  if (shape.dependents_per_point == 0) throw ShapeError(label() + "a point has 0 dependents, expected at least 1");
}

void Session::State::check_equations() const {
  if (options.equation_of.empty()) return;
  require_extent("equation_of", shape.num_independents, options.equation_of.size());
  for (const std::int32_t equation : options.equation_of) {
    if (equation < -1 || equation >= static_cast<std::int64_t>(shape.num_dependents)) {
      throw ShapeError(label() + "equation_of names dependent " + std::to_string(equation) + ", there are " +
                       std::to_string(shape.num_dependents));
    }
  }
}

void Session::State::require_extent(const char* what, std::size_t expected, std::size_t found) const {
  if (expected == found) return;
  throw ShapeError(label() + what + " has " + std::to_string(found) + " entries, expected " +
                   std::to_string(expected));
}

void Session::State::require_finite_independents(std::span<const double> x) const {
  const auto bad = find_non_finite(x, evaluation->read_independents());
  if (bad)
    throw DomainError(label() + "x[" + std::to_string(*bad) + "] is " + std::to_string(x[*bad]) +
                      ", expected a finite number");
}

void Session::State::require_finite_dependents(std::span<const double> f) const {
  const auto bad = find_non_finite(f);
  if (bad)
    throw DomainError(label() + "F(x)[" + std::to_string(*bad) + "] is " + std::to_string(f[*bad]) +
                      ", expected a finite number");
}

void Session::State::capture(std::span<const double> x, Change change) {
  CapturedResidual captured = [&] {
    const Stopwatch watch(statistics.capture_seconds);
    return capture_sites(residual.active, without_nan(x), {shape.num_dependents, shape.dependents_per_point});
  }();
  const Stopwatch watch(statistics.build_seconds);
  auto new_evaluation = evaluation_of(std::move(captured), x, change);
  auto new_jacobian = std::make_unique<JacobianValues>(*new_evaluation, options.equation_of, jacobian.get());
  pattern_changed_ |= !jacobian || !std::ranges::equal(jacobian->rows(), new_jacobian->rows()) ||
                      !std::ranges::equal(jacobian->columns(), new_jacobian->columns());
  if (pattern_changed_) sources.clear();
  if (!sources.empty()) new_jacobian->set_sources(new_evaluation->stages(), sources);
  num_earlier_moves_ = num_moves();
  evaluation = std::move(new_evaluation);
  jacobian = std::move(new_jacobian);
  is_captured_here_ = true;
  ++statistics.num_captures;
  statistics.num_kernels_built = kernels.num_built();
}

std::unique_ptr<SiteEvaluation> Session::State::evaluation_of(CapturedResidual captured, std::span<const double> x,
                                                              Change change) {
  auto made = std::make_unique<SiteEvaluation>(std::move(captured), kernels);
  if (evaluation && change == Change::branches) {
    made->evaluate(x, Quantity::residual, OnFlip::carry_on);
    branches.learn(evaluation->view(), made->view(), made->state());
  }
  made->set_branches(branches.branches_of(made->view()));
  return made;
}

// A guard that flips where it was captured does so by rounding: the branch of the user's code stands.
void Session::State::evaluate(std::span<const double> x, Quantity quantity) {
  require_finite_independents(x);
  const auto run = [&] {
    const Stopwatch watch(statistics.evaluation_seconds);
    const OnFlip on_flip = is_captured_here_ ? OnFlip::carry_on : OnFlip::stop;
    const Destination written =
        writes_matrix() ? Destination{jacobian->writer(), destination.data()} : Destination{};
    const std::size_t num_flipped = evaluation->evaluate(x, quantity, on_flip, written);
    const bool is_valid = num_flipped == 0 || is_captured_here_;
    if (is_valid && quantity != Quantity::residual) jacobian->chain(written.stored);
    return is_valid;
  };
  const bool is_known = run();
  statistics.num_moves = num_moves();
  if (is_known) return;
  recapture_elsewhere(x);
  run();
}

void Session::State::recapture_elsewhere(std::span<const double> x) {
  ++statistics.num_branch_recaptures;
  capture(x);
}

void Session::State::prepare(std::span<const double> x) {
  require_extent("x", shape.num_independents, x.size());
  if (evaluation) return;
  capture(x);
  pattern_changed_ = false;
}

void Session::State::evaluate_residual(std::span<const double> x, std::span<double> f) {
  require_extent("x", shape.num_independents, x.size());
  is_captured_here_ = false;
  if (!evaluation) capture(x);
  evaluate(x, Quantity::residual);
  if (evaluation->num_unproven_moves() != 0) {
    evaluate(x, Quantity::both);  // the check takes the magnitudes of J
    check_at(x, {});
  }
  std::ranges::copy(evaluation->dependents(), f.begin());
}

Session::Pattern Session::State::evaluate_jacobian(std::span<const double> x, std::span<const double> given,
                                                   std::span<double> stored) {
  require_extent("x", shape.num_independents, x.size());
  if (!given.empty()) require_extent("F(x)", shape.num_dependents, given.size());
  if (!stored.empty() && !pattern_changed_) require_extent("the matrix", sources.size(), stored.size());
  is_captured_here_ = false;
  const struct Reset {
    std::span<double>& destination;
    ~Reset() { destination = {}; }
  } reset{destination = stored};
  if (!evaluation) capture(x);
  const bool checks_all = options.cross_check.every_use;
  evaluate(x, checks_all ? Quantity::both : Quantity::jacobian);
  const bool has_moved = evaluation->num_unproven_moves() != 0;
  if (has_moved && !checks_all) evaluate(x, Quantity::both);
  if (has_moved || checks_all) check_at(x, given);
  if (near_check_is_due()) check_near(x);
  if (evaluation->num_unproven_moves() != 0) prove_moves(x);
  ++statistics.num_evaluations;
  return std::exchange(pattern_changed_, false) ? Pattern::changed : Pattern::same;
}

void Session::State::check_sources(std::span<const std::int32_t> new_sources) const {
  if (!jacobian) throw StateError(label() + "nothing is captured yet, expected prepare() before set_sources()");
  if (new_sources.size() >= std::numeric_limits<std::uint32_t>::max())
    throw ShapeError(label() + "the matrix stores " + std::to_string(new_sources.size()) +
                     " numbers, at most 2^32 - 2 can be written");
  const std::span<const std::int32_t> rows = jacobian->rows();
  std::vector<bool> is_left;
  for (const std::int32_t row : rows) is_left.push_back(row >= 0);
  for (const std::int32_t entry : new_sources) {
    if (entry < 0) continue;
    if (static_cast<std::size_t>(entry) >= rows.size() || !is_left[static_cast<std::size_t>(entry)])
      throw ShapeError(label() + "the matrix stores entry " + std::to_string(entry) +
                       ", expected every entry once, found it again, or none of that number");
    is_left[static_cast<std::size_t>(entry)] = false;
  }
  const auto left = std::ranges::find(is_left, true);
  if (left != is_left.end())
    throw ShapeError(label() + "expected a matrix that stores every entry, found none for entry " +
                     std::to_string(left - is_left.begin()));
}

void Session::State::set_sources(std::vector<std::int32_t> new_sources) {
  if (!new_sources.empty()) check_sources(new_sources);
  if (jacobian) jacobian->set_sources(evaluation->stages(), new_sources);
  sources = std::move(new_sources);
}

bool Session::State::near_check_is_due() const {
  const std::uint32_t period = options.cross_check.perturbed_period;
  return period != 0 && statistics.num_evaluations % period == 0;
}

}  // namespace jacquard
