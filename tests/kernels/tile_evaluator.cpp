// SPDX-License-Identifier: BSD-2-Clause
// The tile evaluator's contract: layouts, tables, constants, guards, lanes, errors, memory.
#include "jacquard/kernels/tile_evaluator.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "../support/started_kokkos.hpp"
#include "allocation_count.hpp"
#include "batch_arrays.hpp"
#include "batch_copies.hpp"
#include "jacquard/error.hpp"

using namespace jacquard;
using namespace jacquard::test;
using kernels::TileOptions;

namespace {

using HostEvaluator = kernels::TileEvaluator<Kokkos::DefaultHostExecutionSpace>;
using PointSpace = Kokkos::DefaultExecutionSpace;
using PointEvaluator = kernels::TileEvaluator<PointSpace, kernels::DeviceRunner<PointSpace>>;

Program lowered(GraphBuilder&& builder, Quantity quantity) {
  Linearization linearization = linearize(std::move(builder).seal());
  const EliminationOrder order = reverse_order(linearization.graph);
  return lower(accumulate(std::move(linearization), order), quantity);
}

/// f0 = exp(x0) x1 + p0, f1 = sqrt(x0) - x1 / x0, with the constant entries df2/dx0 = 3 and df2/dx1 = 1 of
/// f2 = 3 x0 + x1; guarded by x0 < 2.
Program sample(Quantity quantity) {
  GraphBuilder builder(2, 1, Folding::exact);
  const VertexId x0(0), x1(1), p0(2);
  const auto apply = [&](Elemental elemental, std::initializer_list<VertexId> arguments) {
    return builder.apply(elemental, arguments);
  };
  const VertexId power = apply(Elemental::exp, {x0});
  builder.add_dependent(apply(Elemental::add, {apply(Elemental::mul, {power, x1}), p0}));
  builder.add_dependent(apply(Elemental::sub, {apply(Elemental::sqrt, {x0}), apply(Elemental::div, {x1, x0})}));
  builder.add_dependent(apply(Elemental::add, {apply(Elemental::mul, {builder.literal(3.0), x0}), x1}));
  builder.add_guard(apply(Elemental::less, {x0, builder.literal(2.0)}), true);
  return lowered(std::move(builder), quantity);
}

double independent_of(std::size_t k, std::size_t p) {
  return 0.25 + 0.5 * static_cast<double>(k) + 0.001 * static_cast<double>(p);
}

BatchArrays filled(const Program& program, const Evaluator& evaluator, std::size_t num_points) {
  BatchArrays arrays(program, evaluator.layout(num_points));
  for (std::size_t p = 0; p < num_points; ++p) {
    for (std::size_t k = 0; k < program.num_independents; ++k) arrays.independent(k, p) = independent_of(k, p);
    for (std::vector<double>& column : arrays.parameters) column[p] = 10.0 + static_cast<double>(p);
  }
  return arrays;
}

/// A few ulp of each of a handful of operations.
bool is_close(double found, double expected) {
  return std::abs(found - expected) <= 1e-14 * (1 + std::abs(expected));
}

void check_point(const Program& program, const BatchLayout& layout, const BatchArrays& arrays, std::size_t p) {
  const PointValues<double> expected = arrays.interpreted(program, p);
  for (std::size_t m = 0; m < expected.residual.size(); ++m) {
    INFO("residual " << m << " of point " << p);
    CHECK(is_close(arrays.result[m * arrays.num_points + p], expected.residual[m]));
  }
  for (std::size_t k = 0; k < expected.jacobian.size(); ++k) {
    INFO("entry " << k << " of point " << p);
    CHECK(is_close(arrays.jacobian[layout.offset(k, p)], expected.jacobian[k]));
  }
}

/// One evaluator for each instruction set of this machine, two where roots may be shared.
std::vector<std::unique_ptr<Evaluator>> host_evaluators(std::span<const Program> programs) {
  start_kokkos();
  std::vector<std::unique_ptr<Evaluator>> evaluators;
  for (const kernels::InstructionSet set : kernels::available_instruction_sets()) {
    evaluators.push_back(
        std::make_unique<HostEvaluator>(programs, TileOptions{.instruction_set = set, .shares_roots = false}));
    if (set != kernels::InstructionSet::avx512) continue;
    evaluators.push_back(
        std::make_unique<HostEvaluator>(programs, TileOptions{.instruction_set = set, .shares_roots = true}));
  }
  return evaluators;
}

/// Those, and one that runs a point a thread, on a device if there is one.
std::vector<std::unique_ptr<Evaluator>> all_evaluators(std::span<const Program> programs) {
  std::vector<std::unique_ptr<Evaluator>> evaluators = host_evaluators(programs);
  evaluators.push_back(
      std::make_unique<EvaluatorOnCopies<PointSpace>>(std::make_unique<PointEvaluator>(programs), programs));
  return evaluators;
}

std::unique_ptr<Evaluator> host_evaluator(std::span<const Program> programs) {
  start_kokkos();
  return std::make_unique<HostEvaluator>(programs);
}

}  // namespace

TEST_CASE("Batches of every length around a pack and a tile come out as interpreted", "[kernels]") {
  const Program program = sample(Quantity::both);
  for (const auto& evaluator : all_evaluators(std::span(&program, 1))) {
    for (const std::size_t num_points : {1, 2, 7, 8, 9, 63, 64, 65, 127, 128, 129, 1000}) {
      BatchArrays arrays = filled(program, *evaluator, num_points);
      evaluator->write_constants(arrays.view());
      CHECK(evaluator->evaluate(arrays.view(), Quantity::both) == EvaluationStatus{});
      for (std::size_t p = 0; p < num_points; ++p) check_point(program, evaluator->layout(num_points), arrays, p);
    }
  }
}

TEST_CASE("An empty batch is evaluated without touching a pointer", "[kernels]") {
  const Program program = sample(Quantity::both);
  for (const auto& evaluator : all_evaluators(std::span(&program, 1))) {
    CHECK(evaluator->layout(0).num_points == 0);
    CHECK(evaluator->evaluate(Batch{}, Quantity::both) == EvaluationStatus{});
    evaluator->write_constants(Batch{});
  }
}

TEST_CASE("Each quantity is computed by its own program, and only that", "[kernels]") {
  const std::vector<Program> programs{sample(Quantity::residual), sample(Quantity::jacobian),
                                      sample(Quantity::both)};
  for (const auto& evaluator : all_evaluators(programs)) {
    for (const Program& program : programs) {
      BatchArrays arrays = filled(program, *evaluator, 20);
      Batch batch = arrays.view();
      if (program.quantity == Quantity::residual) batch.jacobian = nullptr;
      if (program.quantity == Quantity::jacobian) batch.result = nullptr;
      evaluator->evaluate(batch, program.quantity);
      if (batch.jacobian) evaluator->write_constants(batch);
      for (std::size_t p = 0; p < 20; ++p) check_point(program, evaluator->layout(20), arrays, p);
    }
  }
}

TEST_CASE("A host keeps eight points a tile, a device one tile of all, and offsets say where entries are",
          "[kernels]") {
  const Program program = sample(Quantity::both);
  start_kokkos();
  const BatchLayout host = HostEvaluator(std::span(&program, 1)).layout(20);
  CHECK(host.lanes == 8);
  CHECK(host.extent() == 24 * program.pattern.rows.num_entries());
  CHECK(host.offset(2, 9) == (program.pattern.rows.num_entries() + 2) * 8 + 1);
  const BatchLayout device = PointEvaluator(std::span(&program, 1)).layout(20);
  CHECK(device.lanes == 32);
  CHECK(device.offset(2, 9) == 2 * 32 + 9);
}

TEST_CASE("Constant entries are written once and left alone by evaluations", "[kernels]") {
  const Program program = sample(Quantity::jacobian);
  const JacobianPattern& pattern = program.pattern;
  REQUIRE(std::ranges::count(pattern.is_constant, true) == 2);
  for (const auto& evaluator : all_evaluators(std::span(&program, 1))) {
    BatchArrays arrays = filled(program, *evaluator, 11);
    const BatchLayout layout = evaluator->layout(11);
    evaluator->evaluate(arrays.view(), Quantity::jacobian);
    for (std::size_t k = 0; k < layout.num_entries; ++k) {
      for (std::size_t p = 0; p < 11; ++p)
        CHECK((arrays.jacobian[layout.offset(k, p)] == untouched) == pattern.is_constant[k]);
    }
    evaluator->write_constants(arrays.view());
    for (std::size_t p = 0; p < 11; ++p) check_point(program, layout, arrays, p);
  }
}

TEST_CASE("Tables say where independents come from and where residuals go", "[kernels]") {
  const Program program = sample(Quantity::both);
  constexpr std::size_t num_points = 19;
  for (const auto& evaluator : all_evaluators(std::span(&program, 1))) {
    BatchArrays arrays = filled(program, *evaluator, num_points);
    const std::vector<double> shared{42.0};
    const std::array<const double*, 1> parameters{shared.data()};
    const std::array<std::uint8_t, 1> strides{0};
    arrays.parameters[0].assign(num_points, 42.0);
    // [independents | residuals], points last to first, tables of a class with more sites than the batch
    constexpr std::size_t stride = num_points + 3;
    std::vector<double> state(5 * num_points, untouched);
    std::vector<std::int32_t> gather(2 * stride, -1), scatter(3 * stride, -1);
    for (std::size_t p = 0; p < num_points; ++p) {
      for (std::size_t k = 0; k < 5; ++k) {
        const auto at = static_cast<std::int32_t>(5 * (num_points - 1 - p) + k);
        (k < 2 ? gather[k * stride + p] : scatter[(k - 2) * stride + p]) = at;
        if (k < 2) state[static_cast<std::size_t>(at)] = arrays.independent(k, p);
      }
    }
    Batch batch = arrays.view();
    batch.state = batch.result = state.data();
    batch.gather = gather.data();
    batch.scatter = scatter.data();
    batch.gather_stride = batch.scatter_stride = stride;
    batch.parameters = parameters.data();
    batch.parameter_strides = strides.data();
    evaluator->write_constants(batch);
    evaluator->evaluate(batch, Quantity::both);
    for (std::size_t p = 0; p < num_points; ++p) {
      for (std::size_t m = 0; m < 3; ++m)
        arrays.result[m * num_points + p] = state[5 * (num_points - 1 - p) + 2 + m];
      check_point(program, evaluator->layout(num_points), arrays, p);
    }
  }
}

TEST_CASE("Flipped guards are counted, the lowest point named and every point marked", "[kernels]") {
  const Program program = sample(Quantity::both);
  for (const auto& evaluator : all_evaluators(std::span(&program, 1))) {
    BatchArrays arrays = filled(program, *evaluator, 100);
    for (const std::size_t p : {37, 38, 99}) arrays.independent(0, p) = 2.0;
    const EvaluationStatus status = evaluator->evaluate(arrays.view(), Quantity::both);
    CHECK(status.num_flipped == 3);
    CHECK(status.first_flipped == 37);
    CHECK(std::ranges::count(arrays.flipped, 1) == 3);
    CHECK(std::ranges::count(arrays.flipped, 0) == 97);
    CHECK(arrays.flipped[99] == 1);
    arrays.independent(0, 5) = std::numeric_limits<double>::quiet_NaN();  // NaN < 2 is false
    CHECK(evaluator->evaluate(arrays.view(), Quantity::both).first_flipped == 5);
  }
}

TEST_CASE("Points without a flipped guard say so even in a residual without guards", "[kernels]") {
  GraphBuilder builder(1, 0, Folding::exact);
  builder.add_dependent(builder.apply(Elemental::sin, {VertexId(0)}));
  const Program program = lowered(std::move(builder), Quantity::both);
  for (const auto& evaluator : all_evaluators(std::span(&program, 1))) {
    BatchArrays arrays = filled(program, *evaluator, 10);
    CHECK(evaluator->evaluate(arrays.view(), Quantity::both) == EvaluationStatus{});
    CHECK(std::ranges::count(arrays.flipped, 0) == 10);
  }
}

TEST_CASE("A NaN at one point changes no bit at any other", "[kernels]") {
  const Program program = sample(Quantity::both);
  for (const auto& evaluator : all_evaluators(std::span(&program, 1))) {
    const BatchLayout layout = evaluator->layout(21);
    BatchArrays clean = filled(program, *evaluator, 21);
    evaluator->evaluate(clean.view(), Quantity::both);
    for (const std::size_t poisoned : {0, 3, 16, 20}) {
      BatchArrays arrays = filled(program, *evaluator, 21);
      arrays.independent(0, poisoned) = std::numeric_limits<double>::quiet_NaN();
      evaluator->evaluate(arrays.view(), Quantity::both);
      for (std::size_t p = 0; p < 21; ++p) {
        for (std::size_t k = 0; k < layout.num_entries; ++k) {
          if (program.pattern.is_constant[k]) continue;
          const double found = arrays.jacobian[layout.offset(k, p)];
          if (p != poisoned) CHECK(found == clean.jacobian[layout.offset(k, p)]);
        }
        CHECK((p == poisoned ? std::isnan(arrays.result[p]) : arrays.result[p] == clean.result[p]));
      }
    }
  }
}

TEST_CASE("A last tile that is not full reads and writes nothing beyond the batch but its own padding",
          "[kernels]") {
  const Program program = sample(Quantity::both);
  for (const auto& evaluator : all_evaluators(std::span(&program, 1))) {
    const BatchLayout layout = evaluator->layout(13);
    BatchArrays arrays = filled(program, *evaluator, 13);
    const std::size_t guard = 64;
    arrays.jacobian.resize(layout.extent() + guard, untouched);
    arrays.result.resize(arrays.result.size() + guard, untouched);
    arrays.flipped.resize(13 + guard, 7);
    evaluator->write_constants(arrays.view());
    evaluator->evaluate(arrays.view(), Quantity::both);
    CHECK(std::count(arrays.jacobian.end() - guard, arrays.jacobian.end(), untouched) == guard);
    CHECK(std::count(arrays.result.end() - guard, arrays.result.end(), untouched) == guard);
    CHECK(std::count(arrays.flipped.end() - guard, arrays.flipped.end(), 7) == guard);
    CHECK(std::count(arrays.result.begin(), arrays.result.end(), untouched) == guard);
  }
}

TEST_CASE("An evaluation allocates nothing", "[kernels]") {
  const std::vector<Program> programs{sample(Quantity::residual), sample(Quantity::jacobian),
                                      sample(Quantity::both)};
  const auto check = [](const Evaluator& evaluator, const Batch& batch) {
    // Kokkos notes what a kernel takes of a device when it first launches it.
    evaluator.evaluate(batch, Quantity::both);
    const std::size_t before = num_allocations();
    for (const Quantity quantity : {Quantity::residual, Quantity::jacobian, Quantity::both}) {
      evaluator.evaluate(batch, quantity);
    }
    CHECK(num_allocations() == before);
  };
  for (const auto& evaluator : host_evaluators(programs)) {
    BatchArrays arrays = filled(programs[2], *evaluator, 300);
    check(*evaluator, arrays.view());
  }
  const PointEvaluator points(programs);
  BatchArrays arrays = filled(programs[2], points, 300);
  check(points, BatchCopies<PointSpace>(arrays.view(), programs[2], points.layout(300)).view());
  const std::size_t before = num_allocations();
  ::operator delete(::operator new(8));
  CHECK(num_allocations() > before);
}

TEST_CASE("A missing program or pointer is refused by name", "[kernels]") {
  const Program program = sample(Quantity::both);
  const auto evaluator = host_evaluator(std::span(&program, 1));
  BatchArrays arrays = filled(program, *evaluator, 4);
  CHECK_THROWS_AS(evaluator->evaluate(arrays.view(), Quantity::residual), StateError);
  CHECK_THROWS_WITH(evaluator->evaluate(arrays.view(), Quantity::residual),
                    Catch::Contains("without a program for F"));
  Batch batch = arrays.view();
  batch.jacobian = nullptr;
  CHECK_THROWS_AS(evaluator->evaluate(batch, Quantity::both), ShapeError);
  CHECK_THROWS_WITH(evaluator->evaluate(batch, Quantity::both), Catch::Contains("jacobian"));
  batch = arrays.view();
  batch.state = nullptr;
  CHECK_THROWS_WITH(evaluator->evaluate(batch, Quantity::both), Catch::Contains("state"));
  batch = arrays.view();
  batch.parameters = nullptr;
  CHECK_THROWS_WITH(evaluator->evaluate(batch, Quantity::both), Catch::Contains("parameters"));
}

TEST_CASE("Programs that do not belong together are refused", "[kernels]") {
  CHECK_THROWS_WITH(host_evaluator({}), Catch::Contains("found none"));
  const std::vector<Program> twice{sample(Quantity::both), sample(Quantity::both)};
  CHECK_THROWS_WITH(host_evaluator(twice), Catch::Contains("two programs compute F and J"));
  GraphBuilder builder(1, 0, Folding::exact);
  builder.add_dependent(builder.apply(Elemental::sin, {VertexId(0)}));
  const std::vector<Program> strangers{sample(Quantity::both), lowered(std::move(builder), Quantity::residual)};
  CHECK_THROWS_AS(host_evaluator(strangers), ShapeError);
  CHECK_THROWS_WITH(host_evaluator(strangers), Catch::Contains("pattern of the program for F differs"));
}

TEST_CASE("Asking for an instruction set that the machine lacks names those that it has", "[kernels]") {
  const Program program = sample(Quantity::both);
  start_kokkos();
  const auto foreign = kernels::available_instruction_sets().front() == kernels::InstructionSet::neon
                           ? kernels::InstructionSet::sse2
                           : kernels::InstructionSet::neon;
  const TileOptions options{.instruction_set = foreign};
  CHECK_THROWS_AS(HostEvaluator(std::span(&program, 1), options), StateError);
  CHECK_THROWS_WITH(HostEvaluator(std::span(&program, 1), options),
                    Catch::Contains(std::string(name(kernels::available_instruction_sets().front()))));
}

TEST_CASE("Ranges of tiles may run apart, each in a workspace of its own", "[kernels]") {
  const Program program = sample(Quantity::both);
  const kernels::HostProgram host(program,
                                  TileOptions{.instruction_set = kernels::available_instruction_sets().front()});
  const auto evaluator = host_evaluator(std::span(&program, 1));
  BatchArrays whole = filled(program, *evaluator, 77), parts = filled(program, *evaluator, 77);
  for (BatchArrays* arrays : {&whole, &parts}) {
    for (const std::size_t p : {20, 70}) arrays->independent(0, p) = 2.0;
  }
  REQUIRE(host.num_tiles(77) == 5);
  std::vector<double> first(host.workspace_extent()), second(host.workspace_extent());
  host.prepare(first.data());
  host.prepare(second.data());
  CHECK(host.run(whole.view(), 0, 5, first.data()) == EvaluationStatus{.num_flipped = 2, .first_flipped = 20});
  CHECK(host.run(parts.view(), 3, 5, second.data()) == EvaluationStatus{.num_flipped = 1, .first_flipped = 70});
  CHECK(std::ranges::count(parts.flipped, 7) == 48);
  CHECK(host.run(parts.view(), 0, 3, first.data()) == EvaluationStatus{.num_flipped = 1, .first_flipped = 20});
  CHECK(parts.result == whole.result);
  CHECK(parts.jacobian == whole.jacobian);
  CHECK(parts.flipped == whole.flipped);
}

TEST_CASE("A thread that runs a point writes to no slot but its own", "[kernels]") {
  const Program program = sample(Quantity::both);
  const kernels::TileProgram steps = kernels::tile_program(program);
  constexpr std::size_t num_threads = 3;
  std::vector<double> slots(steps.num_slots * num_threads, untouched);
  const BatchLayout layout{.lanes = 4, .num_entries = program.pattern.rows.num_entries(), .num_points = 4};
  BatchArrays arrays(program, layout);
  for (std::size_t p = 0; p < 4; ++p) {
    for (std::size_t k = 0; k < 2; ++k) arrays.independent(k, p) = independent_of(k, p);
  }
  const kernels::PointKernel kernel{.steps = steps.steps.data(),
                                    .num_steps = steps.steps.size(),
                                    .literals = steps.literals.data(),
                                    .slots = slots.data(),
                                    .num_threads = num_threads,
                                    .entry_stride = layout.lanes,
                                    .batch = arrays.view()};
  CHECK_FALSE(kernel.run(2, 1));
  for (std::size_t s = 0; s < slots.size(); ++s) CHECK((slots[s] == untouched) == (s % num_threads != 1));
  const PointValues<double> expected = arrays.interpreted(program, 2);
  for (std::size_t k = 0; k < layout.num_entries; ++k) {
    if (!program.pattern.is_constant[k])
      CHECK(is_close(arrays.jacobian[layout.offset(k, 2)], expected.jacobian[k]));
  }
}
