// SPDX-License-Identifier: BSD-2-Clause
// Which quotients by exponentials become products, and that they stay as accurate.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "jacquard/graph_builder.hpp"
#include "jacquard/interpreter.hpp"

namespace jacquard {
namespace {

template <class Function>
ComputationalGraph simplified(Function f) {
  GraphBuilder builder(2, 0, Folding::none);
  f(builder, VertexId(0), VertexId(1));
  return simplify(std::move(builder).seal());
}

std::ptrdiff_t num_divisions(const ComputationalGraph& graph) {
  return std::ranges::count_if(graph.vertices(), [](const Vertex& vertex) {
    return vertex.elemental == Elemental::div || vertex.elemental == Elemental::reciprocal;
  });
}

}  // namespace

TEST_CASE("Quotients by an exponential become products with one of the opposite exponent", "[plugin]") {
  const ComputationalGraph graph = simplified([](GraphBuilder& builder, VertexId x, VertexId y) {
    const VertexId constant = builder.apply(Elemental::exp, {builder.apply(Elemental::sub, {x, y})});
    builder.add_dependent(builder.apply(Elemental::div, {x, constant}));
    builder.add_dependent(builder.apply(Elemental::reciprocal, {builder.apply(Elemental::exp2, {y})}));
    builder.add_dependent(builder.apply(Elemental::div, {builder.literal(3.0), constant}));
  });
  CHECK(num_divisions(graph) == 0);
  CHECK(std::ranges::count(graph.vertices(), Elemental::neg, &Vertex::elemental) == 1);  // of y; x - y turns round

  // The exponential's own error, an ulp, and one rounding, on either side.
  constexpr double few_ulp = 4 * 0x1p-52;
  for (const auto& [x, y] : {std::pair{0.7, -1.3}, {-300.0, 400.0}, {300.0, -408.0}, {0.0, 5.0}}) {
    const auto values = evaluate<double>(graph, std::vector{x, y}, {});
    const auto found = [&](std::size_t k) { return values[graph.dependents()[k].value]; };
    INFO("x = " << x << ", y = " << y);
    CHECK(found(0) == Approx(x / std::exp(x - y)).epsilon(few_ulp));
    CHECK(found(1) == Approx(1.0 / std::exp2(y)).epsilon(few_ulp));
    CHECK(found(2) == Approx(3.0 / std::exp(x - y)).epsilon(few_ulp));
  }
}

TEST_CASE("An exponential that is needed itself, or decides a branch, is divided by", "[plugin]") {
  const ComputationalGraph needed = simplified([](GraphBuilder& builder, VertexId x, VertexId y) {
    const VertexId constant = builder.apply(Elemental::exp, {x});
    builder.add_dependent(builder.apply(Elemental::div, {y, constant}));
    builder.add_dependent(builder.apply(Elemental::mul, {y, constant}));
  });
  CHECK(num_divisions(needed) == 1);
  const ComputationalGraph of_itself = simplified([](GraphBuilder& builder, VertexId x, VertexId) {
    const VertexId constant = builder.apply(Elemental::exp, {x});
    builder.add_dependent(builder.apply(Elemental::div, {constant, constant}));
  });
  CHECK(num_divisions(of_itself) == 1);
  const ComputationalGraph deciding = simplified([](GraphBuilder& builder, VertexId x, VertexId y) {
    const VertexId rate = builder.apply(Elemental::div, {y, builder.apply(Elemental::exp, {x})});
    builder.add_dependent(rate);
    builder.add_guard(builder.apply(Elemental::less, {rate, y}), true);
  });
  CHECK(num_divisions(deciding) == 1);
}

}  // namespace jacquard
