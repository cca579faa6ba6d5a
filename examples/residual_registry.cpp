// SPDX-License-Identifier: BSD-2-Clause
// The example residuals by name, captured at a sample point.
#include "residual_registry.hpp"

#include <algorithm>
#include <cmath>
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
#include "residuals/random_function.hpp"
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
std::vector<ExampleGraph> capture_sample(const std::string& name) {
  const auto x = Residual::sample();
  return {{name, simplify(capture(Residual{}, x, Residual::num_dependents)), {x.begin(), x.end()}}};
}

// A smooth field in general position, so that no upwinding is at its kink.
std::vector<double> field(std::size_t size) {
  std::vector<double> x(size);
  for (std::size_t k = 0; k < size; ++k) x[k] = 0.5 + 0.3 * std::sin(1.0 + 2.0 * static_cast<double>(k));
  return x;
}

// What the first site of a class gathers, and its data.
std::vector<double> point_of(const SiteClass& site_class, std::span<const double> x) {
  std::vector<double> point;
  for (std::size_t k = 0; k < site_class.graph.num_independents(); ++k) {
    const auto state = static_cast<std::size_t>(site_class.gather[k * site_class.num_sites]);
    if (state >= x.size()) return {};
    point.push_back(x[state]);
  }
  for (const SiteData& column : site_class.data) point.push_back(column.values.front());
  return point;
}

// What a grid is called in an entry's name, and its residual.
template <class Residual>
struct OnGrid {
  const char* grid;
  Residual residual;
  std::size_t num_points;
};

template <class Residual>
void append_classes(const OnGrid<Residual>& example, const std::string& name, std::size_t num_components,
                    std::vector<ExampleGraph>& graphs) {
  const std::size_t size = example.num_points * num_components;
  const ActiveResidual active = [&](std::span<const Active> y, std::span<Active> f) { example.residual(y, f); };
  std::vector<SiteClass> classes = capture_sites(active, field(size), {size, num_components}).classes;
  std::stable_sort(classes.begin(), classes.end(), [](const SiteClass& a, const SiteClass& b) {
    return a.graph.num_vertices() > b.graph.num_vertices();
  });
  for (std::size_t k = 0; k < classes.size(); ++k) {
    const std::string number = graphs.empty() ? "" : std::string(" ") + example.grid + ' ' + std::to_string(k + 1);
    graphs.push_back({name + number, simplify(classes[k].graph), point_of(classes[k], field(size))});
  }
}

template <class... Grids>
std::vector<ExampleGraph> capture_classes(const std::string& name, std::size_t num_components,
                                          const Grids&... grids) {
  std::vector<ExampleGraph> graphs;
  (append_classes(grids, name, num_components, graphs), ...);
  return graphs;
}

// Where spacings are equal, their quotient is 1 and multiplies for free; elsewhere it is a constant.
std::vector<ExampleGraph> capture_bratu(const std::string& name) {
  return capture_classes(name, 1, OnGrid<Bratu>{"square", {.num_x = 8, .num_y = 8}, 64},
                         OnGrid<Bratu>{"rectangle", {.num_x = 9, .num_y = 8}, 72});
}

std::vector<ExampleGraph> capture_gray_scott(const std::string& name) {
  return capture_classes(name, 2, OnGrid<GrayScott>{"square", {.num_x = 8, .num_y = 8}, 64});
}

std::vector<ExampleGraph> capture_brusselator(const std::string& name) {
  return capture_classes(name, 2, OnGrid<Brusselator>{"line", {.num_points = 8}, 8});
}

std::vector<ExampleGraph> capture_cavity(const std::string& name) {
  return capture_classes(name, 4, OnGrid<CavityOnGrid<>>{"square", {.cavity = {}, .mx = 8, .my = 8}, 64},
                         OnGrid<CavityOnGrid<>>{"rectangle", {.cavity = {}, .mx = 9, .my = 8}, 72},
                         OnGrid<CavityOnGrid<UpwindByMagnitude>>{"magnitude", {.cavity = {}, .mx = 8, .my = 8}, 64},
                         OnGrid<CavityOnGrid<UpwindByBranch>>{"branch", {.cavity = {}, .mx = 8, .my = 8}, 64});
}

std::string mechanism_path(const std::string& name) {
  for (const char* folder : {JACQUARD_INSTALLED_SHARE "/mechanisms/", JACQUARD_SOURCE_SHARE "/mechanisms/"}) {
    if (std::filesystem::exists(folder + name)) return folder + name;
  }
  return JACQUARD_INSTALLED_SHARE "/mechanisms/" + name;
}

std::vector<ExampleGraph> capture_kinetics(const std::string& name, const std::string& mechanism,
                                           double temperature) {
  const NetProductionRates rates{read_mechanism(mechanism_path(mechanism))};
  std::vector<double> x(rates.num_independents(), 1e-6);
  for (std::size_t k = 0; k < x.size(); ++k) x[k] *= static_cast<double>(k + 1);
  x.back() = temperature;
  return {{name, simplify(capture(rates, x, rates.num_dependents())), x}};
}

// Above and below 1000 K the fits of the thermodynamics differ in their coefficients only.
std::vector<ExampleGraph> capture_hydrogen(const std::string& name) {
  return capture_kinetics(name, "h2o2.yaml", 1500.0);
}

std::vector<ExampleGraph> capture_robertson(const std::string& name) {
  const auto rates = [](std::span<const Active> y, std::span<Active> ydot) { Robertson{}(Active(0.0), y, ydot); };
  const auto x = Robertson::sample();
  return {{name, simplify(capture(rates, x, Robertson::num_dependents)), {x.begin(), x.end()}}};
}

using Capture = std::vector<ExampleGraph> (*)(const std::string&);

constexpr std::pair<std::string_view, Capture> registry[] = {
    {"RoeFlux_1d", capture_sample<RoeFlux<1>>},
    {"RoeFlux_3d", capture_sample<RoeFlux<3>>},
    {"RobotArm_6DOF", capture_sample<RobotArm>},
    {"HumanHeartDipole", capture_sample<HumanHeartDipole>},
    {"PropaneCombustion", capture_sample<PropaneCombustion>},
    {"g", capture_sample<RandomFunction>},
    {"BlackScholes", capture_sample<BlackScholes>},
    {"BlackScholesGreeks", capture_sample<BlackScholesGreeks>},
    {"Perceptron", capture_sample<Perceptron>},
    {"TransformerEncoder", capture_sample<TransformerEncoder>},
    {"Robertson", capture_robertson},
    {"HydrogenKinetics", capture_hydrogen},
    {"NeoHookean", capture_sample<NeoHookean>},
    {"Bratu", capture_bratu},
    {"GrayScott", capture_gray_scott},
    {"Brusselator", capture_brusselator},
    {"Cavity", capture_cavity},
};

}  // namespace

std::vector<std::string> example_names() {
  std::vector<std::string> names;
  for (const auto& [name, capture] : registry) names.emplace_back(name);
  return names;
}

std::vector<ExampleGraph> capture_example(std::string_view name) {
  std::string known;
  for (const auto& [example, capture] : registry) {
    if (example == name) return capture(std::string(name));
    known += (known.empty() ? "" : ", ") + std::string(example);
  }
  throw LibraryError("example: expected one of " + known + "; found " + std::string(name));
}

}  // namespace jacquard::examples
