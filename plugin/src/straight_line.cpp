// SPDX-License-Identifier: BSD-2-Clause
// Selection of the work that a quantity needs, and the liveness facts that later passes ask for.
#include "straight_line.hpp"

#include <algorithm>

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

VertexMarks residual_vertices(const AccumulatedJacobian& jacobian) {
  const ComputationalGraph& graph = jacobian.graph;
  VertexMarks of_residual(graph.num_vertices(), 0);
  for (const VertexId dependent : graph.dependents().first(jacobian.num_residuals))
    of_residual[dependent.value] = 1;
  for (const Guard& guard : graph.guards()) of_residual[guard.condition.value] = 1;
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

VertexMarks residual_spoilers(const AccumulatedJacobian& jacobian) {
  const ComputationalGraph& graph = jacobian.graph;
  VertexMarks spoils(graph.num_vertices(), 0);
  for (const VertexId dependent : graph.dependents().first(jacobian.num_residuals)) spoils[dependent.value] = 1;
  for (std::size_t v = graph.num_vertices(); v-- > 0;) {
    if (spoils[v] == 0 || !hands_on_nan(graph[VertexId(v)].elemental)) continue;
    for (const VertexId argument : arguments_of(graph[VertexId(v)])) spoils[argument.value] = 1;
  }
  return spoils;
}

std::vector<ResidualRole> residual_roles(const AccumulatedJacobian& jacobian) {
  const VertexMarks is_part = residual_vertices(jacobian);
  const VertexMarks decides = deciding_vertices(jacobian.graph, is_part);
  const VertexMarks spoils = residual_spoilers(jacobian);
  std::vector<ResidualRole> roles(is_part.size());
  for (std::size_t v = 0; v < roles.size(); ++v) roles[v] = {decides[v] != 0, is_part[v] != 0, spoils[v] != 0};
  return roles;
}

VertexMarks live_vertices(std::span<const Vertex> vertices, std::span<const Output> outputs) {
  VertexMarks live(vertices.size(), 0);
  for (const Output& output : outputs) live[output.value.value] = 1;
  close_over_arguments(vertices, live);
  return live;
}

/// Appends the vertices that are `live` and renames the outputs. `line.vertices` may be where `vertices` begin.
void keep_live(std::span<const Vertex> vertices, std::span<const ResidualRole> roles, const VertexMarks& live,
               StraightLine& line) {
  std::vector<VertexId> renamed(vertices.size());
  std::size_t num_live = 0;
  for (std::size_t v = 0; v < vertices.size(); ++v) {
    if (live[v] == 0) continue;
    renamed[v] = VertexId(num_live);
    line.roles[num_live] = roles[v];
    line.vertices[num_live++] = with_renamed_arguments(vertices[v], renamed);
  }
  line.vertices.resize(num_live);
  line.roles.resize(num_live);
  for (Output& output : line.outputs) output.value = renamed[output.value.value];
}

}  // namespace

Vertex StraightLine::new_literal(double value) {
  literals.push_back(value);
  return {Elemental::literal, static_cast<std::uint32_t>(literals.size() - 1), {}};
}

StraightLine begin_rewrite(const StraightLine& line) {
  constexpr std::size_t few = 16;  // vertices that a pass may add without moving all of them
  StraightLine result{{}, {}, line.literals, line.outputs};
  result.vertices.reserve(line.vertices.size() + few);
  result.roles.reserve(line.vertices.size() + few);
  return result;
}

StraightLine live_part(const AccumulatedJacobian& jacobian, Quantity quantity) {
  const ComputationalGraph& graph = jacobian.graph;
  StraightLine line;
  line.literals.assign(graph.literals().begin(), graph.literals().end());
  line.outputs = outputs_of(jacobian, quantity);
  line.vertices.resize(graph.num_vertices());
  line.roles.resize(graph.num_vertices());
  keep_live(graph.vertices(), residual_roles(jacobian), live_vertices(graph.vertices(), line.outputs), line);
  return line;
}

void remove_dead(StraightLine& line) {
  const VertexMarks live = live_vertices(line.vertices, line.outputs);
  if (std::ranges::find(live, 0) != live.end()) keep_live(line.vertices, line.roles, live, line);
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
