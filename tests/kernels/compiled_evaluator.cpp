// SPDX-License-Identifier: BSD-2-Clause
// Kernels compiled at run time: same results as tiles.
#include "jacquard/kernels/compiled_evaluator.hpp"

#include <catch2/catch.hpp>

#include "../../kernels/src/compiled_source.hpp"
#include "../../kernels/src/kernel_cache.hpp"
#include "compiled_fixtures.hpp"
#include "jacquard/kernels/host_launch.hpp"
#include "jacquard/kernels/host_machine.hpp"

using namespace jacquard;
using namespace jacquard::test;
using kernels::CompilationOptions;
using Stage = kernels::CompiledEvaluator::Stage;

namespace {

/// A kernel compiled with one more flag.
std::unique_ptr<Evaluator> compiled_with(const std::string& flag, const Program& program,
                                         const CacheFolder& folder) {
  const std::string compiler = kernels::compiler_for(kernels::available_instruction_sets().back(), "").command;
  CompilationOptions options = folder.options();
  options.compiler = script(folder, "exec '" + compiler + "' \"$@\" " + flag).string();
  auto compiled = evaluator({program}, options);
  REQUIRE(compiled->wait() == Stage::ready);
  return compiled;
}

}  // namespace

TEST_CASE("Compiled kernels agree with tiles to the last bit, whole or cut into pieces", "[kernels][compiled]") {
  const std::uint64_t seed = 20261121;
  std::mt19937_64 random(seed);
  const RandomGraph drawn = RandomGraphGenerator(random)(400);
  const std::vector<Program> programs = {lowered(drawn.graph, Quantity::residual),
                                         lowered(drawn.graph, Quantity::both)};
  const CacheFolder folder;
  for (const std::size_t piece : {10000, 50}) {
    INFO("seed " << seed << ", " << piece << " statements a piece");
    CompilationOptions options = folder.options();
    options.emission.statements_a_piece = piece;
    const auto compiled = evaluator(programs, options);
    compiled->wait();
    INFO(compiled->description());
    REQUIRE(compiled->stage() == Stage::ready);
    const auto tiles = kernels::make_host_evaluator(programs);
    for (const Program& program : programs) {
      BatchArrays found = filled(program, compiled->layout(21), drawn), expected = found;
      compiled->write_constants(found.view());
      tiles->write_constants(expected.view());
      CHECK(compiled->evaluate(found.view(), program.quantity) ==
            tiles->evaluate(expected.view(), program.quantity));
      CHECK(found.result == expected.result);
      for (std::size_t p = 0; p < 21; ++p)
        for (std::size_t k = 0; k < compiled->layout(21).num_entries; ++k)
          CHECK(found.jacobian[compiled->layout(21).offset(k, p)] ==
                expected.jacobian[compiled->layout(21).offset(k, p)]);
    }
  }
}

// A quotient is as good as a division: half an ulp but for what Newton's iteration and the reference in long double
// leave, 2^-30 and 2^-11 of one.
TEST_CASE("Roots and distances are computed together with what is divided by them", "[kernels][compiled]") {
  GraphBuilder builder(2, 0, Folding::none);
  const VertexId root = builder.apply(Elemental::sqrt, {VertexId(0)});
  const VertexId distance = builder.apply(Elemental::hypot, {VertexId(0), VertexId(1)});
  builder.add_dependent(root);
  builder.add_dependent(builder.apply(Elemental::div, {builder.literal(-0.5), root}));
  builder.add_dependent(distance);
  builder.add_dependent(builder.apply(Elemental::reciprocal, {distance}));
  builder.add_dependent(builder.apply(Elemental::reciprocal, {root}));
  const Program program = lowered(std::move(builder).seal(), Quantity::residual);

  const std::uint64_t seed = 20261122;
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> exponent(-900.0, 900.0);
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const std::vector<double> special{
      0.0, -0.0, -1.0, infinity, -infinity, std::nan(""), 0x1p-1074, 0x1p-1022, 0x1.fffffffffffffp1023};
  std::vector<double> x(special);
  while (x.size() < 2000) x.push_back(std::exp2(exponent(random)));
  std::ranges::copy(special, x.begin() + 8 * 125);  // among eight whose roots tiles may leave to the divider

  const auto agrees = [](double found, long double expected) {
    const auto rounded = static_cast<double>(expected);
    if (std::isnan(rounded)) return std::isnan(found);
    if (rounded == 0.0 || std::isinf(rounded)) return found == rounded;
    const double ulp = std::nextafter(std::abs(rounded), infinity) - std::abs(rounded);
    return std::abs(found - expected) <= (0.5L + 0x1p-10L) * ulp;
  };
  const CacheFolder folder, other_folder;
  std::vector<std::unique_ptr<Evaluator>> evaluators;
  evaluators.push_back(compiled_with("-DJACQUARD_QUICK_DIVIDER", program, folder));
  evaluators.push_back(compiled_with("-UJACQUARD_QUICK_DIVIDER", program, other_folder));
  for (const bool shares_roots : {true, false})
    evaluators.push_back(kernels::make_host_evaluator(std::span(&program, 1), {.shares_roots = shares_roots}));
  for (std::size_t k = 0; k < evaluators.size(); ++k) {
    const Evaluator* const from = evaluators[k].get();
    BatchArrays arrays(program, from->layout(x.size()));
    for (std::size_t p = 0; p < x.size(); ++p) {
      arrays.independent(0, p) = x[p];
      arrays.independent(1, p) = x[(p + 1) % x.size()];
    }
    from->evaluate(arrays.view(), Quantity::residual);
    const auto result = [&](std::size_t k, std::size_t p) { return arrays.result[k * x.size() + p]; };
    for (std::size_t p = 0; p < x.size(); ++p) {
      INFO("seed " << seed << ", evaluator " << k << ", " << from->description() << ": sqrt(" << x[p]
                   << "), hypot with " << x[(p + 1) % x.size()]);
      CHECK(agrees(result(0, p), std::sqrt(static_cast<long double>(x[p]))));
      CHECK(agrees(result(1, p), -0.5L / result(0, p)));
      CHECK(agrees(result(3, p), 1.0L / result(2, p)));
      CHECK(agrees(result(4, p), 1.0L / result(0, p)));
    }
  }
}

TEST_CASE("Partials of an angle are within 4 ulp wherever the point is", "[kernels][compiled]") {
  GraphBuilder builder(2, 0, Folding::none);
  builder.add_dependent(builder.apply(Elemental::atan2, {VertexId(0), VertexId(1)}));
  const Program program = lowered(std::move(builder).seal(), Quantity::jacobian);

  const std::uint64_t seed = 20261123;
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> even(-1.0, 1.0), exponent(-1022.0, 1022.0);
  constexpr double infinity = std::numeric_limits<double>::infinity();
  std::vector<std::array<double, 2>> points{
      {0.0, 0.0},        {0.0, 1.0},     {1.0, -0.0},          {infinity, 1.0},    {1.0, infinity},
      {std::nan(""), 1}, {0x1p-1074, 0}, {0x1p-512, 0x1p-511}, {0x1p511, 0x1p511}, {0x1p1023, 0x1p1023}};
  while (points.size() < 2000) points.push_back({even(random), even(random)});
  while (points.size() < 3000) points.push_back({std::exp2(exponent(random)), -std::exp2(exponent(random))});

  const CacheFolder folder;
  const auto compiled = evaluator({program}, folder.options());
  REQUIRE(compiled->wait() == Stage::ready);
  const BatchLayout layout = compiled->layout(points.size());
  BatchArrays arrays(program, layout);
  for (std::size_t p = 0; p < points.size(); ++p)
    for (std::size_t k = 0; k < 2; ++k) arrays.independent(k, p) = points[p][k];
  compiled->evaluate(arrays.view(), Quantity::jacobian);
  const auto agrees = [](double found, long double expected) {
    const auto rounded = static_cast<double>(expected);
    if (std::isnan(rounded)) return std::isnan(found);
    if (std::isinf(rounded)) return found == rounded;
    const double ulp = std::nextafter(std::abs(rounded), infinity) - std::abs(rounded);
    return std::abs(found - expected) <= 4.0L * ulp;
  };
  for (std::size_t p = 0; p < points.size(); ++p) {
    const auto y = static_cast<long double>(points[p][0]), x = static_cast<long double>(points[p][1]);
    const long double distance = std::hypot(x, y);
    INFO("seed " << seed << ", atan2(" << points[p][0] << ", " << points[p][1] << ")");
    CHECK(agrees(arrays.jacobian[layout.offset(0, p)], x / distance / distance));
    CHECK(agrees(arrays.jacobian[layout.offset(1, p)], -y / distance / distance));
  }
}

// Some lanes of nearly every pack hold an angle that vectors do not reduce.
TEST_CASE("Sines and cosines whose ranges are tested together are right for all angles", "[kernels][compiled]") {
  GraphBuilder builder(2, 0, Folding::none);
  for (const std::size_t k : {0, 1})
    for (const Elemental elemental : {Elemental::sin, Elemental::cos})
      builder.add_dependent(builder.apply(elemental, {VertexId(k)}));
  const Program program = lowered(std::move(builder).seal(), Quantity::residual);

  const std::uint64_t seed = 20261124;
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> exponent(-30.0, 30.0);
  std::vector<double> x{0x1p19, 0x1.0000000000001p19, 1e300, std::numeric_limits<double>::infinity(), std::nan("")};
  while (x.size() < 400) x.push_back(-std::exp2(exponent(random)));
  for (std::size_t k = 0; k < 400; ++k) x.push_back(0.01 * static_cast<double>(k));  // whole packs of small ones

  const CacheFolder folder;
  const auto compiled = evaluator({program}, folder.options());
  REQUIRE(compiled->wait() == Stage::ready);
  BatchArrays arrays(program, compiled->layout(x.size()));
  for (std::size_t p = 0; p < x.size(); ++p) {
    arrays.independent(0, p) = x[p];
    arrays.independent(1, p) = -0.5 * x[p];
  }
  compiled->evaluate(arrays.view(), Quantity::residual);
  constexpr double bound = 3.25 * 0x1p-52;  // instruction_set.hpp; a last place is at most this fraction
  for (std::size_t p = 0; p < x.size(); ++p) {
    INFO("seed " << seed << ", " << x[p]);
    for (const std::size_t k : {0, 1}) {
      const long double angle = arrays.independent(k, p);
      for (const auto& [value, at] : {std::pair(std::sin(angle), 2 * k), std::pair(std::cos(angle), 2 * k + 1)}) {
        const double found = arrays.result[at * x.size() + p];
        CHECK((std::isnan(value) ? std::isnan(found) : std::abs(found - value) <= bound * std::abs(value)));
      }
    }
  }
}

TEST_CASE("Without guards no point is flipped, and a batch without points needs no arrays", "[kernels][compiled]") {
  GraphBuilder builder(1, 0, Folding::exact);
  builder.add_dependent(builder.apply(Elemental::exp, {VertexId(0)}));
  const Program program = lowered(std::move(builder).seal(), Quantity::both);
  const CacheFolder folder;
  const auto compiled = evaluator({program}, folder.options());
  const auto check = [&] {
    BatchArrays arrays(program, compiled->layout(19));
    CHECK(compiled->evaluate(arrays.view(), Quantity::both) == EvaluationStatus{});
    CHECK(arrays.flipped == std::vector<std::uint8_t>(19, 0));
    CHECK(compiled->evaluate(Batch{}, Quantity::both) == EvaluationStatus{});
  };
  check();
  REQUIRE(compiled->wait() == kernels::CompiledEvaluator::Stage::ready);
  check();
}

TEST_CASE("Jacobians that are written past the caches are the same, and constant entries stay",
          "[kernels][compiled]") {
  const std::size_t num_independents =
      GENERATE(2, 17);  // few entries and many, which are put in order first or not
  GraphBuilder builder(num_independents, 0, Folding::exact);
  VertexId sum = builder.apply(Elemental::add, {VertexId(0), VertexId(1)});
  for (std::size_t k = 2; k < num_independents; ++k) sum = builder.apply(Elemental::add, {sum, VertexId(k)});
  for (std::size_t k = 0; k < num_independents; ++k)
    builder.add_dependent(builder.apply(Elemental::mul, {VertexId(k), sum}));
  builder.add_dependent(builder.apply(Elemental::add, {VertexId(0), builder.apply(Elemental::exp, {VertexId(1)})}));
  const std::vector<Program> programs = {lowered(std::move(builder).seal(), Quantity::both)};
  const CacheFolder folder;
  CompilationOptions options = folder.options();
  options.most_cached_bytes = 0;
  const auto compiled = evaluator(programs, options);
  REQUIRE(compiled->wait() == Stage::ready);
  constexpr std::size_t num_points = 37;
  std::vector<double> x(num_independents);
  for (std::size_t k = 0; k < num_independents; ++k) x[k] = 0.5 + 1.5 * static_cast<double>(k);
  BatchArrays arrays = filled(programs[0], compiled->layout(num_points), {{}, x, {}});
  const BatchLayout layout = compiled->layout(num_points);
  std::vector<double> storage(layout.extent() + 7);
  Batch batch = arrays.view();
  batch.jacobian = at_cache_line(storage);
  compiled->write_constants(batch);
  compiled->evaluate(batch, Quantity::both);
  const auto tiles = kernels::make_host_evaluator(programs);
  tiles->write_constants(arrays.view());
  tiles->evaluate(arrays.view(), Quantity::both);
  for (std::size_t p = 0; p < num_points; ++p)
    for (std::size_t k = 0; k < layout.num_entries; ++k)
      CHECK(batch.jacobian[layout.offset(k, p)] == arrays.jacobian[layout.offset(k, p)]);
}

TEST_CASE("Jacobians that the second-level cache cannot hold are the same", "[kernels][compiled]") {
  GraphBuilder builder(2, 0, Folding::exact);
  builder.add_guard(builder.apply(Elemental::less, {VertexId(0), builder.literal(1.0)}), true);
  VertexId last(0);
  for (int k = 0; k < 6; ++k) {
    last = builder.apply(Elemental::mul, {builder.apply(Elemental::sin, {last}), VertexId(1)});
    builder.add_dependent(last);
  }
  const std::vector<Program> programs = {lowered(std::move(builder).seal(), Quantity::both)};
  start_kokkos();
  const auto tiles = kernels::make_host_evaluator(programs);
  for (const std::size_t piece : {10000, 4}) {
    INFO(piece << " statements a piece");
    const CacheFolder folder;
    CompilationOptions options = folder.options();
    options.emission.statements_a_piece = piece;
    const auto compiled = evaluator(programs, options);
    REQUIRE(compiled->wait() == Stage::ready);
    const std::size_t bytes_a_point = compiled->layout(1).num_entries * sizeof(double);
    const std::size_t num_shares = kernels::num_workers(Kokkos::DefaultHostExecutionSpace());
    const std::size_t num_points = (num_shares + 1) * kernels::second_level_cache_bytes() / bytes_a_point + 5;
    BatchArrays found = filled(programs[0], compiled->layout(num_points), {{}, {0.5, 2.0}, {}});
    for (std::size_t p = 0; p < num_points; ++p) found.independent(0, p) += 0.1 * static_cast<double>(p % 7);
    BatchArrays expected = found;
    CHECK(compiled->evaluate(found.view(), Quantity::both) == tiles->evaluate(expected.view(), Quantity::both));
    CHECK(found.flipped == expected.flipped);
    CHECK(found.result == expected.result);
    CHECK(found.jacobian == expected.jacobian);
  }
}

TEST_CASE("Kernels of one piece compute the same whether they fetch lines ahead or not", "[kernels][compiled]") {
  GraphBuilder builder(2, 0, Folding::exact);
  const VertexId product = builder.apply(Elemental::mul, {VertexId(0), VertexId(1)});
  builder.add_dependent(builder.apply(Elemental::sin, {product}));
  const std::vector<Program> programs = {lowered(std::move(builder).seal(), Quantity::both)};
  const CacheFolder folder;
  const auto compiled = evaluator(programs, folder.options());
  REQUIRE(compiled->wait() == Stage::ready);
  const std::filesystem::path file = folder.kernel_files().at(0);
  std::string reason;
  const auto kernel = kernels::KernelCache(folder.path()).load(file.stem().string(), reason);
  REQUIRE(kernel.has_value());

  constexpr std::size_t num_points = 45;  // five whole packs and a part of one
  BatchArrays expected = filled(programs[0], compiled->layout(num_points), {{}, {0.5, 2.0}, {}});
  compiled->evaluate(expected.view(), Quantity::both);
  for (const bool fetches : {true, false}) {
    BatchArrays found = filled(programs[0], compiled->layout(num_points), {{}, {0.5, 2.0}, {}});
    const Batch batch = found.view();
    EvaluationStatus status;
    (*kernel)({.batch = &batch, .last_group = 6, .status = &status, .one_piece_fetches = fetches});
    CHECK(found.result == expected.result);
    CHECK(found.jacobian == expected.jacobian);
  }
}

TEST_CASE("Compiled kernels gather, scatter and read shared parameters by tables", "[kernels][compiled]") {
  GraphBuilder builder(1, 1, Folding::exact);
  builder.add_dependent(builder.apply(Elemental::mul, {VertexId(0), VertexId(1)}));
  const std::vector<Program> programs = {lowered(std::move(builder).seal(), Quantity::both)};
  const CacheFolder folder;
  const auto compiled = evaluator(programs, folder.options());
  REQUIRE(compiled->wait() == Stage::ready);
  constexpr std::size_t num_points = 11;
  std::vector<double> state(num_points), result(num_points), jacobian(compiled->layout(num_points).extent());
  std::vector<std::int32_t> reversed(num_points);
  for (std::size_t p = 0; p < num_points; ++p) {
    state[p] = static_cast<double>(p);
    reversed[p] = static_cast<std::int32_t>(num_points - 1 - p);
  }
  const double shared = 3.0;
  const double* const columns[] = {&shared};
  const std::uint8_t strides[] = {0};
  const Batch batch{.num_points = num_points,
                    .state = state.data(),
                    .gather = reversed.data(),
                    .gather_stride = num_points,
                    .parameters = columns,
                    .parameter_strides = strides,
                    .result = result.data(),
                    .scatter = reversed.data(),
                    .scatter_stride = num_points,
                    .jacobian = jacobian.data()};
  compiled->evaluate(batch, Quantity::both);
  for (std::size_t p = 0; p < num_points; ++p) {
    CHECK(result[p] == 3.0 * state[p]);
    CHECK(jacobian[compiled->layout(num_points).offset(0, p)] == 3.0);
  }
}
