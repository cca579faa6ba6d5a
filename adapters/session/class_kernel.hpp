// SPDX-License-Identifier: BSD-2-Clause
// What one site class is evaluated with: its order, its programs, its evaluator; kept across captures.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "jacquard/evaluator.hpp"
#include "jacquard/order_source.hpp"
#include "jacquard/session.hpp"
#include "jacquard/sites.hpp"

namespace jacquard {

/// Everything that depends on a class's graph only, not on where it applies.
struct ClassKernel {
  ComputationalGraph graph;    ///< as captured; the key
  LinearizedGraph linearized;  ///< what `choice` orders
  OrderChoice choice;
  std::uint64_t forward_cost = 0;  ///< plain, for comparison in the report
  std::uint64_t reverse_cost = 0;
  std::size_t num_instructions = 0;  ///< of the program for F and J together
  std::size_t num_slots = 0;
  JacobianPattern pattern;
  NamedEvaluator named;

  const Evaluator& evaluator() const { return *named.evaluator; }
};

/// Kernels by structure: a recapture that meets a known class pays nothing, and one that differs from a
/// known class in literals only keeps its order.
class ClassKernelCache {
 public:
  ClassKernelCache(std::vector<std::unique_ptr<OrderSource>> order_sources, EvaluatorFactory factory);

  /// @throws StateError (Kokkos not started), CaptureError, OrderError.
  std::shared_ptr<const ClassKernel> find_or_build(const SiteClass& site_class);

  std::uint64_t num_built() const { return num_built_; }

 private:
  OrderChoice choose(const Linearization& linearization, const ComputationalGraph& graph) const;

  std::vector<std::unique_ptr<OrderSource>> order_sources_;
  EvaluatorFactory factory_;
  std::unordered_multimap<std::uint64_t, std::shared_ptr<const ClassKernel>> kernels_;  ///< by SiteClass::hash
  std::uint64_t num_built_ = 0;
};

}  // namespace jacquard
