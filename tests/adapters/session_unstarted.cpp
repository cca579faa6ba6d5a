// SPDX-License-Identifier: BSD-2-Clause
// Sessions before Kokkos is started: refused with a message that says what to do.
#include <Kokkos_Core.hpp>
#include <catch2/catch.hpp>

#include "jacquard/session.hpp"

using namespace jacquard;

namespace {

struct Square {
  template <class Scalar>
  void operator()(std::span<const Scalar> x, std::span<Scalar> f) const {
    f[0] = x[0] * x[0];
  }
};

}  // namespace

TEST_CASE("A session that captures before Kokkos is started is refused by name", "[adapters]") {
  REQUIRE_FALSE(Kokkos::is_initialized());
  Session session(residual_from(Square{}), {1, 1, 1}, {}, {});
  const std::vector<double> x{3.0};
  CHECK_THROWS_AS(session.prepare(x), StateError);
  CHECK_THROWS_WITH(session.evaluate_jacobian(x, {}), Catch::Contains("Kokkos is not initialised"));
  CHECK(session.values().empty());
}
