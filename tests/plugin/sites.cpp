// SPDX-License-Identifier: BSD-2-Clause
// Residuals over meshes fold into few classes that give the same F and J as one graph of everything.
#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <iostream>
#include <random>
#include <vector>

#include "capture_window.hpp"
#include "residuals/cavity.hpp"
#include "residuals/reaction_diffusion.hpp"
#include "support/allocation_meter.hpp"
#include "support/mesh_models.hpp"
#include "support/random_mesh_residual.hpp"
#include "support/site_checks.hpp"

using namespace jacquard;
using namespace jacquard::examples;
using namespace jacquard::test;

namespace {

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

namespace {

constexpr std::size_t num_cells = 7;

/// Density, momentum, energy of gas at moderate speed.
std::vector<double> gas_at_random() {
  std::vector<double> x = random_point(3 * num_cells, 0.1, 0.3);
  for (std::size_t cell = 0; cell < num_cells; ++cell) {
    x[3 * cell] += 0.8;
    x[3 * cell + 2] += 2.0;
  }
  return x;
}

CapturedResidual check_gas(FluxUse use) {
  const GasRow gas{use, random_point(num_cells, 0.5, 1.5)};
  return check_sites(gas, gas_at_random(), {3 * num_cells, 3});
}

}  // namespace

TEST_CASE("A flux carried from cell to cell is computed once, in a class of its own", "[plugin]") {
  const CapturedResidual captured = check_gas(FluxUse::carried);
  CHECK(captured.num_cuts == 3 * (num_cells - 1));
  CHECK(site_counts(captured) == std::vector<std::size_t>{1, 1, num_cells - 2, num_cells - 1});
  CHECK(captured.stages.size() == 4);
}

TEST_CASE("Fluxes kept in an array are computed once, in a class of their own", "[plugin]") {
  const CapturedResidual captured = check_gas(FluxUse::stored);
  CHECK(captured.num_cuts == 3 * (num_cells - 1));
  CHECK(site_counts(captured) == std::vector<std::size_t>{1, 1, num_cells - 2, num_cells - 1});
}

TEST_CASE("Fluxes added to the cells on both sides become terms of sums", "[plugin]") {
  const CapturedResidual captured = check_gas(FluxUse::scattered);
  CHECK(captured.accumulated_dependents.size() == 3 * num_cells);
}

TEST_CASE("Sums that are scaled afterwards are computed by a class of their own", "[plugin]") {
  const CapturedResidual captured = check_gas(FluxUse::scattered_and_scaled);
  CHECK(captured.accumulated_dependents.empty());
}

TEST_CASE("Elements that add their forces to their nodes form one class", "[plugin]") {
  const ElasticBar bar{random_point(4, 0.5, 1.5)};
  const std::size_t size = 3 * bar.num_nodes();
  const CapturedResidual captured = check_sites(bar, random_point(size, -0.05, 0.05), {size, 3});
  CHECK(site_counts(captured) == std::vector<std::size_t>{4});
  CHECK(captured.accumulated_dependents.size() == size);
  CHECK(captured.accumulation_terms.size() == 4 * 24);
}

TEST_CASE("A boundary condition written over a sum takes its place", "[plugin]") {
  const ElasticBar bar{random_point(4, 0.5, 1.5), Support::clamped};
  const std::size_t size = 3 * bar.num_nodes();
  const CapturedResidual captured = check_sites(bar, random_point(size, -0.05, 0.05), {size, 3});
  CHECK(captured.accumulated_dependents.size() == size - 12);
}

TEST_CASE("Parameters of cells are read again at every evaluation", "[plugin]") {
  HeatRow heat{random_point(6, 0.5, 1.5)};
  const std::vector<double> x = random_point(6, -1.0, 1.0);
  const CapturedResidual captured = check_sites(heat, x, {6, 1});
  CHECK(site_counts(captured) == std::vector<std::size_t>{2, 4});
  CHECK(captured.parameters.size() == 7);

  heat.source = 0.3;
  for (double& value : heat.conductivity) value *= 1.5;
  std::vector<double> expected(6);
  heat(std::span<const double>(x), std::span<double>(expected));
  check_close(SiteOracle(captured).evaluate(x).residual, expected);
}

TEST_CASE("Loops in red-black order and by component fold as well", "[plugin]") {
  const std::vector<double> x = random_point(16, -1.0, 1.0);
  CHECK(check_sites(CoupledRing{8, LoopOrder::plain}, x, {16, 2}).classes.size() == 1);
  CHECK(check_sites(CoupledRing{8, LoopOrder::red_black}, x, {16, 2}).classes.size() == 1);
  CHECK(check_sites(CoupledRing{8, LoopOrder::by_component}, x, {16, 2}).classes.size() == 2);
}

namespace {

/// Captures many random residuals within `window` and compares F and J at a point nearby, or, where that
/// lies on another branch, at the captured one.
void check_random_residuals(const CaptureWindow& window, unsigned num_residuals, std::size_t num_points) {
  std::size_t num_flipped = 0;
  for (unsigned k = 0; k < num_residuals; ++k) {
    const unsigned seed = default_seed + k;
    INFO("seed " << seed);
    const std::size_t per_point = 1 + k % 3;
    const RandomMeshResidual model(seed, num_points + k % 5, per_point);
    const ActiveResidual active = [&](std::span<const Active> in, std::span<Active> out) { model(in, out); };
    std::mt19937_64 generator(seed);
    std::uniform_real_distribution<double> uniform(-1.0, 1.0);
    std::vector<double> x(model.size()), y(model.size()), expected(model.size());
    for (std::size_t j = 0; j < x.size(); ++j)
      y[j] = (x[j] = uniform(generator)) * (1.0 + 0.1 * uniform(generator));

    const CapturedResidual captured = capture_sites_within(window, active, x, {model.size(), per_point});
    SiteValues found = SiteOracle(captured).evaluate(y);
    if (found.num_flipped_guards > 0) {
      ++num_flipped;
      y = x;
      found = SiteOracle(captured).evaluate(y);
      REQUIRE(found.num_flipped_guards == 0);
    }
    const CapturedGraph whole = capture_graph(active, x, model.size());
    std::vector<double> parameters;
    for (const double* address : whole.parameters) parameters.push_back(*address);
    model(std::span<const double>(y), std::span<double>(expected));
    check_close(found.residual, expected);
    check_close(found.jacobian, forward_sweep<double>(whole.graph, y, parameters));
  }
  CHECK(num_flipped > 10);
  CHECK(num_flipped < num_residuals / 2);
}

}  // namespace

TEST_CASE("Random loops that carry, store, sum, read back and branch fold to what they compute", "[plugin]") {
  check_random_residuals({}, 1000, 3);
}

TEST_CASE("Random loops fold to what they compute when next to no operations are kept", "[plugin]") {
  check_random_residuals({.most = 64, .comfortable = 16}, 500, 6);
}

TEMPLATE_TEST_CASE("262144 unknowns of the cavity take at most 1 KiB a point to capture", "[plugin]", UpwindByParts,
                   UpwindByMagnitude, UpwindByBranch) {
  const CavityOnGrid<TestType> cavity{.cavity = {}, .mx = 256, .my = 256};
  const std::vector<double> x = random_point(cavity.size(), -1.0, 1.0);
  constexpr std::size_t num_points = 256 * 256;

  const AllocationMeter meter;
  const auto start = std::chrono::steady_clock::now();
  const CapturedResidual captured = capture_sites(
      [&](std::span<const Active> in, std::span<Active> out) { cavity(in, out); }, x, {cavity.size(), 4});
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  std::cout << "cavity 256 x 256: " << captured.classes.size() << " classes, " << meter.peak_bytes() / num_points
            << " bytes a point at most, " << seconds.count() << " s\n";
  CHECK(captured.classes.size() <= 8);
  CHECK(meter.peak_bytes() <= 1024 * num_points);
}
