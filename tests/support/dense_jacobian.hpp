// SPDX-License-Identifier: BSD-2-Clause
// Dense Jacobians: of a session, and of the whole residual's graph by tangents in long double.
#pragma once

#include <cmath>
#include <functional>
#include <span>
#include <vector>

#include "jacquard/capture.hpp"
#include "jacquard/interpreter.hpp"
#include "jacquard/session.hpp"

namespace jacquard::test {

/// By reference, so that the functor's members may change.
template <class Functor>
Residual residual_of(const Functor& functor) {
  return residual_from(std::cref(functor));
}

template <class Functor>
std::vector<double> value_of_residual(const Functor& functor, std::span<const double> x,
                                      std::size_t num_dependents) {
  std::vector<double> f(num_dependents);
  functor(x, std::span<double>(f));
  return f;
}

/// [num_dependents x num_independents], column fastest; entries of equal coordinates added up.
inline std::vector<double> dense_jacobian(const Session& session, const ResidualShape& shape) {
  std::vector<double> dense(shape.num_dependents * shape.num_independents, 0.0);
  for (std::size_t k = 0; k < session.values().size(); ++k) {
    if (session.rows()[k] < 0) continue;
    dense[static_cast<std::size_t>(session.rows()[k]) * shape.num_independents +
          static_cast<std::size_t>(session.columns()[k])] += session.values()[k];
  }
  return dense;
}

/// The same by a forward sweep through one graph of the whole residual, at the branch of `x`.
template <class Functor>
std::vector<long double> swept_jacobian(const Functor& functor, std::span<const double> x,
                                        std::size_t num_dependents) {
  const CapturedGraph captured = capture_graph(residual_of(functor).active, x, num_dependents);
  const std::vector<long double> point(x.begin(), x.end());
  std::vector<long double> parameters;
  for (const double* address : captured.parameters) parameters.push_back(*address);
  return forward_sweep<long double>(captured.graph, point, parameters);
}

/// Largest |found - expected| over the largest |expected| of its row (or over 1 in a row of zeros).
inline double row_relative_error(std::span<const double> found, std::span<const long double> expected,
                                 std::size_t num_columns) {
  long double worst = 0.0L;
  for (std::size_t first = 0; first < found.size(); first += num_columns) {
    long double scale = 0.0L, error = 0.0L;
    for (std::size_t k = first; k < first + num_columns; ++k) {
      scale = std::max(scale, std::abs(expected[k]));
      const long double difference = std::abs(found[k] - expected[k]);
      if (!(difference <= error)) error = difference;  // a NaN counts as an error
    }
    const long double relative = error / (scale > 0.0L ? scale : 1.0L);
    if (!(relative <= worst)) worst = relative;
  }
  return static_cast<double>(worst);
}

}  // namespace jacquard::test
