// SPDX-License-Identifier: BSD-2-Clause
// What becomes a unit, a cut, a sum or a guard of its own: small residuals whose classes are known.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>
#include <vector>

#include "support/site_checks.hpp"

using namespace jacquard;
using namespace jacquard::test;

namespace {

const std::vector<double> six{0.3, -0.7, 1.1, 0.4, -0.2, 0.9};
const CaptureShape six_points{.num_dependents = 6, .dependents_per_point = 1};

using Counts = std::vector<std::size_t>;

}  // namespace

TEST_CASE("Copies of independents form one class, and literals that differ become data", "[plugin]") {
  const auto model = [](auto x, auto f) {
    for (std::size_t k = 0; k < 3; ++k) f[k] = x[5 - k];
    for (std::size_t k = 3; k < 6; ++k) f[k] = x[k] * 2.0 - (k == 3 ? 1.0 : 4.0);
  };
  const CapturedResidual captured = check_sites(model, six, six_points);
  REQUIRE(site_counts(captured) == Counts{3, 3});
  const SiteClass& scaled = captured.classes.back();
  REQUIRE(scaled.data.size() == 1);  // the factor is the same everywhere
  CHECK(scaled.data[0].values == std::vector<double>{1.0, 4.0, 4.0});
}

TEST_CASE("A literal on which all sites agree stays in the graph", "[plugin]") {
  const auto model = [](auto x, auto f) {
    for (std::size_t k = 0; k < 6; ++k) f[k] = 3.0 * x[k] + 1.5;
  };
  const CapturedResidual captured = check_sites(model, six, six_points);
  REQUIRE(captured.classes.size() == 1);
  CHECK(captured.classes[0].data.empty());
  CHECK(captured.classes[0].graph.literals().size() == 2);
}

TEST_CASE("Literals that vary together are one column of data", "[plugin]") {
  const auto model = [](auto x, auto f) {
    for (std::size_t k = 0; k < 6; ++k) {
      const double width = 1.0 + 0.1 * static_cast<double>(k);
      f[k] = width * x[k] * x[k] + width;
    }
  };
  const CapturedResidual captured = check_sites(model, six, six_points);
  REQUIRE(captured.classes.size() == 1);
  CHECK(captured.classes[0].data.size() == 1);
}

TEST_CASE("Constants are dependents as well", "[plugin]") {
  const auto model = [](auto x, auto f) {
    for (std::size_t k = 0; k < 6; ++k) f[k] = k == 2 ? 7.0 : 0.0;
    f[0] = x[0];
  };
  const CapturedResidual captured = check_sites(model, six, six_points);
  CHECK(site_counts(captured) == Counts{1, 5});
}

TEST_CASE("The last of several assignments counts", "[plugin]") {
  const auto model = [](auto x, auto f) {
    for (std::size_t k = 0; k < 6; ++k) f[k] = x[k] * x[k];
    for (std::size_t k = 0; k < 6; k += 5) f[k] = x[k] - 1.0;
    f[3] = 0.25;
  };
  const CapturedResidual captured = check_sites(model, six, six_points);
  CHECK(site_counts(captured) == Counts{1, 2, 3});
  CHECK(captured.num_cuts == 0);
}

TEST_CASE("A value computed before the loop is computed once", "[plugin]") {
  const auto model = [](auto x, auto f) {
    using std::exp;
    const auto shared = exp(x[0]) * x[1];
    for (std::size_t k = 0; k < 6; ++k) f[k] = shared * x[k];
  };
  const CapturedResidual captured = check_sites(model, six, six_points);
  CHECK(captured.num_cuts == 1);
  CHECK(site_counts(captured) == Counts{1, 6});
}

TEST_CASE("A recurrence is one class whose sites run one after another", "[plugin]") {
  const auto model = [](auto x, auto f) {
    auto pressure = x[0] * 1.0;
    for (std::size_t k = 0; k < 6; ++k) {
      pressure = pressure + 0.5 * x[k] * pressure;
      f[k] = pressure - x[k];
    }
  };
  const CapturedResidual captured = check_sites(model, six, six_points);
  CHECK(captured.stages.size() >= 6);
  CHECK(captured.classes.size() <= 4);
}

TEST_CASE("Dependents that are read back serve as state", "[plugin]") {
  const auto model = [](auto x, auto f) {
    using std::sin;
    for (std::size_t k = 0; k < 3; ++k) f[k] = sin(x[k]);
    for (std::size_t k = 3; k < 6; ++k) f[k] = f[k - 3] * x[k];
  };
  const CapturedResidual captured = check_sites(model, six, six_points);
  CHECK(captured.num_cuts == 0);
  CHECK(site_counts(captured) == Counts{3, 3});
  CHECK(captured.stages.size() == 2);
}

TEST_CASE("Sums written with plus and assignment come out right", "[plugin]") {
  const auto model = [](auto x, auto f) {
    for (auto& entry : f) entry = 0.0;
    for (std::size_t k = 0; k + 1 < 6; ++k) {
      const auto flux = x[k] * x[k + 1];
      f[k] = f[k] + flux;
      f[k + 1] = f[k + 1] - flux;
    }
  };
  check_sites(model, six, six_points);
}

TEST_CASE("Sums may start from a value, take constants, and take other sums", "[plugin]") {
  const auto model = [](auto x, auto f) {
    for (std::size_t k = 0; k < 6; ++k) f[k] = x[k] * x[k];
    for (std::size_t k = 0; k < 6; ++k) f[(k + 2) % 6] += 0.5;
    for (std::size_t k = 0; k < 6; ++k) f[(k + 3) % 6] -= x[k];
    f[0] += f[1];
    f[0] += f[0];
  };
  const CapturedResidual captured = check_sites(model, six, six_points);
  CHECK(captured.accumulated_dependents.size() == 6);
}

TEST_CASE("Within one point, sums are ordinary work", "[plugin]") {
  const auto model = [](auto x, auto f) {
    for (std::size_t k = 0; k < 6; ++k) {
      f[k] = 0.0;
      for (std::size_t j = 0; j < 3; ++j) f[k] += x[(k + j) % 6] * x[k];
    }
  };
  const CapturedResidual captured = check_sites(model, six, six_points);
  CHECK(captured.num_cuts == 0);
  CHECK(captured.accumulated_dependents.empty());
  CHECK(site_counts(captured) == Counts{6});
}

TEST_CASE("Dependents filled by copies of memory and by standard algorithms are dependents", "[plugin]") {
  const auto model = [](auto x, auto f) {
    const auto first = x[0] * x[1], second = x[2] * x[3];
    std::memcpy(static_cast<void*>(&f[0]), static_cast<const void*>(&first), sizeof(first));
    std::memcpy(static_cast<void*>(&f[1]), static_cast<const void*>(&second), sizeof(second));
    std::memset(static_cast<void*>(&f[2]), 0, sizeof(first));
    f[2] += first;
    std::copy(x.begin(), x.begin() + 2, f.begin() + 3);
    std::fill(f.begin() + 5, f.end(), second);
  };
  check_sites(model, six, six_points);
}

TEST_CASE("A system without a grid is one site", "[plugin]") {
  const auto model = [](auto x, auto f) {
    for (auto& entry : f) entry = 0.0;
    for (std::size_t k = 0; k < 6; ++k) {
      const auto rate = x[k] * x[(k + 1) % 6];
      f[k] -= rate;
      f[(k + 2) % 6] += rate;
    }
  };
  const CapturedResidual captured = check_sites(model, six, {.num_dependents = 6, .dependents_per_point = 6});
  CHECK(site_counts(captured) == Counts{1});
  CHECK(captured.num_cuts == 0);
}

TEST_CASE("A branch that only chooses a constant leaves a guard", "[plugin]") {
  const auto model = [](auto x, auto f) {
    for (std::size_t k = 0; k < 6; ++k) {
      if (x[k] > 0.0) {
        f[k] = 1.0;
      } else {
        f[k] = -1.0;
      }
    }
  };
  const CapturedResidual captured = check_sites(model, six, six_points);
  std::vector<double> flipped = six;
  flipped[4] = 0.2;
  CHECK(SiteOracle(captured).evaluate(flipped).num_flipped_guards == 1);
}

TEST_CASE("A branch on a parameter is a guard of the parameter work", "[plugin]") {
  double threshold = 0.5;
  const auto model = [&]<class Scalar>(std::span<const Scalar> x, std::span<Scalar> f) {
    for (std::size_t k = 0; k < 6; ++k) {
      if (parameter<Scalar>(threshold) * 2.0 < 1.5) {
        f[k] = parameter<Scalar>(threshold) * x[k];
      } else {
        f[k] = x[k] * x[k];
      }
    }
  };
  const CapturedResidual captured = check_sites(model, six, six_points);
  CHECK(captured.parameter_work.guards().size() == 1);
  threshold = 0.8;
  CHECK(SiteOracle(captured).evaluate(six).num_flipped_guards == 1);
}

namespace {

/// Differences of upwinded fluxes on a ring, kept in an array.
struct UpwindedRing {
  std::size_t num_points;

  template <class Scalar>
  void operator()(std::span<const Scalar> x, std::span<Scalar> f) const {
    using std::sin;
    std::vector<Scalar> fluxes;
    for (std::size_t k = 0; k < num_points; ++k) {
      const Scalar &left = x[k], &right = x[(k + 1) % num_points];
      const Scalar speed = sin(left) * right;
      if (speed > 0.0) {
        fluxes.push_back(speed * left + 0.5 * left * left);
      } else {
        fluxes.push_back(speed * right * right);
      }
    }
    for (std::size_t k = 0; k < num_points; ++k) f[k] = fluxes[(k + 1) % num_points] - fluxes[k];
  }
};

/// Two classes of fluxes, by branch and with a guard each, and one of points.
void check_upwinded(const CapturedResidual& captured) {
  const std::size_t num_points = captured.num_dependents;
  CHECK(captured.num_cuts == num_points);
  REQUIRE(captured.classes.size() == 3);
  for (const SiteClass& site_class : captured.classes)
    CHECK(site_class.graph.guards().size() == (site_class.num_sites < num_points ? 1 : 0));
}

}  // namespace

TEST_CASE("Fluxes that branch keep their branches, and nothing else is cut off", "[plugin]") {
  check_upwinded(check_sites(UpwindedRing{6}, six, six_points));
}

TEST_CASE("Work far back in the stream is cut off rather than kept", "[plugin]") {
  // More operations than the window holds lie between a flux and the points that use it.
  constexpr std::size_t num_points = 60000;
  const UpwindedRing ring{num_points};
  const CapturedResidual captured =
      capture_sites([&](std::span<const Active> x, std::span<Active> f) { ring(x, f); },
                    random_point(num_points, -1.0, 1.0), {num_points, 1});
  // The window's border runs through the work of a flux or two, which is cut there as well.
  CHECK(captured.num_cuts >= num_points);
  CHECK(captured.num_cuts <= num_points + 6);
  CHECK(captured.classes.size() <= 3 + 6);
  std::size_t num_guarded = 0;
  for (const SiteClass& site_class : captured.classes)
    num_guarded += site_class.num_sites * site_class.graph.guards().size();
  CHECK(num_guarded == num_points);
}
