// SPDX-License-Identifier: BSD-2-Clause
// The example residuals by name, captured at a sample point.
#include "residual_registry.hpp"

#include <array>
#include <filesystem>
#include <span>
#include <utility>

#include "jacquard/capture.hpp"
#include "jacquard/error.hpp"
#include "jacquard/graph_builder.hpp"
#include "mechanism_file.hpp"
#include "residuals/black_scholes.hpp"
#include "residuals/cavity.hpp"
#include "residuals/hyperelastic.hpp"
#include "residuals/learning.hpp"
#include "residuals/minpack.hpp"
#include "residuals/reaction_diffusion.hpp"
#include "residuals/robertson.hpp"
#include "residuals/robot_arm.hpp"
#include "residuals/roe_flux.hpp"

namespace jacquard::examples {

namespace {

template <class Residual>
ComputationalGraph capture(const Residual& residual, std::span<const double> x, std::size_t num_dependents) {
  const ActiveResidual active = [&](std::span<const Active> y, std::span<Active> f) { residual(y, f); };
  return capture_graph(active, x, num_dependents).graph;
}

template <class Residual>
ComputationalGraph capture_sample() {
  const auto x = Residual::sample();
  return simplify(capture(Residual{}, x, Residual::num_dependents));
}

// Marks the vertices that the given dependents need.
std::vector<bool> needed_for(const ComputationalGraph& graph, std::span<const VertexId> dependents) {
  std::vector<bool> is_needed(graph.num_vertices(), false);
  for (const VertexId dependent : dependents) is_needed[dependent.value] = true;
  for (std::size_t v = graph.num_vertices(); v-- > 0;) {
    if (!is_needed[v]) continue;
    const Vertex& vertex = graph.vertices()[v];
    for (int k = 0; k < arity(vertex.elemental); ++k)
      is_needed[vertex.arguments[static_cast<std::size_t>(k)].value] = true;
  }
  return is_needed;
}

// Dependents [first, first + count) alone, of the independents that they need: a grid point out of its grid.
ComputationalGraph restricted(const ComputationalGraph& graph, std::size_t first, std::size_t count) {
  const auto dependents = graph.dependents().subspan(first, count);
  const std::vector<bool> is_needed = needed_for(graph, dependents);
  std::size_t num_independents = 0;
  for (std::size_t k = 0; k < graph.num_independents(); ++k) num_independents += is_needed[k] ? 1 : 0;

  GraphBuilder builder(num_independents, 0, Folding::exact);
  std::vector<VertexId> copy(graph.num_vertices());
  std::size_t next_independent = 0;
  for (std::size_t v = 0; v < graph.num_vertices(); ++v) {
    if (!is_needed[v]) continue;
    const Vertex& vertex = graph.vertices()[v];
    if (vertex.elemental == Elemental::independent) {
      copy[v] = VertexId(next_independent++);
    } else if (vertex.elemental == Elemental::literal) {
      copy[v] = builder.literal(graph.literals()[vertex.index]);
    } else {
      std::array<VertexId, 3> arguments{};
      for (std::size_t k = 0; k < 3; ++k) {
        if (vertex.arguments[k].valid()) arguments[k] = copy[vertex.arguments[k].value];
      }
      copy[v] = builder.apply(vertex.elemental,
                              std::span(arguments).first(static_cast<std::size_t>(arity(vertex.elemental))));
    }
  }
  for (const VertexId dependent : dependents) builder.add_dependent(copy[dependent.value]);
  return std::move(builder).seal();
}

// A smooth field in general position, so that no upwinding is at its kink.
std::vector<double> field(std::size_t size) {
  std::vector<double> x(size);
  for (std::size_t k = 0; k < size; ++k) x[k] = 0.5 + 0.3 * std::sin(1.0 + 2.0 * static_cast<double>(k));
  return x;
}

template <class Residual>
ComputationalGraph capture_point(const Residual& residual, std::size_t num_points, std::size_t point,
                                 std::size_t num_components) {
  const std::size_t size = num_points * num_components;
  return restricted(capture(residual, field(size), size), point * num_components, num_components);
}

std::string mechanism_path(const std::string& name) {
  for (const char* folder : {JACQUARD_INSTALLED_SHARE "/mechanisms/", JACQUARD_SOURCE_SHARE "/mechanisms/"}) {
    if (std::filesystem::exists(folder + name)) return folder + name;
  }
  return JACQUARD_INSTALLED_SHARE "/mechanisms/" + name;
}

ComputationalGraph capture_kinetics(const std::string& mechanism, double temperature) {
  const NetProductionRates rates{read_mechanism(mechanism_path(mechanism))};
  std::vector<double> x(rates.num_independents(), 1e-6);
  for (std::size_t k = 0; k < x.size(); ++k) x[k] *= static_cast<double>(k + 1);
  x.back() = temperature;
  return simplify(capture(rates, x, rates.num_dependents()));
}

ComputationalGraph capture_robertson() {
  const auto rates = [](std::span<const Active> y, std::span<Active> ydot) { Robertson{}(Active(0.0), y, ydot); };
  return simplify(capture(rates, Robertson::sample(), Robertson::num_dependents));
}

using Capture = ComputationalGraph (*)();

constexpr std::pair<std::string_view, Capture> registry[] = {
    {"RoeFlux_1d", capture_sample<RoeFlux<1>>},
    {"RoeFlux_3d", capture_sample<RoeFlux<3>>},
    {"RobotArm_6DOF", capture_sample<RobotArm>},
    {"HumanHeartDipole", capture_sample<HumanHeartDipole>},
    {"PropaneCombustion", capture_sample<PropaneCombustion>},
    {"BlackScholes", capture_sample<BlackScholes>},
    {"BlackScholesGreeks", capture_sample<BlackScholesGreeks>},
    {"Perceptron", capture_sample<Perceptron>},
    {"TransformerEncoder", capture_sample<TransformerEncoder>},
    {"Robertson", capture_robertson},
    {"HydrogenKinetics", [] { return capture_kinetics("h2o2.yaml", 1500.0); }},
    {"NeoHookean", capture_sample<NeoHookean>},
    {"Bratu", [] { return capture_point(Bratu{.num_x = 5, .num_y = 5}, 25, 12, 1); }},
    {"GrayScott", [] { return capture_point(GrayScott{.num_x = 5, .num_y = 5}, 25, 12, 2); }},
    {"Brusselator", [] { return capture_point(Brusselator{.num_points = 5}, 5, 2, 2); }},
    {"Cavity", [] { return capture_point(CavityOnGrid<>{.cavity = {}, .mx = 5, .my = 5}, 25, 12, 4); }},
};

}  // namespace

std::vector<std::string> example_names() {
  std::vector<std::string> names;
  for (const auto& [name, capture] : registry) names.emplace_back(name);
  return names;
}

ComputationalGraph capture_example(std::string_view name) {
  std::string known;
  for (const auto& [example, capture] : registry) {
    if (example == name) return capture();
    known += (known.empty() ? "" : ", ") + std::string(example);
  }
  throw LibraryError("example: expected one of " + known + "; found " + std::string(name));
}

}  // namespace jacquard::examples
