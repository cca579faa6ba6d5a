// SPDX-License-Identifier: BSD-2-Clause
// Drawings in the language of Graphviz.
#include <sstream>

#include "drawing.hpp"

namespace jacquard::cli {

namespace {

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c == '\n' ? ' ' : c;
  }
  return result + '"';
}

const char* shape_of(Role role) {
  switch (role) {
    case Role::independent:
      return "shape=circle, style=filled, fillcolor=\"#cfe3f7\"";
    case Role::intermediate:
      return "shape=circle";
    case Role::dependent:
      return "shape=doublecircle, style=filled, fillcolor=\"#fbe0c4\"";
  }
  return "";
}

std::string style_of(const DrawnEdge& edge) {
  std::ostringstream text;
  if (edge.kind == EdgeKind::unit)
    text << " [color=\"#9aa5b1\", label=\"" << (edge.constant < 0 ? "\u22121" : "") << "\"]";
  if (edge.kind == EdgeKind::constant) text << " [color=\"#2f7d5b\", label=\"" << edge.constant << "\"]";
  return text.str();
}

}  // namespace

std::string to_dot(const Drawing& drawing) {
  std::ostringstream text;
  text << "digraph " << quoted(drawing.title) << " {\n"
       << "  rankdir=LR;\n  label=" << quoted(drawing.title + ": " + summary(drawing)) << ";\n"
       << "  node [fontname=\"sans-serif\", fontsize=11];\n  edge [fontsize=9, arrowsize=0.6];\n";
  for (std::size_t v = 0; v < drawing.vertices.size(); ++v) {
    const DrawnVertex& vertex = drawing.vertices[v];
    text << "  v" << v << " [label=" << quoted(vertex.symbol)
         << ", tooltip=" << quoted(vertex.operation + " " + std::to_string(vertex.id)) << ", "
         << shape_of(vertex.role) << "];\n";
  }
  for (const DrawnEdge& edge : drawing.edges)
    text << "  v" << edge.tail << " -> v" << edge.head << style_of(edge) << ";\n";
  text << "}\n";
  return text.str();
}

}  // namespace jacquard::cli
