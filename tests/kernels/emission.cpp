// SPDX-License-Identifier: BSD-2-Clause
// What emitted text says.
#include "jacquard/kernels/emission.hpp"

#include <catch2/catch.hpp>

#include "jacquard/elimination.hpp"
#include "jacquard/error.hpp"
#include "jacquard/graph_builder.hpp"
#include "jacquard/order.hpp"

using namespace jacquard;
using kernels::emit;

namespace {

/// f0 = x0 x1 - 0.1, guarded by x0 < 2.
Program sample(Quantity quantity) {
  GraphBuilder builder(2, 0, Folding::exact);
  const VertexId product = builder.apply(Elemental::mul, {VertexId(0), VertexId(1)});
  builder.add_dependent(builder.apply(Elemental::sub, {product, builder.literal(0.1)}));
  builder.add_guard(builder.apply(Elemental::less, {VertexId(0), builder.literal(2.0)}), true);
  Linearization linearization = linearize(std::move(builder).seal());
  const EliminationOrder order = reverse_order(linearization.graph);
  return lower(accumulate(std::move(linearization), order), quantity);
}

std::size_t count(const std::string& text, const std::string& what) {
  std::size_t times = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++times;
  return times;
}

}  // namespace

TEST_CASE("Emitted text names the residual, its comments and its extents, and prints numbers exactly",
          "[kernels]") {
  const Program program = sample(Quantity::both);
  const Program* const programs[] = {&program};
  const std::string text = emit(programs, {.name = "my flux", .comments = {"order: reverse"}});
  CHECK_THAT(text, Catch::Contains("/// order: reverse\nstruct my_flux_kernel {"));
  CHECK_THAT(text, Catch::Contains("num_independents = 2;"));
  CHECK_THAT(text, Catch::Contains("guard_outcomes = {true};"));
  CHECK_THAT(text, Catch::Contains("T(0.1)"));
  CHECK_THAT(text, Catch::Contains("x[0]"));
  CHECK(count(text, "j[") == 2);  // one for each entry
}

TEST_CASE("Long programs are cut into pieces of bounded length that hand values on", "[kernels]") {
  const Program program = sample(Quantity::both);
  const Program* const programs[] = {&program};
  const std::string text = emit(programs, {.name = "pieces", .comments = {}, .statements_a_piece = 2});
  const std::size_t num_pieces = (program.instructions.size() + 1) / 2;
  REQUIRE(num_pieces > 1);
  CHECK(count(text, "JACQUARD_PIECE") == num_pieces);
  CHECK(count(text, "] = v") >= 1);
  CHECK_THAT(text, Catch::Contains("T carried["));
}

TEST_CASE("Programs that cannot stand in one functor are refused", "[kernels]") {
  const Program program = sample(Quantity::both);
  const Program* const twice[] = {&program, &program};
  CHECK_THROWS_WITH(emit(twice, {}), Catch::Contains("found two for both"));
  CHECK_THROWS_AS(emit({}, {}), ShapeError);
}
