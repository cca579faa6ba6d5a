// SPDX-License-Identifier: BSD-2-Clause
// What a session is made of: the user's residual, the current capture, its kernels and values.
#pragma once

#include <chrono>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "branch_relations.hpp"
#include "class_kernel.hpp"
#include "cross_check.hpp"
#include "jacobian_values.hpp"
#include "jacquard/session.hpp"
#include "site_evaluation.hpp"

namespace jacquard {

/// Adds the time until its end to a counter.
class Stopwatch {
 public:
  explicit Stopwatch(double& seconds) : seconds_(seconds) {}
  ~Stopwatch() { seconds_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count(); }
  Stopwatch(const Stopwatch&) = delete;
  Stopwatch& operator=(const Stopwatch&) = delete;

 private:
  double& seconds_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

struct Session::State {
  State(Residual user_residual, const ResidualShape& residual_shape,
        std::vector<std::unique_ptr<OrderSource>> order_sources, SessionOptions session_options);

  /// What the session's functions of the same names do; extents of `f` are the caller's to check.
  void prepare(std::span<const double> x);
  Pattern evaluate_jacobian(std::span<const double> x, std::span<const double> given, std::span<double> stored);
  void set_sources(std::vector<std::int32_t> new_sources);
  void evaluate_residual(std::span<const double> x, std::span<double> f);

  enum class Change : std::uint8_t { branches, constants };

  /// Captures at `x` and replaces what there was, once all of it is built. Notes whether the pattern changed, and
  /// what the difference between the captures says about branches, unless constants have changed.
  void capture(std::span<const double> x, Change change = Change::branches);

  /// F or F and J at `x`; where a guard flips to a branch that is not known, captures there.
  /// @throws DomainError if x is not finite.
  void evaluate(std::span<const double> x, Quantity quantity);

  /// Compares with F(x); recaptures if the user's residual says so. @throws StateError, DomainError.
  void check_at(std::span<const double> x, std::span<const double> given);

  /// Compares at a perturbed x likewise; values of J at x stay.
  void check_near(std::span<const double> x);
  bool near_check_is_due() const;

  /// Compares near x, until every site that has moved was seen on its branch; captures at x if that does not
  /// succeed. Like check_near(), it leaves J at x and not F.
  void prove_moves(std::span<const double> x);

  void check_equations() const;
  void check_sources(std::span<const std::int32_t> new_sources) const;
  void require_extent(const char* what, std::size_t expected, std::size_t found) const;
  std::string label() const { return "session " + options.name + ": "; }

  Residual residual;
  ResidualShape shape;
  SessionOptions options;
  SessionStatistics statistics;
  ClassKernelCache kernels;
  BranchRelations branches;
  std::unique_ptr<SiteEvaluation> evaluation;  ///< null before the first capture
  std::unique_ptr<JacobianValues> jacobian;
  std::vector<std::int32_t> sources;  ///< as set_sources() has them, while the pattern is the same; or empty
  std::span<double> destination;      ///< `stored` of the evaluate_jacobian() that goes on; else empty

 private:
  std::optional<Disagreement> compare(std::span<const double> x, std::span<const double> expected,
                                      std::span<const std::uint8_t> skip);
  bool writes_matrix() const { return !destination.empty() && !pattern_changed_ && jacobian->writer() != nullptr; }
  void update_scales(std::span<const double> x);
  void recapture_wrong(std::span<const double> x);
  void recapture_elsewhere(std::span<const double> x);
  enum class Agreement : std::uint8_t { yes, no, unknown };
  Agreement agrees_near(std::span<const double> x, double step);  ///< at moved_, which it sets
  void recapture_refuted_near(std::span<const double> x);
  std::unique_ptr<SiteEvaluation> evaluation_of(CapturedResidual captured, std::span<const double> x,
                                                Change change);
  std::uint64_t num_moves() const { return num_earlier_moves_ + (evaluation ? evaluation->num_moves() : 0); }
  std::span<const double> call_user(std::span<const double> x);
  bool call_user_near(std::span<const double> moved);
  std::optional<Disagreement> compare_near();
  [[noreturn]] void refuse(std::span<const double> x, const Disagreement& disagreement);
  void require_finite_independents(std::span<const double> x) const;
  void require_finite_dependents(std::span<const double> f) const;

  std::uint64_t num_earlier_moves_ = 0;   ///< by evaluations of earlier captures
  bool pattern_changed_ = false;          ///< since the last evaluate_jacobian or prepare
  bool is_captured_here_ = false;         ///< the capture was made at the very x of this call
  std::vector<double> user_f_;            ///< [num_dependents]
  std::vector<double> scales_;            ///< [num_dependents] as last updated
  std::vector<double> moved_;             ///< [num_independents]
  std::vector<std::uint8_t> off_branch_;  ///< [num_dependents]
};

}  // namespace jacquard
