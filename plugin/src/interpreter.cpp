// SPDX-License-Identifier: BSD-2-Clause
// Values, tangents and programs, one operation at a time.
#include "jacquard/interpreter.hpp"

#include <string>

#include "jacquard/error.hpp"

namespace jacquard {
namespace {

void check_extent(const char* what, std::size_t expected, std::size_t found) {
  if (expected != found)
    throw ShapeError(std::string("interpreter: ") + what + " expected extent " + std::to_string(expected) +
                     ", found " + std::to_string(found));
}

template <class Real>
std::array<Real, 3> arguments_of(const Vertex& vertex, const std::vector<Real>& values) {
  std::array<Real, 3> arguments{};
  for (int k = 0; k < arity(vertex.elemental); ++k) arguments[k] = values[vertex.arguments[k].value];
  return arguments;
}

/// Local partials of all vertices that have edges.
template <class Real>
std::vector<std::array<Real, 3>> local_partials(const ComputationalGraph& graph, const std::vector<Real>& values) {
  std::vector<std::array<Real, 3>> all(graph.num_vertices());
  for (std::size_t v = 0; v < graph.num_vertices(); ++v) {
    const Vertex& vertex = graph[VertexId(v)];
    if (is_leaf(vertex.elemental) || is_comparison(vertex.elemental)) continue;
    all[v] = partials(vertex.elemental, arguments_of(vertex, values), values[v]);
  }
  return all;
}

/// Tangents of all vertices in the direction of one independent. Vertices that do not depend on it are left out of
/// every sum, and so is what a choice does not take, so that an infinite partial meets no zero.
template <class Real>
std::vector<Real> tangents(const ComputationalGraph& graph, const std::vector<std::array<Real, 3>>& partials,
                           std::size_t independent) {
  std::vector<Real> tangent(graph.num_vertices(), Real(0));
  std::vector<bool> depends(graph.num_vertices(), false);
  tangent[independent] = Real(1);
  depends[independent] = true;
  for (std::size_t v = 0; v < graph.num_vertices(); ++v) {
    const Vertex& vertex = graph[VertexId(v)];
    if (is_comparison(vertex.elemental)) continue;
    const int first_argument = vertex.elemental == Elemental::select ? 1 : 0;  // conditions have no edge
    for (int k = first_argument; k < arity(vertex.elemental); ++k) {
      const VertexId argument = vertex.arguments[k];
      const bool is_taken = !is_choice(vertex.elemental) || partials[v][k] != Real(0);
      if (!depends[argument.value] || !is_taken) continue;
      tangent[v] += partials[v][k] * tangent[argument.value];
      depends[v] = true;
    }
  }
  return tangent;
}

/// The slots of one run of a program.
template <class Real>
class Slots {
 public:
  explicit Slots(const Program& program) : program_(program), values_(program.num_slots) {}

  Real operator[](Operand operand) const {
    return operand.is_literal() ? static_cast<Real>(program_.literals[operand.index()]) : values_[operand.index()];
  }

  void run(const Instruction& instruction, std::span<const Real> independents, std::span<const Real> parameters) {
    values_[instruction.result.value] = result(instruction, independents, parameters);
  }

 private:
  Real result(const Instruction& instruction, std::span<const Real> independents,
              std::span<const Real> parameters) const {
    if (instruction.elemental == Elemental::independent) return independents[instruction.index];
    if (instruction.elemental == Elemental::parameter) return parameters[instruction.index];
    std::array<Real, 3> arguments{};
    for (int k = 0; k < arity(instruction.elemental); ++k) arguments[k] = (*this)[instruction.arguments[k]];
    return value(instruction.elemental, arguments);
  }

  const Program& program_;
  std::vector<Real> values_;
};

template <class Real>
PointValues<Real> with_constants(const Program& program) {
  PointValues<Real> point;
  point.flipped_guards.assign(program.guard_outcomes.size(), false);
  if (program.quantity != Quantity::jacobian) point.residual.resize(program.num_residuals);
  if (program.quantity == Quantity::residual) return point;
  point.jacobian.resize(program.pattern.rows.num_entries());
  for (std::size_t k = 0; k < point.jacobian.size(); ++k)
    if (program.pattern.is_constant[k]) point.jacobian[k] = static_cast<Real>(program.pattern.constants[k]);
  return point;
}

template <class Real>
void write(const Program& program, const Store& store, Real value, PointValues<Real>& point) {
  switch (store.kind) {
    case OutputKind::residual:
      point.residual[store.index] = value;
      break;
    case OutputKind::jacobian:
      point.jacobian[store.index] = value;
      break;
    case OutputKind::guard:
      point.flipped_guards[store.index] = (value != Real(0)) != program.guard_outcomes[store.index];
      break;
  }
}

}  // namespace

template <class Real>
PointValues<Real> interpret(const Program& program, std::span<const Real> independents,
                            std::span<const Real> parameters) {
  check_extent("independents", program.num_independents, independents.size());
  check_extent("parameters", program.num_parameters, parameters.size());
  PointValues<Real> point = with_constants<Real>(program);
  Slots<Real> slots(program);
  auto store = program.stores.begin();
  for (std::size_t position = 0; position <= program.instructions.size(); ++position) {
    for (; store != program.stores.end() && store->position == position; ++store)
      write(program, *store, slots[store->value], point);
    if (position < program.instructions.size()) slots.run(program.instructions[position], independents, parameters);
  }
  return point;
}

template <class Real>
std::vector<Real> evaluate(const ComputationalGraph& graph, std::span<const Real> independents,
                           std::span<const Real> parameters) {
  check_extent("independents", graph.num_independents(), independents.size());
  check_extent("parameters", graph.num_parameters(), parameters.size());
  std::vector<Real> values(graph.num_vertices());
  for (std::size_t v = 0; v < values.size(); ++v) {
    const Vertex& vertex = graph[VertexId(v)];
    switch (vertex.elemental) {
      case Elemental::independent:
        values[v] = independents[vertex.index];
        break;
      case Elemental::parameter:
        values[v] = parameters[vertex.index];
        break;
      case Elemental::literal:
        values[v] = static_cast<Real>(graph.literals()[vertex.index]);
        break;
      default:
        values[v] = value(vertex.elemental, arguments_of(vertex, values));
    }
  }
  return values;
}

template <class Real>
std::vector<Real> forward_sweep(const ComputationalGraph& graph, std::span<const Real> independents,
                                std::span<const Real> parameters) {
  const std::vector<Real> values = evaluate(graph, independents, parameters);
  const auto partials = local_partials(graph, values);
  const std::size_t num_columns = graph.num_independents();
  std::vector<Real> jacobian(graph.dependents().size() * num_columns);
  for (std::size_t column = 0; column < num_columns; ++column) {
    const std::vector<Real> tangent = tangents(graph, partials, column);
    for (std::size_t row = 0; row < graph.dependents().size(); ++row)
      jacobian[row * num_columns + column] = tangent[graph.dependents()[row].value];
  }
  return jacobian;
}

#define JACQUARD_INSTANTIATE(Real)                                                                              \
  template PointValues<Real> interpret(const Program&, std::span<const Real>, std::span<const Real>);           \
  template std::vector<Real> evaluate(const ComputationalGraph&, std::span<const Real>, std::span<const Real>); \
  template std::vector<Real> forward_sweep(const ComputationalGraph&, std::span<const Real>, std::span<const Real>);
JACQUARD_INSTANTIATE(float)
JACQUARD_INSTANTIATE(double)
JACQUARD_INSTANTIATE(long double)
#undef JACQUARD_INSTANTIATE

}  // namespace jacquard
