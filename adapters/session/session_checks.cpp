// SPDX-License-Identifier: BSD-2-Clause
// How a session keeps its capture honest: comparison with the user's own residual at x and near x.
#include <algorithm>
#include <cstdio>

#include "jacquard/error.hpp"
#include "session_state.hpp"

namespace jacquard {
namespace {

// A site near the change of its branch goes back for one sign of the step; if it has several guards, perhaps for
// both, unless the step is small. Even the smallest shows an error of a Jacobian of 1 part in 1000.
constexpr double proof_steps[] = {-perturbation, perturbation, -0x1p-17, 0x1p-17};

// Differences below this part of the allowed one are rounding even if the scales are of an earlier x.
constexpr double surely_rounding = 1e-3;

std::string print(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.17g", value);
  return text;
}

}  // namespace

std::span<const double> Session::State::call_user(std::span<const double> x) {
  residual.plain(x, user_f_);
  return user_f_;
}

void Session::State::update_scales(std::span<const double> x) {
  std::ranges::fill(scales_, 0.0);
  if (writes_matrix()) return jacobian->add_magnitudes(destination, sources, x, scales_);
  jacobian->add_magnitudes(jacobian->values(), {}, x, scales_);
}

// The scales cost a pass over J; those of an earlier x do where agreement is far better than it has to be.
std::optional<Disagreement> Session::State::compare(std::span<const double> x, std::span<const double> expected,
                                                    std::span<const std::uint8_t> skip) {
  const double tolerance = options.cross_check.tolerance;
  const std::span<const double> found = evaluation->dependents();
  if (!find_disagreement(expected, found, scales_, surely_rounding * tolerance, skip)) return std::nullopt;
  update_scales(x);
  return find_disagreement(expected, found, scales_, tolerance, skip);
}

void Session::State::check_at(std::span<const double> x, std::span<const double> given) {
  const Stopwatch watch(statistics.check_seconds);
  ++statistics.num_checks;
  const std::span<const double> expected = given.empty() ? call_user(x) : given;
  if (!compare(x, expected, {})) return require_finite_dependents(expected);
  if (!given.empty() && !compare(x, call_user(x), {})) {
    ++statistics.num_foreign_residuals;
    return require_finite_dependents(user_f_);
  }
  require_finite_dependents(user_f_);
  recapture_wrong(x);
  evaluate(x, Quantity::both);
  if (const auto still = compare(x, call_user(x), {})) refuse(x, *still);
}

// What was inferred about branches is doubted before what was captured.
void Session::State::recapture_wrong(std::span<const double> x) {
  if (evaluation->num_unproven_moves() != 0) {
    ++statistics.num_refuted_moves;
    evaluation->for_each_unproven_path([&](std::span<const std::uint32_t> path) { branches.blame(path); });
    return recapture_elsewhere(x);
  }
  ++statistics.num_stale_recaptures;
  branches.clear();
  capture(x, Change::constants);
}

// False, and the check inconclusive, if the user's residual does not want to be evaluated there.
bool Session::State::call_user_near(std::span<const double> moved) {
  try {
    call_user(moved);
    return true;
  } catch (const std::exception&) {
    ++statistics.num_inconclusive_checks;
    return false;
  }
}

std::optional<Disagreement> Session::State::compare_near() {
  evaluation->evaluate_noting_flips(moved_, off_branch_);
  return compare(moved_, user_f_, off_branch_);
}

void Session::State::check_near(std::span<const double> x) {
  const Stopwatch watch(statistics.check_seconds);
  if (agrees_near(x, perturbation) == Agreement::no) recapture_refuted_near(x);
}

Session::State::Agreement Session::State::agrees_near(std::span<const double> x, double step) {
  ++statistics.num_perturbed_checks;
  perturb(x, evaluation->read_independents(), shape.dependents_per_point, step, moved_);
  if (!call_user_near(moved_)) return Agreement::unknown;
  if (compare_near()) return Agreement::no;
  if (!find_non_finite(user_f_)) evaluation->note_proven_moves();
  return Agreement::yes;
}

void Session::State::recapture_refuted_near(std::span<const double> x) {
  recapture_wrong(x);
  evaluate(x, Quantity::both);
  if (const auto at_x = compare(x, call_user(x), {})) refuse(x, *at_x);
  call_user(moved_);
  if (const auto still = compare_near()) refuse(moved_, *still);
}

void Session::State::prove_moves(std::span<const double> x) {
  const Stopwatch watch(statistics.check_seconds);
  for (const double step : proof_steps) {
    if (agrees_near(x, step) == Agreement::no) return recapture_refuted_near(x);
    if (evaluation->num_unproven_moves() == 0) return;
  }
  recapture_elsewhere(x);
  evaluate(x, Quantity::both);
}

void Session::State::refuse(std::span<const double> x, const Disagreement& d) {
  const double first = user_f_[d.dependent];
  const double again = call_user(x)[d.dependent];
  std::string message = label() + "dependent " + std::to_string(d.dependent) + " is " + print(d.expected) +
                        " by the residual, but " + print(d.found) + " by what was captured from it";
  if (first != again) {
    message += "; evaluated again at the same x the residual gave " + print(again) + ", expected a function of x";
  } else {
    message += "; does it drop derivatives, as by value_of(), or compute with numbers that are not Active?";
  }
  throw StateError(message);
}

}  // namespace jacquard
