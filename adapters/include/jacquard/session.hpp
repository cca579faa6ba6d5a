// SPDX-License-Identifier: BSD-2-Clause
// A session: one residual captured, ordered, lowered, evaluated and kept honest.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "jacquard/active.hpp"
#include "jacquard/error.hpp"
#include "jacquard/evaluator.hpp"
#include "jacquard/order_source.hpp"
#include "jacquard/program.hpp"
#include "jacquard/sites.hpp"

namespace jacquard {

/// The user's residual, once over plain doubles and once over Active; the same template both times.
struct Residual {
  std::function<void(std::span<const double> x, std::span<double> f)> plain;
  std::function<void(std::span<const Active> x, std::span<Active> f)> active;
};

/// Both forms of one functor with `template <class Scalar> void operator()(std::span<const Scalar> x,
/// std::span<Scalar> f) const`. Copied; std::ref(functor) refers to it, so that later changes of it are seen.
template <class Functor>
Residual residual_from(Functor functor) {
  const auto shared = std::make_shared<const Functor>(std::move(functor));
  const auto call = [shared](auto x, auto f) {
    static_cast<const std::unwrap_reference_t<Functor>&> (*shared)(x, f);
  };
  return {call, call};
}

/// Extents of a residual, of which x may carry ghost values (more independents than dependents).
struct ResidualShape {
  std::size_t num_independents = 0;
  std::size_t num_dependents = 0;
  std::size_t dependents_per_point = 1;  ///< dependents of one grid point form one unit
};

/// x or F(x) is not finite: there is no Jacobian. A solver that can take a shorter step may try again.
class DomainError : public Error {
 public:
  using Error::Error;
};

/// When the captured program is compared with the user's own residual.
struct CrossCheckOptions {
  bool every_use = true;                ///< against F at x
  std::uint32_t perturbed_period = 16;  ///< at a slightly perturbed x: at first use and every so many; 0 never
  double tolerance = 1e-10;             ///< of |F_i| + sum_j |J_ij x_j|
};

/// Makes the evaluator of one class from its programs for F, for J and for both; host memory.
using EvaluatorFactory = std::function<std::unique_ptr<Evaluator>(std::span<const Program> programs)>;

enum class EvaluatorKind : std::uint8_t {
  tile,       ///< programs interpreted over tiles of points
  compiled,   ///< compiled, or loaded from the cache, before first use; StateError where that is not possible
  automatic,  ///< tiles, until they have worked long enough for compiled kernels to pay
};

/// "tile", "compiled" or "auto"; nothing for another word.
std::optional<EvaluatorKind> evaluator_kind(std::string_view word);

/// Evaluators on Kokkos's default host space; making one throws StateError if Kokkos was not started. Compiled
/// kernels that the program was built with (jacquard_add_kernels) are used at once.
/// @param name  of the residual, for the kernels' source.
EvaluatorFactory evaluators(EvaluatorKind kind, const std::string& name);

struct SessionOptions {
  CrossCheckOptions cross_check;
  EvaluatorFactory evaluators = {};  ///< empty: EvaluatorKind::automatic
  std::string name = "residual";     ///< in reports and messages

  /// [num_independents] the dependent that is each independent's equation, or -1 (a ghost value); or empty.
  /// Where given, rows() and columns() go on with zeros that make the pattern structurally symmetric and complete
  /// its diagonal: orderings of sparse factorizations look at one triangle only.
  std::vector<std::int32_t> equation_of = {};
};

/// Counters since construction.
struct SessionStatistics {
  std::uint64_t num_captures = 0;
  std::uint64_t num_evaluations = 0;  ///< Jacobians
  std::uint64_t num_checks = 0;       ///< at x
  std::uint64_t num_perturbed_checks = 0;
  std::uint64_t num_inconclusive_checks = 0;  ///< the user's residual threw at the perturbed x
  std::uint64_t num_foreign_residuals = 0;    ///< the caller's F(x) was not what the user's residual gives at x
  std::uint64_t num_branch_recaptures = 0;    ///< a guard flipped at some site, to a branch not known there
  std::uint64_t num_moves = 0;                ///< sites that went over to a known branch, without a capture
  std::uint64_t num_refuted_moves = 0;        ///< evaluations that were recaptured since a move did not prove right
  std::uint64_t num_stale_recaptures = 0;     ///< the cross-check found changed constants
  std::uint64_t num_kernels_built = 0;        ///< classes whose structure had not been met before
  double capture_seconds = 0.0;
  double build_seconds = 0.0;       ///< orders, programs, evaluators and tables
  double evaluation_seconds = 0.0;  ///< of Jacobians, checks left out, writing to a matrix included
  double check_seconds = 0.0;       ///< including the user's residual where it was called
};

/// The sources that the adapters' sessions use: what `jacquard tune` measured on this machine, the policy
/// libraries, then a search of 50 ms for what they do not have; JACQUARD_REMEMBER=1 keeps what is found in the
/// user's library, under `name`. None without policies.
std::vector<std::unique_ptr<OrderSource>> default_order_sources(const std::string& name);

/// The sources that kernels are built in with: the policy libraries, then a search of a fixed effort.
std::vector<std::unique_ptr<OrderSource>> reproducible_order_sources(std::uint64_t moves, std::uint64_t seed);

/// Owns captured residual, programs, evaluators and the value buffer of one residual on this process.
///
/// Jacobian values stand in the order of rows()/columns(): coordinates may repeat (they add up), the
/// order is fixed until `evaluate_jacobian` says that the pattern is new. An entry whose row is -1 (its column
/// then is, too) is no entry: padding, or a number that others are computed from; MatSetPreallocationCOO
/// passes over them. Host memory. After an exception, values() must not be used.
class Session {
 public:
  Session(Residual residual, const ResidualShape& shape, std::vector<std::unique_ptr<OrderSource>> order_sources,
          SessionOptions options = {});
  ~Session();
  Session(Session&&) noexcept;
  Session& operator=(Session&&) noexcept;

  /// Captures at `x` if nothing is captured yet; afterwards the pattern is known.
  /// @throws CaptureError, ShapeError, StateError (Kokkos not started), DomainError.
  void prepare(std::span<const double> x);

  /// Coordinates of the Jacobian entries, [num_entries]; rows are dependents, columns independents.
  std::span<const std::int32_t> rows() const;
  std::span<const std::int32_t> columns() const;

  enum class Pattern : std::uint8_t { same, changed };

  /// Computes all Jacobian values at `x` and checks them against `residual` = F(x).
  ///
  /// An empty `residual`, or one that disagrees, makes the session evaluate the user's own residual.
  /// Where guards flip, sites move to the branch that applies if it was met at a site like them before. What such
  /// a site computes is inferred: before its Jacobian is returned for the first time, F is compared at x and at
  /// perturbed x with the user's residual, whatever the options say about checks. An unknown branch or a stale
  /// constant recaptures; a mismatch that survives recapture is refused.
  /// At the perturbed x, dependents that stem from a site on another branch are left out.
  /// @param x         [num_independents]
  /// @param residual  [num_dependents] or empty
  /// @param stored    what a matrix stores, [num_stored()], or empty. Where the pattern is the same, all of it is
  ///                  written instead of values(), mostly some 16,000 at a time, while these are in the cache;
  ///                  where it has changed, or after an exception, what it holds means nothing.
  /// @return whether rows() and columns() are those of the previous call.
  /// @throws StateError naming dependent, expected and found when no capture reproduces the residual;
  ///         DomainError naming an entry of x or F(x) that is not finite; ShapeError.
  Pattern evaluate_jacobian(std::span<const double> x, std::span<const double> residual,
                            std::span<double> stored = {});

  /// Says what a matrix stores, for evaluate_jacobian() to write; until the pattern changes.
  /// @param sources  [num_stored] stored number i is entry sources[i] of rows() and columns(), or always 0 where
  ///                 that is negative; every entry once. Empty: evaluate_jacobian() cannot write any more.
  /// @throws ShapeError if an entry is missing, is there twice or is none.
  void set_sources(std::vector<std::int32_t> sources);

  /// How many numbers evaluate_jacobian() can write; 0 before set_sources(), and again once the pattern has
  /// changed.
  std::size_t num_stored() const;

  /// Values of the last evaluate_jacobian, unless it has written to a matrix; [num_entries]: the buffer that
  /// evaluators write, class after class in their layout, so that PETSc's COO interface reads what kernels have
  /// written. After a capture that keeps the pattern in another layout they are a copy in the old order. Constant
  /// entries are written once after a capture. Meaningless where rows() is -1.
  std::span<const double> values() const;

  /// F by the captured program (what the cross-check compares); moves sites or recaptures where guards flip, and
  /// then overwrites values().
  /// @param f  [num_dependents]
  void evaluate_residual(std::span<const double> x, std::span<double> f);

  const CapturedResidual& captured() const;

  /// The order that class number `site_class` of captured() is evaluated in. @pre prepared
  const OrderChoice& order(std::size_t site_class) const;

  const SessionStatistics& statistics() const;

  /// What -jacquard_view prints: classes, sites, orders with cost and source, evaluator, checks made.
  std::string report() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace jacquard
