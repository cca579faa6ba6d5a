// SPDX-License-Identifier: BSD-2-Clause
// A captured residual folded into site classes with gather and scatter tables.
#pragma once

#include <cstdint>
#include <vector>

#include "jacquard/graph.hpp"

namespace jacquard {

/// Index into a residual's state vector: [independents | cuts | dependents].
using StateIndex = std::int32_t;

/// One column of per-site data, or one value that all sites of a class share.
struct SiteData {
  std::vector<double> values;             ///< [num_sites], or [1] where all sites share it
  std::vector<std::uint32_t> parameters;  ///< of the extent of `values`: which dependent of parameter_work each
                                          ///< value is a copy of; empty for literals
};

/// One local kernel and all places where it applies.
///
/// `graph` maps gathered state to scattered state. Its parameters are `data` columns: literals that
/// differ between sites, and parameters of the residual.
struct SiteClass {
  ComputationalGraph graph;
  std::size_t num_sites = 0;
  std::vector<StateIndex> gather;   ///< [graph.num_independents() x num_sites], site fastest; no sums
  std::vector<StateIndex> scatter;  ///< [graph.dependents().size() x num_sites], site fastest
  std::vector<SiteData> data;       ///< [graph.num_parameters()]
  std::uint64_t hash = 0;           ///< of the structure of `graph`; equal for equal structures
};

/// Sites [first, first + count) of a class, which may run together once all earlier stages have.
struct Stage {
  std::uint32_t site_class = 0;
  std::size_t first = 0;
  std::size_t count = 0;
};

/// Everything that one pass through a residual's own loops has shown.
struct CapturedResidual {
  std::size_t num_independents = 0;
  std::size_t num_cuts = 0;
  std::size_t num_dependents = 0;
  std::vector<SiteClass> classes;
  std::vector<Stage> stages;

  /// Dependents that are sums: state[dependent] = sum of sign * state[term], rows in compressed form.
  std::vector<std::uint32_t> accumulation_offsets;    ///< [num_accumulated + 1]
  std::vector<std::uint32_t> accumulated_dependents;  ///< [num_accumulated]
  std::vector<StateIndex> accumulation_terms;
  std::vector<std::int8_t> accumulation_signs;

  std::vector<const double*> parameters;  ///< addresses that are re-read at every evaluation
  /// Independents: `parameters`; dependents: what classes use; guards: branches on parameters alone.
  ComputationalGraph parameter_work;

  std::size_t num_state() const { return num_independents + num_cuts + num_dependents; }
};

}  // namespace jacquard
