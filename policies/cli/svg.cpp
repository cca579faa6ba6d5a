// SPDX-License-Identifier: BSD-2-Clause
// Drawings as SVG pictures.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string_view>

#include "layered_graph.hpp"

namespace jacquard::cli {

namespace {

// In units of the picture.
constexpr double radius = 13.0, layer_distance = 68.0, border = 30.0, heading = 46.0, footing = 34.0;
constexpr Spacing spacing{34.0, 17.0};

constexpr std::string_view style = R"(<style>
  text { font-family: "DejaVu Sans", "Helvetica Neue", Arial, sans-serif; text-anchor: middle; fill: #1f2933; }
  .title { font-size: 17px; font-weight: bold; text-anchor: start; }
  .note { font-size: 12px; text-anchor: start; fill: #52606d; }
  .symbol { font-size: 12px; dominant-baseline: central; }
  .long { font-size: 9px; dominant-baseline: central; }
  .value { font-size: 9px; fill: #2f7d5b; } .halo { font-size: 9px; stroke: #fbfcfd; stroke-width: 3px; }
  path { fill: none; stroke-width: 1.3; }
  .variable { stroke: #334e68; } .constant { stroke: #2f7d5b; } .unit { stroke: #b6c2cd; }
  circle { stroke-width: 1.4; }
  .independent { fill: #cfe3f7; stroke: #2b6cb0; } .intermediate { fill: #ffffff; stroke: #52606d; }
  .dependent { fill: #fbe0c4; stroke: #c05621; }
</style>
)";

constexpr std::string_view role_names[] = {"independent", "intermediate", "dependent"};
constexpr std::string_view kind_names[] = {"unit", "constant", "variable"};

struct Point {
  double x = 0.0, y = 0.0;
};

std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f", value);
  return text;
}

std::string at(const Point& p) { return number(p.x) + ' ' + number(p.y); }

std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    switch (c) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      default:
        result += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
  }
  return result;
}

// Characters, not bytes: symbols are UTF-8.
std::size_t length_of(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

struct Layout {
  std::vector<Point> points;
  std::vector<std::vector<std::size_t>> paths;
  double width = 0.0, height = 0.0;
};

Layout lay_out(const Drawing& drawing) {
  LayeredGraph graph = cut_into_layers(drawing);
  reduce_crossings(graph);
  const std::vector<double> across = place_across(graph, spacing);
  Layout layout;
  layout.points.resize(graph.num_points());
  for (std::size_t l = 0; l < graph.layers.size(); ++l) {
    for (const std::size_t point : graph.layers[l]) {
      layout.points[point] = {border + radius + layer_distance * static_cast<double>(l),
                              heading + border + across[point]};
      layout.width = std::max(layout.width, layout.points[point].x + radius + border);
      layout.height = std::max(layout.height, layout.points[point].y + radius + footing);
    }
  }
  layout.width = std::max(layout.width, 560.0);  // room for the heading
  layout.paths = std::move(graph.paths);
  return layout;
}

// A smooth line that runs along the layers at every point, from the rim of one disc to the rim of the other.
std::string curve(const Layout& layout, const std::vector<std::size_t>& path) {
  constexpr double arrow = 5.0;
  std::string text;
  for (std::size_t k = 1; k < path.size(); ++k) {
    Point from = layout.points[path[k - 1]], to = layout.points[path[k]];
    if (k == 1) from.x += radius;
    if (k + 1 == path.size()) to.x -= radius + arrow;
    if (k == 1) text += "M" + at(from);
    const double middle = 0.5 * (from.x + to.x);
    text += " C" + at({middle, from.y}) + ' ' + at({middle, to.y}) + ' ' + at(to);
  }
  return text;
}

std::string value_label(const Layout& layout, const std::vector<std::size_t>& path, const DrawnEdge& edge) {
  const bool shown = edge.kind == EdgeKind::constant || (edge.kind == EdgeKind::unit && edge.constant < 0.0);
  if (!shown) return "";
  const Point to = layout.points[path.back()], from = layout.points[path[path.size() - 2]];
  char value[32];
  std::snprintf(value, sizeof value, "%.3g", edge.constant);
  const std::string place = "x=\"" + number(to.x - 0.42 * layer_distance) + "\" y=\"" +
                            number(0.5 * (from.y + to.y) + 0.35 * (to.y - from.y) - 3.0) + "\">" + value +
                            "</text>";
  return "<text class=\"halo\" " + place + "<text class=\"value\" " + place + '\n';
}

std::string picture_of_edge(const Drawing& drawing, const Layout& layout, std::size_t e) {
  const std::string kind(kind_names[static_cast<std::size_t>(drawing.edges[e].kind)]);
  return "<path class=\"" + kind + "\" marker-end=\"url(#" + kind + ")\" d=\"" + curve(layout, layout.paths[e]) +
         "\"/>\n";
}

std::string picture_of_vertex(const DrawnVertex& vertex, const Point& p) {
  const std::string place = "x=\"" + number(p.x) + "\" y=\"" + number(p.y) + '"';
  return "<g><title>" + escaped(vertex.operation) + " (" + std::to_string(vertex.id) + ")</title><circle class=\"" +
         std::string(role_names[static_cast<std::size_t>(vertex.role)]) + "\" cx=\"" + number(p.x) + "\" cy=\"" +
         number(p.y) + "\" r=\"" + number(radius) + "\"/><text class=\"" +
         (length_of(vertex.symbol) > 2 ? "long" : "symbol") + "\" " + place + ">" + escaped(vertex.symbol) +
         "</text></g>\n";
}

std::string arrow_heads() {
  std::string text = "<defs>\n";
  constexpr std::string_view colours[] = {"#b6c2cd", "#2f7d5b", "#334e68"};
  for (std::size_t k = 0; k < 3; ++k) {
    text += "<marker id=\"" + std::string(kind_names[k]) +
            "\" viewBox=\"0 0 6 6\" refX=\"0.5\" refY=\"3\" markerWidth=\"5.5\" markerHeight=\"5.5\" "
            "markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path d=\"M0 0L6 3L0 6z\" style=\"fill: " +
            std::string(colours[k]) + "; stroke: none\"/></marker>\n";
  }
  return text + "</defs>\n";
}

std::string legend(double height) {
  constexpr std::string_view notes[] = {"\u00b11, multiplies for free", "constant", "depends on the point"};
  constexpr double offsets[] = {0.0, 195.0, 300.0};
  std::string text;
  for (std::size_t k = 0; k < 3; ++k) {
    const double x = border + offsets[k], y = height - 14.0;
    text += "<path class=\"" + std::string(kind_names[k]) + "\" marker-end=\"url(#" + std::string(kind_names[k]) +
            ")\" d=\"M" + at({x, y - 4.0}) + " H" + number(x + 24.0) + "\"/><text class=\"note\" x=\"" +
            number(x + 36.0) + "\" y=\"" + number(y) + "\">" + std::string(notes[k]) + "</text>\n";
  }
  return text;
}

}  // namespace

std::string to_svg(const Drawing& drawing) {
  const Layout layout = lay_out(drawing);
  const std::string width = number(layout.width), height = number(layout.height);
  std::string text = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + width + "\" height=\"" + height +
                     "\" viewBox=\"0 0 " + width + ' ' + height + "\">\n<title>" + escaped(drawing.title) +
                     "</title>\n" + std::string(style) + arrow_heads() +
                     "<rect width=\"100%\" height=\"100%\" rx=\"10\" fill=\"#fbfcfd\"/>\n";
  text += "<text class=\"title\" x=\"" + number(border) + "\" y=\"30\">" + escaped(drawing.title) +
          "</text><text class=\"note\" x=\"" + number(border) + "\" y=\"48\">" + escaped(summary(drawing)) +
          "</text>\n";
  for (std::size_t e = 0; e < drawing.edges.size(); ++e) text += picture_of_edge(drawing, layout, e);
  for (std::size_t e = 0; e < drawing.edges.size(); ++e)
    text += value_label(layout, layout.paths[e], drawing.edges[e]);
  for (std::size_t v = 0; v < drawing.vertices.size(); ++v)
    text += picture_of_vertex(drawing.vertices[v], layout.points[v]);
  return text + legend(layout.height) + "</svg>\n";
}

}  // namespace jacquard::cli
