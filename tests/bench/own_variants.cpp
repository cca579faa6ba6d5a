// SPDX-License-Identifier: BSD-2-Clause
// Our evaluators: tile and compiled, for the order that a session would use and for the plain ones.
#include <memory>
#include <stdexcept>

#include "evaluator_run.hpp"
#include "jacquard/kernels/compiled_evaluator.hpp"
#include "jacquard/kernels/host_evaluator.hpp"
#include "jacquard/order_source.hpp"
#include "jacquard/session.hpp"

namespace jacquard::bench {
namespace {

struct NamedOrder {
  std::string name;
  EliminationOrder order;
};

/// First what a session takes: what was tuned here, the best order in the libraries, or else that of a short
/// search.
std::vector<NamedOrder> orders_of(const ComputationalGraph& graph, const std::string& name) {
  const Linearization linearization = linearize(graph);
  const auto sources = default_order_sources(name);
  std::vector<NamedOrder> orders{{"searched", choose_order(linearization, sources).proposal.order}};
  orders.push_back({"forward", forward_order(linearization.graph)});
  orders.push_back({"reverse", reverse_order(linearization.graph)});
  orders.push_back({"markowitz", markowitz_order(linearization.graph, TieBreak::lowest_id)});
  return orders;
}

void add(std::vector<Variant>& variants, const std::string& name, const std::shared_ptr<Prepared>& prepared,
         std::span<const Program> programs, Extents extents) {
  for (const Program& program : programs) {
    const Quantity quantity = program.quantity;
    variants.push_back({name + ", " + name_of(quantity), quantity, Origin::ours, false, [=](const Points& points) {
                          return run_of(prepared, quantity, extents, points.by_component.data(), points.num_points);
                        }});
  }
}

std::vector<Program> programs_of(const ComputationalGraph& graph, const NamedOrder& named) {
  const AccumulatedJacobian accumulated = accumulate(linearize(graph), named.order);
  std::vector<Program> programs{lower(accumulated, Quantity::jacobian)};
  if (named.name == "searched") {
    programs.push_back(lower(accumulated, Quantity::residual));
    programs.push_back(lower(accumulated, Quantity::both));
  }
  return programs;
}

}  // namespace

std::vector<Variant> own_variants(const Task& task) {
  const ComputationalGraph graph = simplify(captured_graph(task));
  std::vector<Variant> variants;
  for (const NamedOrder& named : orders_of(graph, name_of(task))) {
    const std::vector<Program> programs = programs_of(graph, named);
    const JacobianPattern& pattern = programs.front().pattern;
    const auto tile = std::make_shared<Prepared>(kernels::make_host_evaluator(programs), pattern);
    add(variants, "tile, " + named.name, tile, programs, extents_of(task));
    auto evaluator = std::make_unique<kernels::CompiledEvaluator>(
        programs, kernels::make_host_evaluator(programs),
        kernels::CompilationOptions{.emission = {.name = name_of(task), .comments = {named.name + " order"}},
                                    .niceness = 0});
    if (evaluator->wait() != kernels::CompiledEvaluator::Stage::ready) {
      throw std::runtime_error(name_of(task) + ": " + evaluator->description());
    }
    const auto compiled = std::make_shared<Prepared>(std::move(evaluator), pattern);
    add(variants, "compiled, " + named.name, compiled, programs, extents_of(task));
  }
  return variants;
}

}  // namespace jacquard::bench
