// SPDX-License-Identifier: BSD-2-Clause
// `jacquard show`: a graph as text, as a Graphviz file or as a picture.
#include <iomanip>
#include <iostream>
#include <sstream>

#include "commands.hpp"
#include "drawing.hpp"
#include "order_list.hpp"

namespace jacquard::cli {

namespace {

std::string to_text(const Drawing& drawing) {
  std::ostringstream text;
  text << drawing.title << ": " << summary(drawing) << '\n';
  std::vector<std::string> tails(drawing.vertices.size());
  for (const DrawnEdge& edge : drawing.edges) {
    tails[edge.head] += ' ' + std::to_string(drawing.vertices[edge.tail].id);
    if (edge.kind != EdgeKind::variable) {
      std::ostringstream constant;
      constant << '(' << edge.constant << ')';
      tails[edge.head] += constant.str();
    }
  }
  constexpr const char* roles[] = {"independent", "intermediate", "dependent"};
  for (std::size_t v = 0; v < drawing.vertices.size(); ++v) {
    const DrawnVertex& vertex = drawing.vertices[v];
    text << std::setw(6) << vertex.id << "  " << std::left << std::setw(13)
         << roles[static_cast<std::size_t>(vertex.role)] << std::setw(12) << vertex.operation << std::right
         << tails[v] << '\n';
  }
  return text.str();
}

}  // namespace

void show(const ShowOptions& options) {
  const policies::GraphFile subject = load(options.subject);
  EliminationOrder order;
  if (options.after > 0) {
    order = options.order.empty() ? markowitz_order(subject.graph, TieBreak::lowest_id)
                                  : read_order(subject, options.order);
  }
  const Drawing drawing = draw(subject, order, options.after);
  switch (options.picture) {
    case Picture::none:
      std::cout << to_text(drawing);
      break;
    case Picture::dot:
      std::cout << to_dot(drawing);
      break;
    case Picture::svg:
      std::cout << to_svg(drawing);
      break;
  }
}

}  // namespace jacquard::cli
