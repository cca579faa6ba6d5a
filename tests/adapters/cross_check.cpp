// SPDX-License-Identifier: BSD-2-Clause
// What counts as agreement between two residuals, and how a point is perturbed.
#include "cross_check.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

using namespace jacquard;

namespace {
constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();
}  // namespace

TEST_CASE("Residuals agree up to the tolerance of their own size and of the terms they are made of", "[adapters]") {
  const std::vector<double> expected{1.0, 0.0}, found{1.0 + 1e-12, 1e-12};
  CHECK_FALSE(find_disagreement(expected, found, std::vector<double>{0.0, 1.0}, 1e-11));
  const auto small_terms = find_disagreement(expected, found, std::vector<double>{0.0, 1e-3}, 1e-11);
  REQUIRE(small_terms);
  CHECK(small_terms->dependent == 1);
  CHECK(small_terms->expected == 0.0);
  CHECK(small_terms->found == 1e-12);
  CHECK(find_disagreement(expected, found, {}, 1e-13)->dependent == 0);
  CHECK_FALSE(find_disagreement(expected, found, {}, 1e-11, std::vector<std::uint8_t>{0, 1}));
}

TEST_CASE("A number never agrees with something that is none", "[adapters]") {
  const auto agree = [](double expected, double found, double scale) {
    return !find_disagreement(std::vector{expected}, std::vector{found}, std::vector{scale}, 1e-10);
  };
  CHECK(agree(nan_value, nan_value, 0.0));
  CHECK(agree(infinity, infinity, 0.0));
  CHECK_FALSE(agree(infinity, -infinity, 0.0));
  CHECK_FALSE(agree(infinity, 1.0, 0.0));
  CHECK_FALSE(agree(1.0, infinity, 0.0));
  CHECK_FALSE(agree(nan_value, 1.0, infinity));
  CHECK_FALSE(agree(1.0, nan_value, infinity));
  CHECK_FALSE(agree(1.0, 2.0, infinity));  // sqrt at 0 has no finite scale; F still has to agree
}

TEST_CASE("A perturbation moves every entry upwards, each by its own part of its component's size", "[adapters]") {
  const std::vector<double> x{0.0, 1000.0, -2.0, 0.0, 1.0, 1e300};
  const std::vector<std::uint8_t> is_used{1, 1, 1, 1, 1, 0};
  std::vector<double> moved(6);
  perturb(x, is_used, 2, perturbation, moved);
  const double largest[] = {2.0, 1000.0};
  for (std::size_t k = 0; k < 5; ++k) {
    const double step = (moved[k] - x[k]) / largest[k % 2];
    CAPTURE(k);
    CHECK(step >= 0x1p-11 * (1 - 1e-9));  // at least half of 2^-10, but for the rounding of moved - x
    CHECK(step <= 0x1p-10 * (1 + 1e-9));
    for (std::size_t other = 0; other < k; ++other) CHECK(moved[other] - x[other] != moved[k] - x[k]);
  }
  perturb(std::vector<double>(2, 0.0), is_used, 2, perturbation, std::span(moved).first(2));
  CHECK(moved[0] > 0.0);  // a state of zeros moves too
}
