// SPDX-License-Identifier: BSD-2-Clause
// The benchmark residuals say what their sources say.
#include <catch2/catch.hpp>
#include <limits>
#include <numeric>
#include <vector>

#include "mechanism_file.hpp"
#include "residuals/black_scholes.hpp"
#include "residuals/hyperelastic.hpp"
#include "residuals/robot_arm.hpp"
#include "residuals/roe_flux.hpp"

using namespace jacquard::examples;

namespace {

constexpr double epsilon = std::numeric_limits<double>::epsilon();

template <class Residual>
std::vector<double> evaluate(const Residual& residual, std::span<const double> x, std::size_t num_dependents) {
  std::vector<double> f(num_dependents);
  residual(x, std::span<double>(f));
  return f;
}

/// Physical flux of the one-dimensional Euler equations.
std::vector<double> euler_flux(std::span<const double> u, double gamma) {
  const double velocity = u[1] / u[0];
  const double pressure = (gamma - 1.0) * (u[2] - 0.5 * u[1] * velocity);
  return {u[1], u[1] * velocity + pressure, velocity * (u[2] + pressure)};
}

}  // namespace

TEST_CASE("Roe's flux between equal states is the physical flux", "[examples]") {
  const std::vector<double> state{0.8, 0.3, 2.1};
  std::vector<double> both(state);
  both.insert(both.end(), state.begin(), state.end());
  const auto flux = evaluate(RoeFlux<1>{}, both, 3);
  const auto expected = euler_flux(state, 1.4);
  for (std::size_t k = 0; k < 3; ++k) CHECK(flux[k] == Approx(expected[k]).epsilon(16 * epsilon));
}

TEST_CASE("Roe's flux in supersonic flow is the upwind flux", "[examples]") {
  const std::vector<double> x{1.0, 3.0, 7.0, 0.9, 2.8, 6.5};  // Mach above 2 on both sides
  const auto flux = evaluate(RoeFlux<1>{}, x, 3);
  const auto expected = euler_flux(std::span(x).first(3), 1.4);
  // The jump conditions hold exactly; a few dozen roundings of terms of the flux's own size remain.
  for (std::size_t k = 0; k < 3; ++k) CHECK(flux[k] == Approx(expected[k]).epsilon(64 * epsilon));
}

TEST_CASE("Roe's flux in three dimensions reduces to one dimension", "[examples]") {
  const auto x = RoeFlux<1>::sample();
  const std::vector<double> x3{x[0], x[1], 0.0, 0.0, x[2], x[3], x[4], 0.0, 0.0, x[5]};
  const auto flux = evaluate(RoeFlux<1>{}, x, 3);
  const auto flux3 = evaluate(RoeFlux<3>{}, x3, 5);
  CHECK(flux3[0] == Approx(flux[0]).epsilon(16 * epsilon));
  CHECK(flux3[1] == Approx(flux[1]).epsilon(16 * epsilon));
  CHECK(flux3[2] == 0.0);
  CHECK(flux3[4] == Approx(flux[2]).epsilon(16 * epsilon));
}

TEST_CASE("The robot arm stretched out reaches the sum of its links", "[examples]") {
  const RobotArm arm;
  const auto f = evaluate(arm, std::vector<double>(6, 0.0), 6);
  // All angles zero: x = a2 + a3, y = -(d3) along the turned axis, z = d4 + d6 (Corke, chapter 7).
  CHECK(f[0] == Approx(0.4318 + 0.0203).epsilon(16 * epsilon));
  CHECK(f[1] == Approx(-0.15005).epsilon(16 * epsilon));
  CHECK(f[2] == Approx(0.4318 + 0.0563).epsilon(16 * epsilon));
}

TEST_CASE("Option prices obey put-call parity", "[examples]") {
  const auto x = BlackScholes::sample();
  const auto f = evaluate(BlackScholes{}, x, 2);
  const double parity = x[0] - x[1] * std::exp(-x[2] * x[4]);
  CHECK(f[0] - f[1] == Approx(parity).margin(32 * epsilon * x[0]));
}

TEST_CASE("An undeformed solid bears no stress", "[examples]") {
  for (double entry : evaluate(NeoHookean{}, std::vector<double>(9, 0.0), 9)) CHECK(entry == 0.0);
}

// Reference: Cantera 3.2, Solution('h2o2.yaml'), set by TDX to the concentrations below; net_production_rates.
TEST_CASE("Production rates of the hydrogen mechanism are Cantera's", "[examples]") {
  const NetProductionRates rates{read_mechanism(JACQUARD_MECHANISMS "/h2o2.yaml")};
  const auto [temperature, expected] = GENERATE(table<double, std::vector<double>>(
      {{900.0,
        {3.5083668542017e+02, -1.0677851881511e+03, -5.5671074384066e+02, 1.6739372059037e+03, 1.0483870652803e+03,
         8.6748456411833e+02, -2.2897909211591e+03, -6.3726727523566e+01, 0.0, 0.0}},
       {1500.0,
        {5.0488449015690e+02, -1.4042854763462e+03, -5.8066818866093e+02, 2.5094604926769e+03, -2.5466283751772e+03,
         4.9127743318329e+03, 8.0005039107571e+01, -3.4822044157819e+03, 0.0, 0.0}}}));
  std::vector<double> x(11);
  for (std::size_t k = 0; k < 10; ++k) x[k] = 1e-6 * static_cast<double>(k + 1);
  x[10] = temperature;
  const auto found = evaluate(rates, x, 10);
  // The reference is printed to 14 digits; exponents of magnitude 40 amplify rounding to about 1e-14.
  for (std::size_t k = 0; k < 10; ++k) CHECK(found[k] == Approx(expected[k]).margin(1e-12 * 5e3).epsilon(0.0));
}

TEST_CASE("A mechanism file that is not there or not supported is refused by name", "[examples]") {
  CHECK_THROWS_WITH(read_mechanism("/nowhere/h2o2.yaml"), Catch::Contains("/nowhere/h2o2.yaml"));
}
