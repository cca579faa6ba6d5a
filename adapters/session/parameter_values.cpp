// SPDX-License-Identifier: BSD-2-Clause
// Re-reads a capture's parameters and spreads them over the data columns of its classes.
#include "parameter_values.hpp"

#include <bit>

#include "jacquard/interpreter.hpp"

namespace jacquard {

ParameterValues::ParameterValues(const CapturedResidual& captured) : inputs_(captured.parameters.size()) {}

bool ParameterValues::read(const CapturedResidual& captured) {
  bool changed = false;
  for (std::size_t k = 0; k < inputs_.size(); ++k) {
    const double now = *captured.parameters[k];
    // Bits, not values: a NaN that stays is no change, and -0 is not 0.
    changed |= std::bit_cast<std::uint64_t>(now) != std::bit_cast<std::uint64_t>(inputs_[k]);
    inputs_[k] = now;
  }
  return changed;
}

std::size_t ParameterValues::refresh(CapturedResidual& captured) {
  const bool changed = read(captured);
  if (is_fresh_ && !changed) return num_flipped_;
  is_fresh_ = true;
  const ComputationalGraph& work = captured.parameter_work;
  const std::vector<double> vertices = evaluate<double>(work, inputs_, {});
  num_flipped_ = 0;
  for (const Guard& guard : work.guards()) num_flipped_ += (vertices[guard.condition.value] != 0.0) != guard.outcome;
  for (SiteClass& site_class : captured.classes) {
    for (SiteData& column : site_class.data) {
      for (std::size_t k = 0; k < column.parameters.size(); ++k) {
        column.values[k] = vertices[work.dependents()[column.parameters[k]].value];
      }
    }
  }
  return num_flipped_;
}

}  // namespace jacquard
