// SPDX-License-Identifier: BSD-2-Clause
// The residuals that are measured, each as one template that every framework instantiates.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "aligned_values.hpp"
#include "jacquard/graph.hpp"
#include "residuals/cavity.hpp"
#include "residuals/kinetics.hpp"
#include "residuals/minpack.hpp"
#include "residuals/robot_arm.hpp"
#include "residuals/roe_flux.hpp"

namespace jacquard::bench {

/// A residual of fixed extents out of the examples.
template <class Example>
struct ExampleTask : Example {
  std::string_view name;
  std::vector<double> sample() const {
    const auto x = Example::sample();
    return {x.begin(), x.end()};
  }
};

/// One interior point of the Bratu problem on 128 x 128 points: centre, west, east, south, north.
struct BratuSite {
  static constexpr std::size_t num_independents = 5, num_dependents = 1;
  std::string_view name;
  double lambda = 6.0;

  template <class Scalar>
  void operator()(std::span<const Scalar> u, std::span<Scalar> f) const {
    using std::exp;
    constexpr double area = 1.0 / (127.0 * 127.0);
    f[0] = 4.0 * u[0] - u[1] - u[2] - u[3] - u[4] - area * lambda * exp(u[0]);
  }
  std::vector<double> sample() const { return {0.7, 0.6, 0.8, 0.55, 0.75}; }
};

/// One interior point of the cavity on 128 x 128 points: u, v, vorticity, temperature of the same five points.
struct CavitySite {
  static constexpr std::size_t num_independents = 20, num_dependents = 4;
  std::string_view name;
  examples::Cavity<> cavity;

  template <class Scalar>
  void operator()(std::span<const Scalar> x, std::span<Scalar> f) const {
    using Field = examples::CavityField<Scalar>;
    const auto field = [&](std::size_t k) -> Field { return {x[4 * k], x[4 * k + 1], x[4 * k + 2], x[4 * k + 3]}; };
    const Field south[3]{field(0), field(3), field(0)};  // corners are never read
    const Field middle[3]{field(1), field(0), field(2)};
    const Field north[3]{field(0), field(4), field(0)};
    Field result[3];
    const Field* const rows[3]{south, middle, north};
    Field* const results[3]{result, result, result};
    const examples::GridPatch patch{.xs = 1, .ys = 1, .xm = 1, .ym = 1, .mx = 128, .my = 128};
    cavity(patch, rows, results);
    f[0] = result[1].u;
    f[1] = result[1].v;
    f[2] = result[1].vorticity;
    f[3] = result[1].temperature;
  }
  std::vector<double> sample() const;
};

/// Net production rates of a mechanism of known size.
template <std::size_t num_species>
struct KineticsTask {
  static constexpr std::size_t num_independents = num_species + 1, num_dependents = num_species;
  std::string_view name;
  std::shared_ptr<const examples::NetProductionRates> rates;

  template <class Scalar>
  void operator()(std::span<const Scalar> x, std::span<Scalar> f) const {
    (*rates)(x, f);
  }
  std::vector<double> sample() const {
    std::vector<double> x(num_independents);
    for (std::size_t k = 0; k < num_species; ++k) x[k] = 1e-6 * static_cast<double>(k + 1);
    x.back() = 1600.0;  // within 3%, all fits stay on one side of their break points
    return x;
  }
};

using Task = std::variant<ExampleTask<examples::RoeFlux<1>>, ExampleTask<examples::RoeFlux<3>>,
                          ExampleTask<examples::RobotArm>, ExampleTask<examples::HumanHeartDipole>,
                          ExampleTask<examples::PropaneCombustion>, KineticsTask<10>, KineticsTask<53>, BratuSite,
                          CavitySite>;

std::string name_of(const Task& task);

struct Extents {
  std::size_t num_independents, num_dependents;
};
Extents extents_of(const Task& task);

/// All tasks whose data are at hand.
/// @param hydrogen_mechanism  file of 10 species.
/// @param large_mechanism     file of 53 species; empty: that task is left out.
/// @throws std::runtime_error if a file cannot be read or has other extents.
std::vector<Task> all_tasks(const std::string& hydrogen_mechanism, const std::string& large_mechanism);

/// Those of `tasks` that are named; all of them if none is. @throws std::runtime_error on a name that no task has.
std::vector<Task> tasks_named(const std::vector<std::string>& names, std::vector<Task> tasks);

/// The residual as captured at its sample, not simplified.
ComputationalGraph captured_graph(const Task& task);

/// Points of one task near its sample, on the captured branch, in the two layouts that variants read.
struct Points {
  std::size_t num_points = 0;
  AlignedValues by_point;      ///< [num_points x num_independents]
  AlignedValues by_component;  ///< [num_independents x num_points]
};
Points points_of(const Task& task, std::size_t num_points);

}  // namespace jacquard::bench
