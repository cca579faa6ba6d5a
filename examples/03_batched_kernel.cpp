// SPDX-License-Identifier: BSD-2-Clause
// Evaluates Roe's flux and its exact Jacobian at many faces at once, over plain arrays.
#include <Kokkos_Core.hpp>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <iomanip>
#include <iostream>
#include <vector>

#include "jacquard/batched_kernel.hpp"
#include "residuals/roe_flux.hpp"

using Flux = jacquard::examples::RoeFlux<1>;
constexpr std::size_t num_faces = 100000;
constexpr std::size_t num_states = Flux::num_independents;  // density, momentum, energy on both sides

// Left and right states of all faces, [6 x num_faces], faces fastest: Sod's shock tube, smoothed.
static std::vector<double> states_at_faces() {
  std::vector<double> x(num_states * num_faces);
  for (std::size_t face = 0; face < num_faces; ++face) {
    for (std::size_t side = 0; side < 2; ++side) {
      const double s = std::tanh(10.0 * (static_cast<double>(face + side) / num_faces - 0.5));
      const double density = 0.5625 - 0.4375 * s, pressure = 0.55 - 0.45 * s, velocity = 0.3 * (1.0 - s * s);
      x[(3 * side + 0) * num_faces + face] = density;
      x[(3 * side + 1) * num_faces + face] = density * velocity;
      x[(3 * side + 2) * num_faces + face] = pressure / 0.4 + 0.5 * density * velocity * velocity;
    }
  }
  return x;
}

// dF/dx of one face, a row for each component of the flux.
static void print_jacobian(const jacquard::BatchedKernel& kernel, const std::vector<double>& values,
                           std::size_t face) {
  const jacquard::CompressedRows& pattern = kernel.pattern();
  const jacquard::BatchLayout layout = kernel.layout(num_faces);
  std::cout << "dF/dx at face " << face << ":\n" << std::fixed << std::setprecision(5);
  for (std::size_t row = 0; row < pattern.num_rows(); ++row) {
    for (std::size_t k = pattern.row_offsets[row]; k < pattern.row_offsets[row + 1]; ++k) {
      std::cout << "  [" << pattern.columns[k] << "] " << std::setw(9) << values[layout.offset(k, face)];
    }
    std::cout << '\n';
  }
}

int main(int argc, char** argv) {
  const Kokkos::ScopeGuard kokkos(argc, argv);
  const std::vector<double> x = states_at_faces();
  std::vector<double> sample(num_states);  // one face shows what the flux computes
  for (std::size_t k = 0; k < num_states; ++k) sample[k] = x[k * num_faces];

  jacquard::BatchedKernel kernel(jacquard::residual_from(Flux{}), {Flux::num_independents, Flux::num_dependents},
                                 sample);
  std::vector<double> flux(Flux::num_dependents * num_faces), jacobian(kernel.layout(num_faces).extent());

  double seconds = 1e9;
  for (int repeat = 0; repeat < 5; ++repeat) {
    const auto start = std::chrono::steady_clock::now();
    kernel.evaluate(num_faces, x, flux, jacobian);
    seconds = std::min(seconds, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  print_jacobian(kernel, jacobian, num_faces / 2);
  std::cout << "F and dF/dx: " << std::setprecision(1) << 1e9 * seconds / num_faces << " ns a face\n"
            << kernel.report();
}
