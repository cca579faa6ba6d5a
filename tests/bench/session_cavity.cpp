// SPDX-License-Identifier: BSD-2-Clause
// Measures sessions over the driven cavity: capture, memory, Jacobian values against a loop over plain doubles.
#include <sys/resource.h>

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <random>
#include <vector>

#include "jacquard/session.hpp"
#include "residuals/cavity.hpp"

using namespace jacquard;
using namespace jacquard::examples;

namespace {

template <class Body>
double seconds(Body&& body) {
  const auto start = std::chrono::steady_clock::now();
  body();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// The least of many: other programs only ever add time.
template <class Body>
double least_seconds(Body&& body) {
  double least = 1e9;
  for (int repeat = 0; repeat < 50; ++repeat) least = std::min(least, seconds(body));
  return least;
}

double peak_bytes() {
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return 1024.0 * static_cast<double>(usage.ru_maxrss);
}

template <class Upwind>
void measure(const char* name, int points) {
  const CavityOnGrid<Upwind> cavity{
      .cavity = {.lid_velocity = 3.0, .prandtl = 0.7, .grashof = 20.0}, .mx = points, .my = points};
  std::mt19937 generator(1);
  std::uniform_real_distribution<double> uniform(-1.0, 1.0);
  std::vector<double> x(cavity.size()), f(cavity.size());
  for (double& entry : x) entry = uniform(generator);
  const double plain = least_seconds([&] { cavity(std::span<const double>(x), std::span<double>(f)); });

  const double bytes_before = peak_bytes();
  const ResidualShape shape{cavity.size(), cavity.size(), cavity.num_components};
  Session checked(residual_from(std::cref(cavity)), shape, {}, {.cross_check = {.perturbed_period = 0}});
  const double prepare = seconds([&] { checked.prepare(x); });
  const double bytes = (peak_bytes() - bytes_before) / (points * points);
  const double with_check = least_seconds([&] { checked.evaluate_jacobian(x, f); });
  Session trusted(residual_from(std::cref(cavity)), shape, {},
                  {.cross_check = {.every_use = false, .perturbed_period = 0}});
  trusted.prepare(x);
  const double values = least_seconds([&] { trusted.evaluate_jacobian(x, f); });
  std::printf(
      "%-10s %4d x %-4d %2zu classes  prepared in %.3f s (capture %.3f)  peak %+5.0f bytes a point  "
      "F %.3f ms  J %.3f ms (%.2f F)  F, J and check %.3f ms (%.2f F)\n",
      name, points, points, checked.captured().classes.size(), prepare, checked.statistics().capture_seconds, bytes,
      1e3 * plain, 1e3 * values, values / plain, 1e3 * with_check, with_check / plain);
}

}  // namespace

int main(int argc, char** argv) {
  const Kokkos::ScopeGuard kokkos(argc, argv);
  measure<UpwindByParts>("parts", 256);  // first: later peaks hide below its own
  measure<UpwindByParts>("parts", 128);
  measure<UpwindByMagnitude>("magnitude", 128);
  measure<UpwindByBranch>("branch", 128);
}
