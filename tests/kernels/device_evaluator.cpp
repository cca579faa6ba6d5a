// SPDX-License-Identifier: BSD-2-Clause
// Emitted kernels for devices, in Kokkos' default execution space, against the interpreter.
#include "jacquard/kernels/device_evaluator.hpp"

#include <algorithm>
#include <bit>
#include <catch2/catch.hpp>
#include <cmath>
#include <map>

#include "../support/interpreter_evaluator.hpp"
#include "../support/running_error.hpp"
#include "../support/started_kokkos.hpp"
#include "allocation_count.hpp"
#include "batch_arrays.hpp"
#include "batch_copies.hpp"
#include "device_residuals.hpp"
#include "jacquard/kernels/launch_report.hpp"

using namespace jacquard;
using namespace jacquard::test;
using Catch::Matchers::Contains;

namespace {

using Space = Kokkos::DefaultExecutionSpace;
constexpr bool is_host = Kokkos::SpaceAccessibility<Space, Kokkos::HostSpace>::accessible;

/// The programs of every branch, in the order that is built in.
template <class Residual>
std::vector<std::vector<Program>> programs_of(const Residual& residual, KernelShape shape,
                                              std::span<const double> samples) {
  start_kokkos();
  std::vector<std::vector<Program>> branches;
  BatchedKernelOptions options;
  options.evaluators = [&](std::span<const Program> programs) {
    branches.emplace_back(programs.begin(), programs.end());
    return std::make_unique<InterpreterEvaluator>(programs, 8);
  };
  const BatchedKernel unused(residual_from(residual), shape, samples, {}, options);
  return branches;
}

std::vector<Program> roe_programs() {
  using Roe = examples::RoeFlux<3>;
  return programs_of(Roe{}, {Roe::num_independents, Roe::num_dependents}, Roe::sample()).front();
}

std::vector<Program> hydrogen_programs() {
  const Hydrogen hydrogen;
  return programs_of(hydrogen.rates, {hydrogen.rates.num_independents(), hydrogen.rates.num_dependents()},
                     hydrogen.sample())
      .front();
}

std::vector<Program> bent_programs(double coefficient = 2.5) {
  return programs_of(Bent{coefficient}, Bent::shape, Bent::samples).front();
}

/// Independents near `sample`, whose programs have no parameters.
BatchArrays near(std::span<const double> sample, const Program& program, const BatchLayout& layout) {
  BatchArrays arrays(program, layout);
  for (std::size_t p = 0; p < arrays.num_points; ++p)
    for (std::size_t k = 0; k < sample.size(); ++k)
      arrays.independent(k, p) = sample[k] * (1.0 + 0.02 * std::sin(static_cast<double>(1 + 3 * p + 7 * k)));
  return arrays;
}

/// What is built in for `programs`, for the host's batches.
std::unique_ptr<Evaluator> evaluator_for(std::span<const Program> programs) {
  return std::make_unique<EvaluatorOnCopies<Space>>(kernels::make_device_evaluator<Space>(programs), programs);
}

EvaluationStatus evaluate(const Evaluator& evaluator, BatchArrays& arrays, Quantity quantity) {
  evaluator.write_constants(arrays.view());
  return evaluator.evaluate(arrays.view(), quantity);
}

/// A host rounds as the interpreter does; elsewhere functions may be off by what the table of elementals allows.
bool is_same(double found, double expected, const BoundedValue& bound) {
  if (is_host) return std::bit_cast<std::uint64_t>(found) == std::bit_cast<std::uint64_t>(expected);
  return std::abs(found - expected) <= 2 * static_cast<double>(bound.error) + 1e-300;
}

void compare_point(const Program& program, const BatchLayout& layout, const BatchArrays& found,
                   const BatchArrays& expected, std::size_t p) {
  std::vector<long double> x;
  for (std::size_t k = 0; k < program.num_independents; ++k)
    x.push_back(expected.state[k * expected.num_points + p]);
  BoundedOutputs bounds{std::vector<BoundedValue>(program.num_residuals),
                        std::vector<BoundedValue>(layout.num_entries)};
  if constexpr (!is_host) bounds = RunningErrorAnalysis<double>(program, x, {}).run();
  for (std::size_t m = 0; m < program.num_residuals; ++m) {
    const std::size_t at = m * found.num_points + p;
    INFO("residual " << m << " of point " << p << ": " << found.result[at] << ", expected " << expected.result[at]);
    if (!is_same(found.result[at], expected.result[at], bounds.residual[m])) CHECK(false);
  }
  for (std::size_t e = 0; e < layout.num_entries; ++e) {
    const std::size_t at = layout.offset(e, p);
    INFO("entry " << e << " of point " << p << ": " << found.jacobian[at] << ", expected "
                  << expected.jacobian[at]);
    if (!is_same(found.jacobian[at], expected.jacobian[at], bounds.jacobian[e])) CHECK(false);
  }
}

/// Every quantity at batch sizes around a warp and over several chunks.
void compare_all(const std::vector<Program>& programs, std::span<const double> sample) {
  const auto emitted = evaluator_for(programs);
  CHECK_THAT(emitted->description(),
             Contains("compiled, built in (" + std::string(Space::name()) + ", a point a thread)"));
  for (const Program& program : programs) {
    for (const std::size_t num_points : {1, 31, 32, 33, 1000}) {
      INFO("quantity " << static_cast<int>(program.quantity) << ", " << num_points << " points");
      const BatchLayout layout = emitted->layout(num_points);
      const InterpreterEvaluator same_layout(programs, layout.lanes);
      BatchArrays found = near(sample, program, layout), expected = found;
      const EvaluationStatus status = evaluate(*emitted, found, program.quantity);
      same_layout.write_constants(expected.view());
      CHECK(status == same_layout.evaluate(expected.view(), program.quantity));
      CHECK(found.flipped == expected.flipped);
      for (std::size_t p = 0; p < num_points; ++p) compare_point(program, layout, found, expected, p);
    }
  }
}

}  // namespace

TEST_CASE("Emitted kernels for devices compute Roe's flux and its Jacobian as interpreted", "[kernels]") {
  compare_all(roe_programs(), examples::RoeFlux<3>::sample());
}

TEST_CASE("Emitted kernels for devices compute kinetics and their Jacobian as interpreted", "[kernels]") {
  compare_all(hydrogen_programs(), Hydrogen{}.sample());
}

TEST_CASE("Emitted kernels for devices hand values and flips from piece to piece", "[kernels]") {
  const auto branches = programs_of(Bent{}, Bent::shape, Bent::samples);
  REQUIRE(branches.size() == 2);
  for (std::size_t b = 0; b < 2; ++b) {
    const auto* kernel = kernels::find_built_in_device_kernel(kernels::program_key(branches[b]), Space::name());
    REQUIRE(kernel != nullptr);
    REQUIRE(kernel->num_carried(Quantity::both) > 1);
    compare_all(branches[b], std::span(Bent::samples).subspan(3 * b, 3));
  }
}

TEST_CASE("Emitted kernels for devices run pieces that hand nothing on", "[kernels]") {
  const std::vector<Program> programs = programs_of(Apart{}, Apart::shape, Apart::sample()).front();
  const auto* kernel = kernels::find_built_in_device_kernel(kernels::program_key(programs), Space::name());
  REQUIRE(kernel != nullptr);
  CHECK(kernel->num_carried(Quantity::both) == 0);
  compare_all(programs, Apart::sample());
}

TEST_CASE("Emitted kernels for devices count flipped points once, whichever piece finds them", "[kernels]") {
  const std::vector<Program> programs = bent_programs();
  const auto emitted = evaluator_for(programs);
  const BatchLayout layout = emitted->layout(200);
  for (const Program& program : programs) {
    BatchArrays arrays = near(std::span(Bent::samples).first(3), program, layout);
    for (const std::size_t p : {37, 38, 199}) arrays.independent(0, p) = 4.0;  // the first guard
    for (const std::size_t p : {38, 120}) arrays.independent(1, p) = 11.0;     // the second
    arrays.independent(0, 150) = std::numeric_limits<double>::quiet_NaN();     // NaN < 1 is false
    CHECK(evaluate(*emitted, arrays, program.quantity) == EvaluationStatus{.num_flipped = 5, .first_flipped = 37});
    CHECK(std::ranges::count(arrays.flipped, 1) == 5);
    CHECK(arrays.flipped[120] == 1);
    arrays = near(std::span(Bent::samples).first(3), program, layout);
    CHECK(evaluate(*emitted, arrays, program.quantity) == EvaluationStatus{});
    CHECK(std::ranges::count(arrays.flipped, 0) == 200);
  }
}

TEST_CASE("Emitted kernels for devices serve other literals and refuse other programs", "[kernels]") {
  const std::vector<Program> other = bent_programs(7.25);
  compare_all(other, std::span(Bent::samples).first(3));
  const auto alone = evaluator_for(std::span(other).first(1));
  CHECK(alone->description() == std::string("tile, a point a thread") + kernels::no_built_in_kernel);
  BatchArrays arrays = near(std::span(Bent::samples).first(3), other.front(), alone->layout(5));
  CHECK(evaluate(*alone, arrays, Quantity::residual) == EvaluationStatus{});
  CHECK_THROWS_AS(kernels::make_device_evaluator<Space>(std::span<const Program>()), ShapeError);
  CHECK(kernels::find_built_in_device_kernel(kernels::program_key(other), "no such space") == nullptr);
  const auto emitted = kernels::make_device_evaluator<Space>(other);
  Batch batch = arrays.view();
  batch.gather_stride = std::size_t{1} << 32;
  CHECK_THROWS_WITH(emitted->evaluate(batch, Quantity::residual), Contains("expected strides below 2^32"));
}

TEST_CASE("Emitted kernels for devices leave constant entries, padding of results and memory alone", "[kernels]") {
  const std::vector<Program> programs = bent_programs();
  const auto emitted = kernels::make_device_evaluator<Space>(programs);
  const Program& program = programs[1];
  REQUIRE(std::ranges::count(program.pattern.is_constant, true) == 2);
  const BatchLayout layout = emitted->layout(45);
  BatchArrays arrays = near(std::span(Bent::samples).first(3), program, layout);
  const BatchCopies<Space> copies(arrays.view(), program, layout);
  const std::size_t before = num_allocations();
  for (const Quantity quantity : {Quantity::residual, Quantity::jacobian, Quantity::both})
    emitted->evaluate(copies.view(), quantity);
  CHECK(num_allocations() == before);
  copies.fetch();
  for (std::size_t e = 0; e < layout.num_entries; ++e)
    for (std::size_t p = 0; p < layout.lanes; ++p)
      CHECK((arrays.jacobian[layout.offset(e, p)] == untouched) == (program.pattern.is_constant[e] || p >= 45));
}

TEST_CASE("A session runs emitted kernels for devices over a mesh, its tables and its parameters", "[kernels]") {
  start_kokkos();
  HeatRow row{{}};
  for (std::size_t k = 0; k < 50; ++k) row.conductivity.push_back(1.0 + 0.1 * static_cast<double>(k % 7));
  std::vector<double> x;
  for (std::size_t k = 0; k < 50; ++k) x.push_back(std::sin(static_cast<double>(k)));
  const auto session_with = [&](EvaluatorFactory factory) {
    SessionOptions options;
    options.evaluators = std::move(factory);
    Session session(residual_from(row), {50, 50, 1}, {}, options);
    session.evaluate_jacobian(x, {});
    return session;
  };
  const Session emitted = session_with(evaluator_for);
  const Session interpreted =
      session_with([](auto programs) { return std::make_unique<InterpreterEvaluator>(programs, 8); });
  INFO(emitted.report());
  CHECK_THAT(emitted.report(), Contains("compiled, built in (") && !Contains(kernels::no_built_in_kernel));
  const auto entries = [](const Session& session) {
    std::map<std::pair<std::int32_t, std::int32_t>, double> values;
    for (std::size_t k = 0; k < session.values().size(); ++k)
      if (session.rows()[k] >= 0) values[{session.rows()[k], session.columns()[k]}] = session.values()[k];
    return values;
  };
  CHECK(entries(emitted).size() == 148);
  CHECK(entries(emitted) == entries(interpreted));
}

TEST_CASE("Occupancy is what registers leave of a multiprocessor's threads, and reports give ranges", "[kernels]") {
  using kernels::LaunchResources;
  CHECK(kernels::occupancy(255, 65536, 2048) == 256.0 / 2048);  // 8 warps of 8,192 registers
  CHECK(kernels::occupancy(168, 65536, 2048) ==
        384.0 / 2048);  // 12 of 5,376, the thirteenth to fifteenth lack a unit
  CHECK(kernels::occupancy(32, 65536, 2048) == 1.0);
  CHECK(kernels::occupancy(4, 65536, 1536) == 1.0);
  const std::vector<std::optional<LaunchResources>> launches{LaunchResources{168, 0, 0.1875},
                                                             LaunchResources{255, 64, 0.125}};
  CHECK(kernels::launch_report(launches) ==
        "2 launches, registers 168 to 255, at most 64 bytes of local memory, occupancy 0.12 to 0.19");
  CHECK(kernels::launch_report(std::span(launches).first(1)) ==
        "1 launch, registers 168, none spilled, occupancy 0.19");
  CHECK(kernels::launch_report({}) == "");
  const std::vector<std::optional<LaunchResources>> unknown{std::nullopt};
  CHECK(kernels::launch_report(unknown) == "");
}
