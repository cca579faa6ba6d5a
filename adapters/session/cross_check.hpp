// SPDX-License-Identifier: BSD-2-Clause
// Comparison of a captured residual with the user's own, and the perturbed point at which terms cannot hide.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace jacquard {

/// Where two residuals differ by more than rounding.
struct Disagreement {
  std::size_t dependent = 0;
  double expected = 0.0;  ///< by the user's residual
  double found = 0.0;     ///< by the captured program
};

/// First dependent with |expected - found| > tolerance * (|expected| + scale), equal values and two NaNs aside.
///
/// @param scales  [num_dependents] sum_j |J_ij x_j|, or empty: 0; where it is not finite it counts as 0
/// @param skip    [num_dependents] 1: not compared; or empty
std::optional<Disagreement> find_disagreement(std::span<const double> expected, std::span<const double> found,
                                              std::span<const double> scales, double tolerance,
                                              std::span<const std::uint8_t> skip = {});

/// Far above rounding, so that a term which vanishes at x shows, and far below what a Newton step changes.
inline constexpr double perturbation = 0x1p-10;

/// `x` moved a little, each entry by another fraction of the largest one of its component; with a positive step
/// never towards smaller values, so that concentrations and the like stay positive. The same at every call.
///
/// @param is_used         [x.size()] 0: nothing captured reads it; it is moved too, since the residual may have
///                        dropped its derivatives, but may be a ghost value nobody set and gives no measure
/// @param num_components  entries of x with equal index modulo this are of one kind
/// @param step            relative to the largest entry
/// @param moved           [x.size()] out
void perturb(std::span<const double> x, std::span<const std::uint8_t> is_used, std::size_t num_components,
             double step, std::span<double> moved);

/// First entry that is infinite or NaN, and used.
/// @param is_used  [values.size()] or empty: all are
std::optional<std::size_t> find_non_finite(std::span<const double> values,
                                           std::span<const std::uint8_t> is_used = {});

}  // namespace jacquard
