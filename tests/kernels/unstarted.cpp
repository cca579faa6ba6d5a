// SPDX-License-Identifier: BSD-2-Clause
// Evaluators before Kokkos is started: refused with a message that says what to do.
#include <Kokkos_Core.hpp>
#include <array>
#include <catch2/catch.hpp>

#include "jacquard/error.hpp"
#include "jacquard/kernels/host_evaluator.hpp"

using namespace jacquard;

TEST_CASE("An evaluator built before Kokkos is started is refused by name", "[kernels]") {
  REQUIRE_FALSE(Kokkos::is_initialized());
  const std::array<Program, 1> programs{};
  CHECK_THROWS_AS(kernels::make_host_evaluator(programs), StateError);
  CHECK_THROWS_WITH(kernels::make_host_evaluator(programs),
                    Catch::Contains("Kokkos is not initialised") && Catch::Contains("Kokkos::initialize"));
}
