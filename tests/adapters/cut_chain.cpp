// SPDX-License-Identifier: BSD-2-Clause
// Chaining of unit Jacobians, over tables written by hand; damaged tables are refused.
#include <catch2/catch.hpp>
#include <cmath>

#include "jacobian_values.hpp"
#include "jacquard/error.hpp"
#include "jacquard/graph_builder.hpp"
#include "support/interpreter_evaluator.hpp"

using namespace jacquard;
using namespace jacquard::test;
using Catch::Matchers::Contains;

namespace {

EvaluatorFactory interpreters(std::size_t lanes) {
  return [lanes](std::span<const Program> programs) {
    return std::make_unique<InterpreterEvaluator>(programs, lanes);
  };
}

/// c = a b
SiteClass product_class() {
  SiteClass c;
  GraphBuilder builder(2, 0, Folding::none);
  builder.add_dependent(builder.apply(Elemental::mul, {VertexId(0), VertexId(1)}));
  c.graph = std::move(builder).seal();
  c.hash = 1;
  return c;
}

/// c = sin a
SiteClass sine_class() {
  SiteClass c;
  GraphBuilder builder(1, 0, Folding::none);
  builder.add_dependent(builder.apply(Elemental::sin, {VertexId(0)}));
  c.graph = std::move(builder).seal();
  c.hash = 2;
  return c;
}

/// Independents x0 x1 x2 (states 0 to 2), cuts 3 4 5, dependents 6 7 8:
/// c3 = x0 x1, c4 = x1 x2, c5 = sin c3, f0 = c3 c5, f1 = c4 - c3 + x0, f2 = x2 c5.
CapturedResidual chained_residual() {
  CapturedResidual captured;
  captured.num_independents = captured.num_cuts = captured.num_dependents = 3;
  SiteClass products = product_class(), sines = sine_class();
  products.num_sites = 4;
  products.gather = {0, 1, 3, 2, 1, 2, 5, 5};
  products.scatter = {3, 4, 6, 8};
  sines.num_sites = 1;
  sines.gather = {3};
  sines.scatter = {5};
  captured.classes = {products, sines};
  captured.stages = {{0, 0, 2}, {1, 0, 1}, {0, 2, 2}};
  captured.accumulated_dependents = {1};
  captured.accumulation_offsets = {0, 3};
  captured.accumulation_terms = {4, 3, 0};
  captured.accumulation_signs = {1, -1, 1};
  return captured;
}

std::vector<double> dense(const JacobianValues& jacobian, std::size_t num_columns, std::size_t num_rows) {
  std::vector<double> result(num_columns * num_rows, 0.0);
  for (std::size_t k = 0; k < jacobian.values().size(); ++k) {
    if (jacobian.rows()[k] < 0) continue;
    result[static_cast<std::size_t>(jacobian.rows()[k]) * num_columns +
           static_cast<std::size_t>(jacobian.columns()[k])] += jacobian.values()[k];
  }
  return result;
}

}  // namespace

TEST_CASE("Unit Jacobians are chained through cuts that feed cuts, and summed where dependents are sums",
          "[adapters]") {
  const auto lanes = GENERATE(std::size_t(1), std::size_t(4), std::size_t(8));
  CAPTURE(lanes);
  ClassKernelCache kernels({}, interpreters(lanes));
  SiteEvaluation evaluation(chained_residual(), kernels);
  JacobianValues jacobian(evaluation);
  const std::vector<double> points[] = {{0.5, 1.25, -2.0}, {-1.5, 0.25, 3.0}};
  for (const std::vector<double>& x : points) {
    const double c3 = x[0] * x[1], s = std::sin(c3), c = std::cos(c3);
    REQUIRE(evaluation.evaluate(x, Quantity::both, OnFlip::stop) == 0);
    jacobian.chain();
    const std::vector<double> f{c3 * s, x[1] * x[2] - c3 + x[0], x[2] * s};
    const double dc3 = s + c3 * c;                                              // d(c3 sin c3) / d c3
    const std::vector<double> expected{dc3 * x[1],      dc3 * x[0],      0.0,   //
                                       1.0 - x[1],      x[2] - x[0],     x[1],  //
                                       x[2] * c * x[1], x[2] * c * x[0], s};
    const std::vector<double> found = dense(jacobian, 3, 3);
    // A handful of roundings on numbers below 10.
    for (std::size_t k = 0; k < 3; ++k) CHECK(evaluation.dependents()[k] == Approx(f[k]).epsilon(0).margin(1e-14));
    for (std::size_t k = 0; k < 9; ++k) CHECK(found[k] == Approx(expected[k]).epsilon(0).margin(1e-14));
  }
}

TEST_CASE("Sums of constants are written once; those with a variable part at every chaining", "[adapters]") {
  ProductSums sums;  // slots: 2 and 3 constants, 4 variable, sums at 5 (of constants) and 6
  sums.products = {{2, 3}, {3, 3}};
  sums.close_sum();
  sums.products.insert(sums.products.end(), {{5, 2}, {4, 3}});
  sums.close_sum();
  sums.place_targets(5);
  std::vector<double> buffer{1.0, -1.0, 2.0, 3.0, 10.0, 0.0, 0.0};
  sums.run(buffer.data());
  CHECK(buffer[5] == 15.0);
  CHECK(buffer[6] == 60.0);
  std::vector<bool> is_constant{true, true, true, true, false, false, false};
  sums.drop_constant_sums(is_constant);
  CHECK(is_constant == std::vector<bool>{true, true, true, true, false, true, false});
  buffer[4] = 20.0;
  buffer[5] = 1000.0;
  sums.run(buffer.data());
  CHECK(buffer[5] == 1000.0);
  CHECK(buffer[6] == 2060.0);
}

TEST_CASE("F of what feeds others is computed even if only the Jacobian is asked for", "[adapters]") {
  ClassKernelCache kernels({}, interpreters(8));
  SiteEvaluation evaluation(chained_residual(), kernels);
  JacobianValues jacobian(evaluation);
  const std::vector<double> x{0.5, 1.25, -2.0};
  evaluation.evaluate(x, Quantity::jacobian, OnFlip::stop);
  jacobian.chain();
  CHECK(dense(jacobian, 3, 3)[8] == Approx(std::sin(x[0] * x[1])));
}

TEST_CASE("What stems from a flipped guard is known, through cuts and sums, and nothing else", "[adapters]") {
  CapturedResidual captured = chained_residual();
  // The products hold where their first factor is the smaller one, as captured.
  GraphBuilder builder(2, 0, Folding::none);
  builder.add_dependent(builder.apply(Elemental::mul, {VertexId(0), VertexId(1)}));
  builder.add_guard(builder.apply(Elemental::less, {VertexId(0), VertexId(1)}), true);
  captured.classes[0].graph = std::move(builder).seal();
  captured.classes[0].gather = {0, 1, 1, 2, 1, 2, 5, 5};  // c3 = x0 x1, c4 = x1 x2, f0 = x1 c5, f2 = x2 c5
  ClassKernelCache kernels({}, interpreters(8));
  SiteEvaluation evaluation(std::move(captured), kernels);
  std::vector<std::uint8_t> off_branch(3);
  const auto flips_at = [&](std::vector<double> x) {
    evaluation.evaluate_noting_flips(x, off_branch);
    return off_branch;
  };
  using Flags = std::vector<std::uint8_t>;
  CHECK(flips_at({-0.2, -0.1, -0.06}) == Flags{0, 0, 0});  // c5 = sin 0.02
  CHECK(flips_at({-0.2, -0.1, 0.3}) == Flags{0, 0, 1});    // f2 alone: x2 > c5
  CHECK(flips_at({-0.2, -0.1, -0.15}) == Flags{0, 1, 0});  // c4 alone: x1 > x2; f1 is a sum of it
  CHECK(flips_at({-0.05, -0.1, 0.0}) == Flags{1, 1, 1});   // c3, hence c5 and all
  CHECK(evaluation.evaluate(std::vector{-0.05, -0.1, 0.0}, Quantity::residual, OnFlip::stop) == 1);
}

TEST_CASE("Classes of equal structure share one kernel", "[adapters]") {
  ClassKernelCache kernels({}, interpreters(8));
  const auto first = kernels.find_or_build(product_class());
  CHECK(kernels.find_or_build(product_class()) == first);
  CHECK(kernels.find_or_build(sine_class()) != first);
  CHECK(kernels.num_built() == 2);
}

TEST_CASE("Tables that read or write the wrong place are refused", "[adapters]") {
  const auto refusal = [](auto&& damage) {
    CapturedResidual captured = chained_residual();
    damage(captured);
    try {
      check_tables(captured);
    } catch (const CaptureError& error) {
      return std::string(error.what());
    }
    return std::string("accepted");
  };
  CHECK(refusal([](CapturedResidual&) {}) == "accepted");
  CHECK_THAT(refusal([](CapturedResidual& c) { c.classes[0].gather[0] = 99; }), Contains("index out of range"));
  CHECK_THAT(refusal([](CapturedResidual& c) { c.classes[0].gather[0] = 5; }),
             Contains("read before it is written"));
  CHECK_THAT(refusal([](CapturedResidual& c) { c.classes[0].scatter[0] = 4; }), Contains("written twice"));
  CHECK_THAT(refusal([](CapturedResidual& c) { c.classes[0].scatter[0] = 1; }), Contains("written twice"));
  CHECK_THAT(refusal([](CapturedResidual& c) { c.stages.pop_back(); }), Contains("do not cover"));
  CHECK_THAT(refusal([](CapturedResidual& c) { c.stages[1].count = 2; }), Contains("past the last site"));
  CHECK_THAT(refusal([](CapturedResidual& c) { c.classes[0].gather.pop_back(); }), Contains("gather table"));
  CHECK_THAT(refusal([](CapturedResidual& c) { c.accumulation_signs.pop_back(); }), Contains("sums have"));
  CHECK_THAT(refusal([](CapturedResidual& c) { c.accumulation_terms[0] = 7; }), Contains("what nothing writes"));
}
