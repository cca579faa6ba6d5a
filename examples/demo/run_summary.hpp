// SPDX-License-Identifier: BSD-2-Clause
// What is told of one solve.
#pragma once

#include <cstdint>
#include <string>

namespace jacquard::demo {

/// Where a run's Jacobian comes from.
enum class JacobianSource { exact, differences };

/// One column of the table. Times in seconds; a negative one is not known.
struct RunSummary {
  std::string problem;
  std::string method;
  long steps = 0;                 ///< Newton steps, or time steps
  long residual_evaluations = 0;  ///< calls of the user's function, whoever made them
  long jacobian_evaluations = 0;
  double set_up = -1.0;     ///< capture, orders, programs, pattern; or colouring
  double values = 0.0;      ///< of all Jacobians, the set-up left out
  double checks = -1.0;     ///< comparing what was captured with the user's residual
  double insertion = -1.0;  ///< into the solver's matrix, where values are not written to it at once
  double total = 0.0;
  double norm = 0.0;  ///< |F| at the solution; error at the end time
  std::string order = "-";
  std::string cost = "-";
  std::string source = "-";
  std::string report;  ///< what the session says of itself; empty without one, or where the solver shows it
};

}  // namespace jacquard::demo
