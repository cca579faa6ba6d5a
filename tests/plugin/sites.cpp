// SPDX-License-Identifier: BSD-2-Clause
// Residuals over meshes fold into few classes that give the same F and J as one graph of everything.
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "jacquard/capture.hpp"
#include "residuals/cavity.hpp"
#include "residuals/reaction_diffusion.hpp"
#include "residuals/roe_flux.hpp"
#include "support/site_oracle.hpp"

using namespace jacquard;
using namespace jacquard::examples;

namespace {

constexpr unsigned default_seed = 20231;

std::vector<double> random_point(std::size_t size, double low, double high) {
  std::mt19937_64 generator(default_seed);
  std::uniform_real_distribution<double> uniform(low, high);
  std::vector<double> x(size);
  for (double& value : x) value = uniform(generator);
  return x;
}

/// Folded and whole captures round in the same places but for sums of tangents along different paths:
/// a few hundred roundings at most, of terms no larger than a thousand times the result's scale.
void check_close(std::span<const double> found, std::span<const double> expected) {
  REQUIRE(found.size() == expected.size());
  double scale = 1.0;
  for (const double value : expected) scale = std::max(scale, std::abs(value));
  const double tolerance = 256 * std::numeric_limits<double>::epsilon() * scale;
  for (std::size_t k = 0; k < found.size(); ++k) {
    INFO("seed " << default_seed << ", entry " << k);
    CHECK(std::abs(found[k] - expected[k]) <= tolerance);
  }
}

/// Captures at x both ways and compares F and J at y, which takes the same branches.
template <class Model>
CapturedResidual check_sites(const Model& model, std::span<const double> x, std::span<const double> y,
                             const CaptureShape& shape) {
  const ActiveResidual active = [&](std::span<const Active> in, std::span<Active> out) { model(in, out); };
  CapturedResidual captured = capture_sites(active, x, shape);
  const CapturedGraph whole = capture_graph(active, x, shape.num_dependents);
  std::vector<double> parameters;
  for (const double* address : whole.parameters) parameters.push_back(*address);

  const tests::SiteValues found = tests::SiteOracle(captured).evaluate(y);
  CHECK(found.num_flipped_guards == 0);
  std::vector<double> expected(shape.num_dependents);
  model(y, std::span<double>(expected));
  check_close(found.residual, expected);
  check_close(found.jacobian, forward_sweep<double>(whole.graph, y, parameters));
  return captured;
}

template <class Model>
CapturedResidual check_sites(const Model& model, std::span<const double> x, const CaptureShape& shape) {
  std::vector<double> y(x.begin(), x.end());
  for (double& value : y) value *= 1.0 + 1e-6;  // keeps signs, and with them branches
  return check_sites(model, x, y, shape);
}

template <class Upwind>
CapturedResidual check_cavity() {
  const CavityOnGrid<Upwind> cavity{.cavity = {.grashof = 20.0}, .mx = 6, .my = 5};
  return check_sites(cavity, random_point(cavity.size(), -1.0, 1.0), {cavity.size(), 4});
}

}  // namespace

TEST_CASE("The cavity folds into one class for the interior and one for each wall", "[plugin]") {
  CHECK(check_cavity<UpwindByParts>().classes.size() == 5);
  CHECK(check_cavity<UpwindByMagnitude>().classes.size() == 5);
}

TEST_CASE("Branches on the sign of the velocity divide the interior of the cavity into four classes", "[plugin]") {
  const CapturedResidual captured = check_cavity<UpwindByBranch>();
  CHECK(captured.classes.size() == 8);
  for (const SiteClass& site_class : captured.classes) CHECK(site_class.graph.guards().size() % 2 == 0);
}

TEST_CASE("Bratu's problem folds into its interior and its border", "[plugin]") {
  const Bratu bratu{.num_x = 5, .num_y = 6};
  CHECK(check_sites(bratu, random_point(30, 0.0, 1.0), {30, 1}).classes.size() == 2);
}

TEST_CASE("A periodic grid folds into one class", "[plugin]") {
  const GrayScott gray_scott{.num_x = 5, .num_y = 4};
  CHECK(check_sites(gray_scott, random_point(40, 0.0, 1.0), {40, 2}).classes.size() == 1);
}

TEST_CASE("The Brusselator folds into its interior and its two ends", "[plugin]") {
  const Brusselator brusselator{.num_points = 7};
  CHECK(check_sites(brusselator, random_point(14, 0.5, 2.0), {14, 2}).classes.size() == 3);
}
