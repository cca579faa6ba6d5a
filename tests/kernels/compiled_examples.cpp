// SPDX-License-Identifier: BSD-2-Clause
// Tiles and compiled kernels of the residuals that are measured, against the interpreter.
#include <catch2/catch.hpp>
#include <cmath>

#include "../support/running_error.hpp"
#include "compiled_fixtures.hpp"
#include "residual_registry.hpp"

using namespace jacquard;
using namespace jacquard::test;

namespace {

/// Every variable entry of the batch, asked to agree with the interpreter to 1e-12, or to four times the bound of a
/// running error analysis where terms cancel: either run may be off by it, to first order.
void check_jacobian(const Program& program, const BatchLayout& layout, const BatchArrays& arrays,
                    std::size_t& num_sharp, std::size_t& num_checked) {
  for (std::size_t p = 0; p < arrays.num_points; ++p) {
    std::vector<long double> x;
    for (std::size_t k = 0; k < program.num_independents; ++k) x.push_back(arrays.state[k * arrays.num_points + p]);
    const BoundedOutputs bounds = RunningErrorAnalysis<double>(program, x, {}).run();
    const PointValues<double> expected = arrays.interpreted(program, p);
    for (std::size_t e = 0; e < layout.num_entries; ++e) {
      const double found = arrays.jacobian[layout.offset(e, p)], relative = 1e-12 * std::abs(expected.jacobian[e]);
      const double tolerance = std::max(relative, 4 * static_cast<double>(bounds.jacobian[e].error));
      ++num_checked;
      num_sharp += tolerance <= relative ? 1 : 0;
      INFO("point " << p << ", entry " << e << ": found " << found << ", expected " << expected.jacobian[e]);
      if (!(std::abs(found - expected.jacobian[e]) <= tolerance)) CHECK(false);
    }
  }
}

}  // namespace

TEST_CASE("Jacobians of the examples are the interpreter's to 1e-12, in tiles and compiled",
          "[kernels][compiled]") {
  const CacheFolder folder;
  for (const char* name :
       {"RoeFlux_1d", "RoeFlux_3d", "RobotArm_6DOF", "HumanHeartDipole", "PropaneCombustion", "HydrogenKinetics"}) {
    INFO(name);
    const examples::ExampleGraph example = examples::capture_example(name).front();
    const Program program = lowered(example.graph, Quantity::both);
    const auto compiled = evaluator({program}, folder.options());
    std::size_t num_sharp = 0, num_checked = 0;
    const auto check = [&] {
      const BatchLayout layout = compiled->layout(75);
      BatchArrays arrays = filled(program, layout, {{}, example.point, {}});
      for (std::size_t p = 0; p < 75; ++p)
        for (std::size_t k = 0; k < example.point.size(); ++k)
          arrays.independent(k, p) *= 1 + 0.01 * std::sin(static_cast<double>(1 + 3 * p + 7 * k));
      compiled->write_constants(arrays.view());
      REQUIRE(compiled->evaluate(arrays.view(), Quantity::both) == EvaluationStatus{});
      check_jacobian(program, layout, arrays, num_sharp, num_checked);
    };
    check();
    REQUIRE(compiled->wait() == kernels::CompiledEvaluator::Stage::ready);
    check();
    CHECK(static_cast<double>(num_sharp) > 0.5 * static_cast<double>(num_checked));
  }
}
