// SPDX-License-Identifier: BSD-2-Clause
// Sessions over residuals whose units feed each other: fluxes used by two cells, sums over faces.
#include <catch2/catch.hpp>
#include <limits>

#include "support/dense_jacobian.hpp"
#include "support/random_state.hpp"
#include "support/started_kokkos.hpp"

using namespace jacquard;
using namespace jacquard::test;

namespace {

/// Rusanov's flux of Burgers' equation.
template <class Scalar>
Scalar burgers_flux(const Scalar& left, const Scalar& right) {
  using std::abs;
  using std::max;
  return 0.25 * (left * left + right * right) - 0.5 * max(abs(left), abs(right)) * (right - left);
}

/// Two conserved quantities a cell; fluxes are computed once into an array and used by both cells.
struct FluxesFirst {
  std::size_t num_cells = 12;
  std::size_t size() const { return 2 * num_cells; }

  template <class Scalar>
  void operator()(std::span<const Scalar> x, std::span<Scalar> f) const {
    std::vector<Scalar> flux(2 * (num_cells + 1));
    for (std::size_t face = 0; face <= num_cells; ++face) {
      const std::size_t left = face == 0 ? 0 : face - 1, right = face == num_cells ? face - 1 : face;
      flux[2 * face] = burgers_flux(x[2 * left], x[2 * right]);
      flux[2 * face + 1] = 0.5 * (x[2 * left] * x[2 * left + 1] + x[2 * right] * x[2 * right + 1]);
    }
    for (std::size_t cell = 0; cell < num_cells; ++cell) {
      for (std::size_t c = 0; c < 2; ++c) {
        f[2 * cell + c] = 20.0 * (flux[2 * (cell + 1) + c] - flux[2 * cell + c]) + x[2 * cell] * x[2 * cell + c];
      }
    }
  }
};

/// The same fluxes, added to the cells in a loop over faces.
struct FacesScatter {
  std::size_t num_cells = 12;
  std::size_t size() const { return 2 * num_cells; }

  template <class Scalar>
  void operator()(std::span<const Scalar> x, std::span<Scalar> f) const {
    for (Scalar& entry : f) entry = 0.0;
    for (std::size_t face = 0; face + 1 < num_cells; ++face) {
      const Scalar* const left = &x[2 * face];
      const Scalar* const right = &x[2 * face + 2];
      const Scalar mass = burgers_flux(left[0], right[0]);
      const Scalar tracer = mass * 0.5 * (left[1] + right[1]);
      f[2 * face] += mass;
      f[2 * face + 1] += tracer;
      f[2 * face + 2] -= mass;
      f[2 * face + 3] -= tracer;
    }
  }
};

/// One value that all cells use: a cut that feeds cuts.
struct Coupled {
  std::size_t num_cells = 12;
  std::size_t size() const { return 2 * num_cells; }

  template <class Scalar>
  void operator()(std::span<const Scalar> x, std::span<Scalar> f) const {
    using std::exp;
    const Scalar shared = exp(0.1 * x[0]) * x[1];
    std::vector<Scalar> rate(num_cells);
    for (std::size_t cell = 0; cell < num_cells; ++cell) rate[cell] = shared * x[2 * cell] + x[2 * cell + 1];
    for (std::size_t cell = 0; cell < num_cells; ++cell) {
      const std::size_t next = (cell + 1) % num_cells;
      f[2 * cell] = rate[cell] * rate[next];
      f[2 * cell + 1] = rate[cell] - rate[next] * x[2 * cell];
    }
  }
};

}  // namespace

TEMPLATE_TEST_CASE("Units that feed units are captured once and their Jacobians chained", "[adapters]", FluxesFirst,
                   FacesScatter, Coupled) {
  start_kokkos();
  const TestType residual;
  const ResidualShape shape{residual.size(), residual.size(), 2};
  Session session(residual_of(residual), shape, {}, {});
  for (std::uint32_t seed = 1; seed <= 3; ++seed) {
    INFO("state of seed " << seed);
    const std::vector<double> x = random_state(residual.size(), seed);
    session.evaluate_jacobian(x, value_of_residual(residual, x, residual.size()));
    // At most some ten terms an entry of the size of the row's largest, a few roundings each.
    CHECK(row_relative_error(dense_jacobian(session, shape), swept_jacobian(residual, x, residual.size()),
                             residual.size()) <= 64 * std::numeric_limits<double>::epsilon());
  }
  CHECK(session.statistics().num_captures == 1);
  CHECK(session.captured().num_cuts > 0);
}

TEST_CASE("Fluxes are computed once for both cells, not once for each", "[adapters]") {
  start_kokkos();
  const FluxesFirst residual{.num_cells = 40};
  Session session(residual_of(residual), {residual.size(), residual.size(), 2}, {}, {});
  session.prepare(random_state(residual.size(), 5));
  std::size_t num_flux_sites = 0;
  for (const SiteClass& site_class : session.captured().classes) {
    if (site_class.scatter.front() < static_cast<StateIndex>(residual.size() + session.captured().num_cuts)) {
      num_flux_sites += site_class.num_sites * site_class.graph.dependents().size();
    }
  }
  CHECK(num_flux_sites == 2 * 39);  // faces between cells; one at the border is part of its only cell
}
