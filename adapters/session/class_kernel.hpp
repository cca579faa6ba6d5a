// SPDX-License-Identifier: BSD-2-Clause
// What one site class is evaluated with: its order, its programs, its evaluator; kept across captures.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "jacquard/evaluator.hpp"
#include "jacquard/order_source.hpp"
#include "jacquard/session.hpp"
#include "jacquard/sites.hpp"

namespace jacquard {

/// An order, and what the ends of the range of simple orders would cost.
struct OrderReport {
  OrderChoice choice;
  std::uint64_t forward_cost = 0;  ///< plain
  std::uint64_t reverse_cost = 0;
};

/// What runs a graph, and what there is to say about it.
struct KernelPrograms {
  JacobianPattern pattern;
  std::unique_ptr<Evaluator> evaluator;
  std::size_t num_instructions = 0;  ///< of the program for F and J together
  std::size_t num_slots = 0;
};

/// What the user chose, else EvaluatorKind::automatic.
EvaluatorFactory evaluators_or_automatic(const EvaluatorFactory& chosen, const std::string& name);

/// An order of `linearization`, with costs for comparison: the one that its built-in kernel follows, if there is one;
/// else what `sources` have.
OrderReport order_of(const Linearization& linearization, std::span<const std::unique_ptr<OrderSource>> sources);

/// Order, costs and fingerprint of `graph`, for readers of emitted text.
std::vector<std::string> provenance_of(const OrderReport& report, const LinearizedGraph& graph);

/// Lowers F, J and both, and has `factory` make the evaluator. @throws StateError (Kokkos not started).
KernelPrograms build_programs(const AccumulatedJacobian& jacobian, const std::vector<std::string>& provenance,
                              const EvaluatorFactory& factory);

/// Lines of a report, four spaces in.
std::string describe(const OrderReport& report);
std::string describe(const KernelPrograms& programs);

/// Everything that depends on a class's graph only, not on where it applies.
struct ClassKernel {
  ComputationalGraph graph;    ///< as captured; the key
  LinearizedGraph linearized;  ///< what is ordered
  OrderReport order;
  KernelPrograms programs;

  const Evaluator& evaluator() const { return *programs.evaluator; }
  const JacobianPattern& pattern() const { return programs.pattern; }
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
  OrderReport find_or_choose(const Linearization& linearization, const ComputationalGraph& graph) const;

  std::vector<std::unique_ptr<OrderSource>> order_sources_;
  EvaluatorFactory factory_;
  std::unordered_multimap<std::uint64_t, std::shared_ptr<const ClassKernel>> kernels_;  ///< by SiteClass::hash
  std::uint64_t num_built_ = 0;
};

}  // namespace jacquard
