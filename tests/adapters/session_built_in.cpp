// SPDX-License-Identifier: BSD-2-Clause
// Sessions with kernels that were compiled into the program.
#include <catch2/catch.hpp>

#include "built_in_residuals.hpp"
#include "jacquard/batched_kernel.hpp"
#include "jacquard/kernels/built_in.hpp"
#include "support/random_state.hpp"
#include "support/started_kokkos.hpp"

using namespace jacquard;
using namespace jacquard::test;
using Catch::Matchers::Contains;

namespace {

/// Kernels are built for registers of four doubles and more.
bool has_wide_registers() {
  return kernels::num_lanes(kernels::available_instruction_sets().back()) > 2 ||
         kernels::name(kernels::available_instruction_sets().back()) == "neon";
}

Session session_of(const Pendulums& pendulums, std::size_t size, EvaluatorKind kind) {
  SessionOptions options;
  options.evaluators = evaluators(kind, "pendulums");
  return {residual_from(pendulums), {size, size, 1}, {}, options};
}

std::size_t count(const std::string& text, const std::string& what) {
  std::size_t times = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++times;
  return times;
}

}  // namespace

TEST_CASE("A session runs the kernels that the program was built with, for any extent and any coefficient",
          "[adapters]") {
  if (!has_wide_registers()) return;
  start_kokkos();
  const std::size_t size = 21;
  const Pendulums pendulums{.stiffness = 1.7};
  Session built_in = session_of(pendulums, size, EvaluatorKind::automatic);
  Session tiles = session_of(pendulums, size, EvaluatorKind::tile);
  const std::vector<double> x = random_state(size, 1);
  built_in.evaluate_jacobian(x, {});
  tiles.evaluate_jacobian(x, {});
  INFO(built_in.report());
  CHECK(count(built_in.report(), "compiled, built in (") == built_in.captured().classes.size());
  CHECK(count(built_in.report(), "order: built in: ") == built_in.captured().classes.size());
  // The same operations on the same numbers, nothing contracted or reordered.
  CHECK(std::ranges::equal(built_in.values(), tiles.values()));
}

TEST_CASE("Where a coefficient changes the operations, a session says that no kernel built in computes them",
          "[adapters]") {
  start_kokkos();
  const std::size_t size = 9;
  Session session =
      session_of({.stiffness = 1.0}, size, EvaluatorKind::automatic);  // a factor of 1 is no operation
  const std::vector<double> x = random_state(size, 2);
  session.evaluate_jacobian(x, {});
  INFO(session.report());
  CHECK(count(session.report(), "none of the kernels built in computes this") == session.captured().classes.size());
  CHECK(session.statistics().num_stale_recaptures == 0);
}

TEST_CASE("A batched kernel runs what the program was built with, on every branch", "[adapters]") {
  if (!has_wide_registers()) return;
  start_kokkos();
  BatchedKernel kernel(residual_from(Kinked{}), {2, 1}, Kinked::samples);
  INFO(kernel.report());
  CHECK(count(kernel.report(), "compiled, built in (") == 2);
  const std::vector<double> x = {0.5, 1.5, 2.0, 3.0};  // [independents x points]
  std::vector<double> f(2), jacobian(kernel.layout(2).extent());
  kernel.evaluate(2, x, f, jacobian);
  CHECK(f[0] == Approx(2.0 * std::exp(0.5)).epsilon(1e-15));
  CHECK(f[1] == 1.5 * 1.5 + 3.5 * 3.0);
  CHECK(jacobian[kernel.layout(2).offset(1, 1)] == 3.5);
}
