// SPDX-License-Identifier: BSD-2-Clause
// The graph that a command works on: a file's, or one of the example residuals.
#include "subject.hpp"

#include "jacquard/error.hpp"
#include "residual_registry.hpp"

namespace jacquard::cli {

namespace {

policies::GraphFile linearized(const std::string& name, ComputationalGraph residual) {
  policies::GraphFile subject;
  subject.name = name;
  Linearization linearization = linearize(residual);
  subject.graph = std::move(linearization.graph);
  const std::size_t num_independents = subject.graph.num_independents();
  for (std::size_t v = 0; v < subject.graph.num_vertices(); ++v) {
    const auto number = static_cast<std::int64_t>(v);
    subject.ids.push_back(v < num_independents ? -1 - number
                                               : number - static_cast<std::int64_t>(num_independents) + 1);
    const VertexId origin = linearization.vertices[v];
    subject.operations.emplace_back(jacquard::name(residual[origin].elemental));
    subject.residual_vertices.push_back({origin});
  }
  subject.residual = std::move(residual);
  return subject;
}

}  // namespace

policies::GraphFile load(const SubjectOptions& options) {
  if (options.example.empty()) return policies::read_graph(options.file);
  examples::ExampleGraph example = std::move(examples::capture_example(options.example).front());
  return linearized(example.name, std::move(example.graph));
}

std::vector<double> known_point(const SubjectOptions& options) {
  if (options.example.empty()) return {};
  return examples::capture_example(options.example).front().point;
}

std::vector<policies::GraphFile> load_all(const SubjectOptions& options) {
  std::vector<policies::GraphFile> subjects;
  if (options.example.empty()) {
    subjects.push_back(policies::read_graph(options.file));
    return subjects;
  }
  for (examples::ExampleGraph& example : examples::capture_example(options.example)) {
    subjects.push_back(linearized(example.name, std::move(example.graph)));
  }
  return subjects;
}

}  // namespace jacquard::cli
