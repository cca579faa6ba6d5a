// SPDX-License-Identifier: BSD-2-Clause
// Selection of the work that a quantity needs, and the liveness facts that later passes ask for.
#include "straight_line.hpp"

#include "deciding.hpp"

namespace jacquard {
namespace {

bool wants(Quantity quantity, OutputKind kind) {
  return kind == OutputKind::guard || quantity == Quantity::both ||
         (kind == OutputKind::residual) == (quantity == Quantity::residual);
}

std::vector<Output> outputs_of(const AccumulatedJacobian& jacobian, Quantity quantity) {
  std::vector<Output> outputs;
  const auto append = [&](OutputKind kind, std::size_t index, VertexId value) {
    if (wants(quantity, kind)) outputs.push_back({kind, static_cast<std::uint32_t>(index), value});
  };
  const auto dependents = jacobian.graph.dependents();
  for (std::size_t i = 0; i < jacobian.num_residuals; ++i) append(OutputKind::residual, i, dependents[i]);
  for (std::size_t k = 0; k < jacobian.pattern.is_constant.size(); ++k) {
    if (!jacobian.pattern.is_constant[k]) append(OutputKind::jacobian, k, dependents[jacobian.num_residuals + k]);
  }
  const auto guards = jacobian.graph.guards();
  for (std::size_t g = 0; g < guards.size(); ++g) append(OutputKind::guard, g, guards[g].condition);
  return outputs;
}

std::vector<bool> residual_vertices(const AccumulatedJacobian& jacobian) {
  const ComputationalGraph& graph = jacobian.graph;
  std::vector<bool> of_residual(graph.num_vertices(), false);
  for (const VertexId dependent : graph.dependents().first(jacobian.num_residuals))
    of_residual[dependent.value] = true;
  for (const Guard& guard : graph.guards()) of_residual[guard.condition.value] = true;
  close_over_arguments(graph.vertices(), of_residual);
  return of_residual;
}

/// Whether a NaN argument makes a NaN of the value, whatever the other arguments.
bool hands_on_nan(Elemental elemental) {
  switch (elemental) {
    case Elemental::less:
    case Elemental::less_equal:
    case Elemental::equal:
    case Elemental::select:
    case Elemental::min:
    case Elemental::max:
    case Elemental::fdim:
    case Elemental::copysign:
    case Elemental::pow:
    case Elemental::hypot:
    case Elemental::hypot3:
      return false;
    default:
      return true;
  }
}

std::vector<bool> residual_spoilers(const AccumulatedJacobian& jacobian) {
  const ComputationalGraph& graph = jacobian.graph;
  std::vector<bool> spoils(graph.num_vertices(), false);
  for (const VertexId dependent : graph.dependents().first(jacobian.num_residuals)) spoils[dependent.value] = true;
  for (std::size_t v = graph.num_vertices(); v-- > 0;) {
    if (!spoils[v] || !hands_on_nan(graph[VertexId(v)].elemental)) continue;
    for (const VertexId argument : arguments_of(graph[VertexId(v)])) spoils[argument.value] = true;
  }
  return spoils;
}

}  // namespace

VertexId StraightLine::append(const Vertex& vertex, bool decides) {
  vertices.push_back(vertex);
  deciding.push_back(decides);
  of_residual.push_back(false);
  spoils_residual.push_back(false);
  return VertexId(vertices.size() - 1);
}

VertexId StraightLine::append_literal(double value) {
  literals.push_back(value);
  return append({Elemental::literal, static_cast<std::uint32_t>(literals.size() - 1), {}});
}

StraightLine live_part(const AccumulatedJacobian& jacobian, Quantity quantity) {
  const ComputationalGraph& graph = jacobian.graph;
  const std::vector<bool> of_residual = residual_vertices(jacobian);
  StraightLine line{{graph.vertices().begin(), graph.vertices().end()},
                    deciding_vertices(graph, of_residual),
                    of_residual,
                    residual_spoilers(jacobian),
                    {graph.literals().begin(), graph.literals().end()},
                    outputs_of(jacobian, quantity)};
  remove_dead(line);
  return line;
}

void remove_dead(StraightLine& line) {
  std::vector<bool> live(line.vertices.size(), false);
  for (const Output& output : line.outputs) live[output.value.value] = true;
  close_over_arguments(line.vertices, live);

  std::vector<VertexId> renamed(line.vertices.size());
  std::size_t num_live = 0;
  for (std::size_t v = 0; v < line.vertices.size(); ++v) {
    if (!live[v]) continue;
    Vertex vertex = line.vertices[v];
    for (std::size_t k = 0; k < arguments_of(vertex).size(); ++k) {
      vertex.arguments[k] = renamed[vertex.arguments[k].value];
    }
    renamed[v] = VertexId(num_live);
    line.deciding[num_live] = line.deciding[v];
    line.of_residual[num_live] = line.of_residual[v];
    line.spoils_residual[num_live] = line.spoils_residual[v];
    line.vertices[num_live++] = vertex;
  }
  line.vertices.resize(num_live);
  line.deciding.resize(num_live);
  line.of_residual.resize(num_live);
  line.spoils_residual.resize(num_live);
  for (Output& output : line.outputs) output.value = renamed[output.value.value];
}

std::vector<std::uint32_t> count_uses(const StraightLine& line) {
  std::vector<std::uint32_t> uses(line.vertices.size(), 0);
  for (const Vertex& vertex : line.vertices) {
    for (const VertexId argument : arguments_of(vertex)) ++uses[argument.value];
  }
  for (const Output& output : line.outputs) ++uses[output.value.value];
  return uses;
}

}  // namespace jacquard
