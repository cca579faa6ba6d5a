// SPDX-License-Identifier: BSD-2-Clause
// Tasks as JSON.
#include "exported_task.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "jacquard/elementals.hpp"
#include "jacquard/interpreter.hpp"

namespace jacquard::bench {
namespace {

constexpr std::size_t num_checked = 8;

nlohmann::json vertex_json(const ComputationalGraph& graph, const Vertex& vertex) {
  if (vertex.elemental == Elemental::literal) return {"literal", graph.literals()[vertex.index]};
  if (vertex.elemental == Elemental::independent) return {"independent", vertex.index};
  nlohmann::json json{std::string(name(vertex.elemental))};
  for (int k = 0; k < arity(vertex.elemental); ++k) {
    json.push_back(vertex.arguments[static_cast<std::size_t>(k)].value);
  }
  return json;
}

nlohmann::json checked_json(const ComputationalGraph& graph, const Points& points, std::size_t n, std::size_t p) {
  std::vector<long double> x;
  for (std::size_t k = 0; k < n; ++k) x.push_back(points.by_point[p * n + k]);
  const auto exact = forward_sweep<long double>(graph, x, {});
  return {{"point", p}, {"jacobian", std::vector<double>(exact.begin(), exact.end())}};
}

}  // namespace

void write_task(const Task& task, const MeasurementOptions& options, const std::string& folder) {
  const ComputationalGraph graph = captured_graph(task);
  const std::size_t largest = *std::ranges::max_element(options.num_points);
  const Points points = points_of(task, largest);
  const std::size_t n = extents_of(task).num_independents;
  nlohmann::json json{{"task", name_of(task)},
                      {"independents", n},
                      {"repeats", options.repeats},
                      {"seconds_a_sample", 1e-3 * options.milliseconds_a_sample},
                      {"points", options.num_points}};
  for (const VertexId dependent : graph.dependents()) json["dependents"].push_back(dependent.value);
  for (const Vertex& vertex : graph.vertices()) json["vertices"].push_back(vertex_json(graph, vertex));
  const std::size_t num_given = std::min<std::size_t>(largest, 1024);
  for (std::size_t p = 0; p < num_given; ++p) {
    json["x"].push_back(std::vector<double>(points.by_point.begin() + static_cast<std::ptrdiff_t>(p * n),
                                            points.by_point.begin() + static_cast<std::ptrdiff_t>((p + 1) * n)));
  }
  for (std::size_t p = 0; p < std::min(num_checked, num_given); ++p) {
    json["checked"].push_back(checked_json(graph, points, n, p));
  }
  std::filesystem::create_directories(folder);
  const std::string path = folder + "/" + name_of(task) + ".json";
  std::ofstream file(path);
  file << json;
  file.close();
  if (!file) throw std::runtime_error(path + ": cannot be written");
}

}  // namespace jacquard::bench
