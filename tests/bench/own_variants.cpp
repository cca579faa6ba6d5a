// SPDX-License-Identifier: BSD-2-Clause
// Our evaluators: tile and compiled, for the order that a session would use and for the plain ones.
#include <memory>
#include <stdexcept>

#include "jacquard/kernels/compiled_evaluator.hpp"
#include "jacquard/kernels/host_evaluator.hpp"
#include "jacquard/order_source.hpp"
#include "jacquard/policies/search_source.hpp"
#include "variant.hpp"

namespace jacquard::bench {
namespace {

constexpr double search_milliseconds = 50.0;  // as sessions search by default
constexpr std::size_t most_operations_by_name =
    3000;  // beyond, only the session's order: each takes minutes to compile

struct NamedOrder {
  std::string name;
  EliminationOrder order;
};

std::string quantity_name(Quantity quantity) {
  return quantity == Quantity::residual ? "F" : quantity == Quantity::jacobian ? "J" : "F and J";
}

std::vector<NamedOrder> orders_of(const ComputationalGraph& graph) {
  const Linearization linearization = linearize(graph);
  std::vector<std::unique_ptr<OrderSource>> sources;
  sources.push_back(
      std::make_unique<policies::SearchOrderSource>(policies::SearchOptions{.milliseconds = search_milliseconds}));
  std::vector<NamedOrder> orders{{"searched", choose_order(linearization, sources).proposal.order}};
  if (graph.num_vertices() > most_operations_by_name) return orders;
  orders.push_back({"forward", forward_order(linearization.graph)});
  orders.push_back({"reverse", reverse_order(linearization.graph)});
  orders.push_back({"markowitz", markowitz_order(linearization.graph, TieBreak::lowest_id)});
  return orders;
}

/// One evaluator and the pattern that its Jacobian's entries belong to.
struct Prepared {
  std::unique_ptr<Evaluator> evaluator;
  JacobianPattern pattern;
};

void read_entries(const JacobianPattern& pattern, const BatchLayout& layout, const double* values,
                  std::size_t point, PointResults& results, std::size_t num_columns) {
  results.jacobian.assign(pattern.rows.num_rows() * num_columns, 0.0);
  for (std::size_t row = 0; row < pattern.rows.num_rows(); ++row) {
    for (std::uint32_t k = pattern.rows.row_offsets[row]; k < pattern.rows.row_offsets[row + 1]; ++k) {
      results.jacobian[row * num_columns + pattern.rows.columns[k]] = values[layout.offset(k, point)];
    }
  }
}

/// Buffer: the Jacobian in the evaluator's layout, then F, [num_dependents x num_points].
Run start(const std::shared_ptr<Prepared>& prepared, Quantity quantity, Extents extents, const Points& points) {
  const BatchLayout layout = prepared->evaluator->layout(points.num_points);
  const auto batch_for = [layout, &points](double* output) {
    Batch batch;
    batch.num_points = points.num_points;
    batch.state = points.by_component.data();
    batch.gather_stride = batch.scatter_stride = points.num_points;
    batch.jacobian = output;
    batch.result = output + layout.extent();
    return batch;
  };
  Run run;
  run.extent = layout.extent() + extents.num_dependents * points.num_points;
  if (quantity != Quantity::residual) {
    run.prepare = [=](double* output) { prepared->evaluator->write_constants(batch_for(output)); };
  }
  run.evaluate = [=](double* output) {
    const EvaluationStatus status = prepared->evaluator->evaluate(batch_for(output), quantity);
    if (status.num_flipped > 0) throw std::runtime_error("a point takes another branch than the captured one");
  };
  run.read = [=, num_points = points.num_points](const double* output, std::size_t point, PointResults& results) {
    if (quantity != Quantity::jacobian) {
      for (std::size_t i = 0; i < extents.num_dependents; ++i) {
        results.residual[i] = output[layout.extent() + i * num_points + point];
      }
    }
    if (quantity != Quantity::residual) {
      read_entries(prepared->pattern, layout, output, point, results, extents.num_independents);
    }
  };
  return run;
}

void add(std::vector<Variant>& variants, const std::string& name, const std::shared_ptr<Prepared>& prepared,
         std::span<const Program> programs, Extents extents) {
  for (const Program& program : programs) {
    const Quantity quantity = program.quantity;
    variants.push_back({name + ", " + quantity_name(quantity), quantity, Origin::ours, false,
                        [=](const Points& points) { return start(prepared, quantity, extents, points); }});
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
  for (const NamedOrder& named : orders_of(graph)) {
    const std::vector<Program> programs = programs_of(graph, named);
    const JacobianPattern& pattern = programs.front().pattern;
    const auto tile = std::make_shared<Prepared>(kernels::make_host_evaluator(programs), pattern);
    add(variants, "tile, " + named.name, tile, programs, extents_of(task));
    auto evaluator = std::make_unique<kernels::CompiledEvaluator>(
        programs, kernels::make_host_evaluator(programs),
        kernels::CompilationOptions{.emission = {.name = name_of(task), .comments = {named.name + " order"}}, .niceness = 0});
    if (evaluator->wait() != kernels::CompiledEvaluator::Stage::ready) {
      throw std::runtime_error(name_of(task) + ": " + evaluator->description());
    }
    const auto compiled = std::make_shared<Prepared>(std::move(evaluator), pattern);
    add(variants, "compiled, " + named.name, compiled, programs, extents_of(task));
  }
  return variants;
}

}  // namespace jacquard::bench
