// SPDX-License-Identifier: BSD-2-Clause
// From a subject to a drawing, and a drawing's summary.
#include "drawing.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "eliminated_graph.hpp"

namespace jacquard::cli {

namespace {

constexpr std::pair<const char*, const char*> symbols[] = {
    {"add", "+"},
    {"add_any", "+"},
    {"sub", "\u2212"},
    {"mul", "\u00d7"},
    {"div", "\u00f7"},
    {"neg", "\u2212\u25a1"},
    {"square", "\u25a1\u00b2"},
    {"integer_pow", "\u25a1\u207f"},
    {"pow", "pow"},
    {"sqrt", "\u221a"},
    {"cbrt", "\u221b"},
    {"reciprocal", "1/\u25a1"},
    {"abs", "|\u25a1|"},
    {"copy", "="},
    {"convert_element_type", "="},
    {"copy_p", "="},
    {"less", "<"},
    {"less_equal", "\u2264"},
    {"select", "?:"},
    {"select_n", "?:"},
};

std::string symbol_of(const std::string& operation) {
  for (const auto& [name, symbol] : symbols) {
    if (operation == name) return symbol;
  }
  return operation.size() <= 5 ? operation : operation.substr(0, 4) + "\u2026";
}

Role role_of(const LinearizedGraph& graph, VertexId v) {
  if (v.value < graph.num_independents()) return Role::independent;
  return graph.is_intermediate(v) ? Role::intermediate : Role::dependent;
}

DrawnVertex describe(const policies::GraphFile& subject, VertexId v) {
  DrawnVertex vertex;
  vertex.role = role_of(subject.graph, v);
  vertex.operation = subject.operations[v.value];
  vertex.id = subject.ids[v.value];
  vertex.symbol =
      vertex.role == Role::independent ? "x" + std::to_string(v.value + 1) : symbol_of(vertex.operation);
  return vertex;
}

std::string counted(std::size_t count, const std::string& one) {
  return std::to_string(count) + ' ' + one + (count == 1 ? "" : "s");
}

}  // namespace

Drawing draw(const policies::GraphFile& subject, const EliminationOrder& order, std::size_t num_eliminated) {
  Drawing drawing;
  drawing.title = subject.name;
  drawing.num_eliminated = std::min(num_eliminated, order.vertices.size());
  std::vector<bool> is_gone(subject.graph.num_vertices(), false);
  for (std::size_t k = 0; k < drawing.num_eliminated; ++k) is_gone[order.vertices[k].value] = true;

  std::vector<std::size_t> position(subject.graph.num_vertices());
  for (std::size_t v = 0; v < subject.graph.num_vertices(); ++v) {
    position[v] = drawing.vertices.size();
    if (!is_gone[v]) drawing.vertices.push_back(describe(subject, VertexId(v)));
  }
  for (const Edge& edge : edges_after(subject.graph, order, drawing.num_eliminated)) {
    drawing.edges.push_back({position[edge.tail.value], position[edge.head.value], edge.kind, edge.constant});
  }
  return drawing;
}

std::string summary(const Drawing& drawing) {
  std::array<std::size_t, 3> roles{}, kinds{};
  for (const DrawnVertex& vertex : drawing.vertices) ++roles[static_cast<std::size_t>(vertex.role)];
  for (const DrawnEdge& edge : drawing.edges) ++kinds[static_cast<std::size_t>(edge.kind)];
  std::string text = counted(roles[0], "independent") + ", " + counted(roles[1], "intermediate") + ", " +
                     counted(roles[2], "dependent") + "; " + counted(drawing.edges.size(), "edge") + " (" +
                     std::to_string(kinds[0]) + " unit, " + std::to_string(kinds[1]) + " constant)";
  if (drawing.num_eliminated > 0) text += " after " + counted(drawing.num_eliminated, "elimination");
  return text;
}

}  // namespace jacquard::cli
