// SPDX-License-Identifier: BSD-2-Clause
// Relations between the branches of a site, inferred from sites that were captured on both.
#include "jacquard/branch_relation.hpp"

#include <catch2/catch.hpp>
#include <functional>

#include "jacquard/capture.hpp"

using namespace jacquard;

namespace {

CapturedResidual captured_at(const std::function<void(std::span<const Active>, std::span<Active>)>& residual,
                             std::size_t num_cells, double value) {
  return capture_sites(residual, std::vector<double>(num_cells, value), {num_cells, 1});
}

/// The class of the inner cells: the one with most sites.
const SiteClass& inner(const CapturedResidual& captured) {
  return *std::max_element(captured.classes.begin(), captured.classes.end(),
                           [](const SiteClass& a, const SiteClass& b) { return a.num_sites < b.num_sites; });
}

/// One relation from the branch at 1 to the branch at -1, by the first `num_sites` inner cells.
std::optional<BranchRelation> related(const CapturedResidual& up, const CapturedResidual& down,
                                      std::size_t num_sites) {
  const auto hashes_up = expression_hashes(up), hashes_down = expression_hashes(down);
  BranchEvidence evidence;
  for (std::size_t p = 0; p < num_sites; ++p)
    evidence.add({&inner(up), p, hashes_up}, {&inner(down), p, hashes_down}, StateExtents(up));
  return evidence.relation();
}

constexpr std::size_t num_cells = 10;

/// f = weight(i) (x_i^2) or weight(i) x_i x_other(i), by the sign of x_i; the end cells are alike on both branches.
struct TwoSided {
  std::function<std::size_t(std::size_t)> other = [](std::size_t i) { return i + 1; };
  std::function<Active(std::size_t)> weight = [](std::size_t) { return Active(1.5); };

  void operator()(std::span<const Active> x, std::span<Active> f) const {
    f[0] = x[0] + 1.0;
    f[num_cells - 1] = x[num_cells - 1] + 1.0;
    for (std::size_t i = 1; i + 1 < num_cells; ++i) {
      if (x[i] > 0.0) {
        f[i] = weight(i) * x[i] * x[i];
      } else {
        f[i] = weight(i) * x[i] * x[other(i)];
      }
    }
  }
};

}  // namespace

TEST_CASE("What both branches gather is related without offset, the rest by a constant one", "[plugin]") {
  const TwoSided residual;
  const auto relation = related(captured_at(residual, num_cells, 1.0), captured_at(residual, num_cells, -1.0), 5);
  REQUIRE(relation);
  CHECK(relation->scatter == std::vector<std::uint32_t>{0});
  CHECK(relation->gather == std::vector<GatherSource>{{0, 0}, {0, 1}});
}

TEST_CASE("A column goes by what most sites gather and says that it varies, or has no source", "[plugin]") {
  TwoSided residual;
  residual.other = [](std::size_t i) { return i == 4 ? 8 : i + 1; };
  const auto up = captured_at(residual, num_cells, 1.0), down = captured_at(residual, num_cells, -1.0);
  CHECK(related(up, down, 3)->gather[1] == GatherSource{0, 1, false});
  CHECK(related(up, down, 4)->gather[1] == GatherSource{0, 1, true});
  CHECK(related(up, down, 4)->gather[0] == GatherSource{0, 0, false});
  CHECK_FALSE(related(up, down, 0));
  residual.other = [](std::size_t i) { return (3 * i + 1) % num_cells; };
  CHECK(related(up, captured_at(residual, num_cells, -1.0), 5)->gather[1].column == GatherSource::none);
}

TEST_CASE("An exception that is met first does not hide what most sites gather", "[plugin]") {
  TwoSided residual;
  residual.other = [](std::size_t i) { return i == 1 ? 8 : i + 1; };
  const auto up = captured_at(residual, num_cells, 1.0), down = captured_at(residual, num_cells, -1.0);
  CHECK(related(up, down, 6)->gather[1] == GatherSource{0, 1, true});
}

TEST_CASE("Literals of a site are data of both branches; where only one has them there is no relation",
          "[plugin]") {
  TwoSided residual;
  residual.weight = [](std::size_t i) { return Active(0.5 + static_cast<double>(i)); };
  const auto up = captured_at(residual, num_cells, 1.0), down = captured_at(residual, num_cells, -1.0);
  const auto relation = related(up, down, 5);
  REQUIRE(relation);
  CHECK(relation->data == std::vector<DataSource>{{0, 0}});
  const auto unweighted = captured_at(TwoSided{}, num_cells, 1.0);
  CHECK_FALSE(related(unweighted, down, 5));
  CHECK(related(down, unweighted, 5));
}

TEST_CASE("Parameters are related by what is computed from which address", "[plugin]") {
  std::vector<double> weights{1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  TwoSided residual;
  residual.weight = [&](std::size_t i) { return parameter<Active>(weights[i]) * 2.0; };
  const auto down = captured_at(residual, num_cells, -1.0);
  const auto relation = related(captured_at(residual, num_cells, 1.0), down, 5);
  REQUIRE(relation);
  CHECK(relation->data == std::vector<DataSource>{{0, 0}});

  residual.weight = [&](std::size_t) { return parameter<Active>(weights[3]); };
  const auto shared = captured_at(residual, num_cells, -1.0);
  const auto brought = related(captured_at(TwoSided{}, num_cells, 1.0), shared, 5);
  REQUIRE(brought);
  CHECK(brought->data == std::vector<DataSource>{{DataSource::none, expression_hashes(shared).front()}});
  residual.weight = [&](std::size_t) { return parameter<Active>(weights[4]); };
  CHECK(expression_hashes(captured_at(residual, num_cells, -1.0)) != expression_hashes(shared));
}

TEST_CASE("Relations compose: offsets add up, data goes through, work on parameters stays", "[plugin]") {
  const BranchRelation first{{1, 0}, {{0, 5}, {2, 0}}, {{3, 0}, {DataSource::none, 77}}};
  const BranchRelation second{{1, 0},
                              {{1, -1}, {0, 2}, {0, 0, true}, {GatherSource::none, 0, true}},
                              {{1, 0}, {0, 0}, {DataSource::none, 8}}};
  const BranchRelation both = composed(first, second);
  CHECK(both.scatter == std::vector<std::uint32_t>{0, 1});
  CHECK(both.gather == std::vector<GatherSource>{{2, -1}, {0, 7}, {0, 5, true}, {GatherSource::none, 0, true}});
  CHECK(both.data == std::vector<DataSource>{{DataSource::none, 77}, {3, 0}, {DataSource::none, 8}});
  const auto captured = captured_at(TwoSided{}, num_cells, 1.0);
  const BranchRelation self = identity_relation(inner(captured));
  CHECK(composed(self, self) == self);
}

TEST_CASE("State is shifted within independents, cuts and dependents only", "[plugin]") {
  CapturedResidual captured;
  captured.num_independents = 4;
  captured.num_cuts = 3;
  captured.num_dependents = 2;
  const StateExtents extents(captured);
  CHECK(extents.shifted(2, 1) == 3);
  CHECK(extents.shifted(2, 2) == -1);
  CHECK(extents.shifted(0, -1) == -1);
  CHECK(extents.shifted(4, 2) == 6);
  CHECK(extents.shifted(4, -1) == -1);
  CHECK(extents.shifted(6, 1) == -1);
  CHECK(extents.shifted(7, 1) == 8);
  CHECK(extents.shifted(8, 1) == -1);
}

TEST_CASE("Branches are told apart where their guards differ first in the outcome of one condition", "[plugin]") {
  const GuardKey a{1, true}, not_a{1, false}, b{2, true}, not_b{2, false};
  const auto apart = [](std::vector<GuardKey> one, std::vector<GuardKey> other) {
    return branch_apart(one, other);
  };
  CHECK(apart({a}, {not_a}));
  CHECK(apart({a, b}, {not_a}));
  CHECK(apart({b, a}, {b, not_a, b}));
  CHECK_FALSE(apart({a}, {a}));
  CHECK_FALSE(apart({a}, {a, b}));  // where b holds, both do
  CHECK_FALSE(apart({a}, {}));
  CHECK_FALSE(apart({b, a}, {not_a, b}));  // what b decides may have been another site's to know
  CHECK(apart({not_b, a}, {b}));
}

TEST_CASE("Guards of two branches have the same key where they are computed alike from the same", "[plugin]") {
  const TwoSided residual;
  const auto up = captured_at(residual, num_cells, 1.0), down = captured_at(residual, num_cells, -1.0);
  const auto relation = related(up, down, 5);
  REQUIRE(relation);
  const auto home = guard_keys(inner(up).graph, identity_relation(inner(up)));
  const auto other = guard_keys(inner(down).graph, *relation);
  REQUIRE(home.size() == 1);
  CHECK(branch_apart(home, other));
  BranchRelation elsewhere = *relation;
  elsewhere.gather[0].offset = 1;
  CHECK_FALSE(branch_apart(home, guard_keys(inner(down).graph, elsewhere)));
}
