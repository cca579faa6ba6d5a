// SPDX-License-Identifier: BSD-2-Clause
// Kernels compiled at run time: same results as tiles, and a cache that trusts nothing.
#include "jacquard/kernels/compiled_evaluator.hpp"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include "../../kernels/src/compiled_source.hpp"
#include "../support/random_graph.hpp"
#include "../support/started_kokkos.hpp"
#include "allocation_count.hpp"
#include "batch_arrays.hpp"
#include "jacquard/kernels/host_evaluator.hpp"
#include "jacquard/kernels/host_launch.hpp"
#include "jacquard/kernels/host_machine.hpp"

using namespace jacquard;
using namespace jacquard::test;
using kernels::CompilationOptions;
using kernels::CompiledEvaluator;
using Stage = CompiledEvaluator::Stage;

namespace {

namespace fs = std::filesystem;

/// An empty cache folder that goes with the object.
class CacheFolder {
 public:
  CacheFolder() {
    std::string pattern = (fs::temp_directory_path() / "jacquard-test-XXXXXX").string();
    path_ = mkdtemp(pattern.data());
  }
  CacheFolder(const CacheFolder&) = delete;
  CacheFolder& operator=(const CacheFolder&) = delete;
  ~CacheFolder() { fs::remove_all(path_); }

  const fs::path& path() const { return path_; }
  CompilationOptions options() const {
    CompilationOptions options;
    options.cache = path_;
    options.niceness = 0;
    return options;
  }
  std::vector<fs::path> kernels() const {
    std::vector<fs::path> found;
    for (const auto& entry : fs::directory_iterator(path_))
      if (entry.path().extension() == ".kernel") found.push_back(entry.path());
    return found;
  }

 private:
  fs::path path_;
};

/// A script that stands for a compiler.
fs::path script(const CacheFolder& folder, const std::string& body) {
  const fs::path path = folder.path() / "compiler.sh";
  std::ofstream(path) << "#!/bin/sh\n" << body << "\n";
  fs::permissions(path, fs::perms::owner_all);
  return path;
}

Program lowered(const ComputationalGraph& graph, Quantity quantity) {
  Linearization linearization = linearize(graph);
  const EliminationOrder order = forward_order(linearization.graph);
  return lower(accumulate(std::move(linearization), order), quantity);
}

/// f0 = exp(x0) x1, guarded by x0 < 1.
Program small(Quantity quantity = Quantity::both) {
  GraphBuilder builder(2, 0, Folding::exact);
  builder.add_dependent(builder.apply(Elemental::mul, {builder.apply(Elemental::exp, {VertexId(0)}), VertexId(1)}));
  builder.add_guard(builder.apply(Elemental::less, {VertexId(0), builder.literal(1.0)}), true);
  return lowered(std::move(builder).seal(), quantity);
}

std::unique_ptr<CompiledEvaluator> evaluator(const std::vector<Program>& programs, CompilationOptions options) {
  start_kokkos();
  return std::make_unique<CompiledEvaluator>(programs, kernels::make_host_evaluator(programs), std::move(options));
}

BatchArrays filled(const Program& program, const BatchLayout& layout, const RandomGraph& at) {
  BatchArrays arrays(program, layout);
  for (std::size_t p = 0; p < layout.num_points; ++p) {
    const double factor = 1.0 + 1e-9 * static_cast<double>(p);
    for (std::size_t k = 0; k < at.independents.size(); ++k) arrays.independent(k, p) = at.independents[k] * factor;
    for (std::size_t k = 0; k < at.parameters.size(); ++k) arrays.parameters[k][p] = at.parameters[k];
  }
  return arrays;
}

/// Runs the small program through `from`; the middle point of three flips its guard.
void check_small(const Evaluator& from) {
  const Program program = small();
  BatchArrays arrays = filled(program, from.layout(3), {{}, {0.5, 2.0}, {}});
  arrays.independent(0, 1) = 1.5;
  from.write_constants(arrays.view());
  CHECK(from.evaluate(arrays.view(), Quantity::both) == EvaluationStatus{1, 1});
  CHECK(arrays.flipped == std::vector<std::uint8_t>{0, 1, 0});
  CHECK(arrays.result[0] == Approx(2.0 * std::exp(0.5)).epsilon(1e-15));
  CHECK(arrays.jacobian[from.layout(3).offset(1, 0)] == Approx(std::exp(0.5)).epsilon(1e-15));
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
  std::vector<double> x{
      0.0, -0.0, -1.0, infinity, -infinity, std::nan(""), 0x1p-1074, 0x1p-1022, 0x1.fffffffffffffp1023};
  while (x.size() < 2000) x.push_back(std::exp2(exponent(random)));

  const auto agrees = [](double found, long double expected) {
    const auto rounded = static_cast<double>(expected);
    if (std::isnan(rounded)) return std::isnan(found);
    if (rounded == 0.0 || std::isinf(rounded)) return found == rounded;
    const double ulp = std::nextafter(std::abs(rounded), infinity) - std::abs(rounded);
    return std::abs(found - expected) <= (0.5L + 0x1p-10L) * ulp;
  };
  const CacheFolder folder;
  const auto compiled = evaluator({program}, folder.options());
  REQUIRE(compiled->wait() == Stage::ready);
  const auto tiles = kernels::make_host_evaluator(std::span(&program, 1));
  for (Evaluator* const from : std::initializer_list<Evaluator*>{compiled.get(), tiles.get()}) {
    BatchArrays arrays(program, from->layout(x.size()));
    for (std::size_t p = 0; p < x.size(); ++p) {
      arrays.independent(0, p) = x[p];
      arrays.independent(1, p) = x[(p + 1) % x.size()];
    }
    from->evaluate(arrays.view(), Quantity::residual);
    const auto result = [&](std::size_t k, std::size_t p) { return arrays.result[k * x.size() + p]; };
    for (std::size_t p = 0; p < x.size(); ++p) {
      INFO("seed " << seed << ", " << from->description() << ": sqrt(" << x[p] << "), hypot with "
                   << x[(p + 1) % x.size()]);
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

TEST_CASE("Jacobians that are written past the caches are the same, and constant entries stay",
          "[kernels][compiled]") {
  GraphBuilder builder(2, 0, Folding::exact);
  const VertexId product = builder.apply(Elemental::mul, {VertexId(0), VertexId(1)});
  builder.add_dependent(product);
  builder.add_dependent(builder.apply(Elemental::add, {VertexId(0), builder.apply(Elemental::exp, {VertexId(1)})}));
  const std::vector<Program> programs = {lowered(std::move(builder).seal(), Quantity::both)};
  const CacheFolder folder;
  CompilationOptions options = folder.options();
  options.most_cached_bytes = 0;
  const auto compiled = evaluator(programs, options);
  REQUIRE(compiled->wait() == Stage::ready);
  constexpr std::size_t num_points = 37;
  BatchArrays arrays = filled(programs[0], compiled->layout(num_points), {{}, {0.5, 2.0}, {}});
  const BatchLayout layout = compiled->layout(num_points);
  std::vector<double> storage(layout.extent() + 7);  // somewhere in it a cache line starts
  const auto misalignment = reinterpret_cast<std::uintptr_t>(storage.data()) % 64 / sizeof(double);
  Batch batch = arrays.view();
  batch.jacobian = storage.data() + (8 - misalignment) % 8;
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

TEST_CASE("A kernel is compiled once and then comes from the cache", "[kernels][compiled]") {
  const CacheFolder folder;
  {
    const auto first = evaluator({small()}, folder.options());
    const auto second = evaluator({small()}, folder.options());  // at the same time
    REQUIRE(first->wait() == Stage::ready);
    REQUIRE(second->wait() == Stage::ready);
    CHECK(first->description() != second->description());  // one compiled, the other waited for it
    CHECK(folder.kernels().size() == 1);
  }
  const auto warm = evaluator({small()}, folder.options());
  REQUIRE(warm->wait() == Stage::ready);
  CHECK_THAT(warm->description(), Catch::Contains("from the cache"));
  check_small(*warm);

  const Program program = small();
  BatchArrays arrays = filled(program, warm->layout(100), {{}, {0.5, 2.0}, {}});
  const Batch batch = arrays.view();
  const std::size_t before = num_allocations();
  warm->evaluate(batch, Quantity::both);
  CHECK(num_allocations() == before);
}

TEST_CASE("What is said about a program does not decide which kernel it gets, and stands beside it",
          "[kernels][compiled]") {
  const CacheFolder folder;
  const auto compile = [&](std::string comment) {
    CompilationOptions options = folder.options();
    options.emission.comments = {std::move(comment)};
    Program program = small();
    program.provenance = options.emission.comments;
    const auto compiled = evaluator({program}, options);
    REQUIRE(compiled->wait() == Stage::ready);
    return compiled->description();
  };
  CHECK_THAT(compile("order: one"), Catch::Contains("just now"));
  CHECK_THAT(compile("order: another"), Catch::Contains("from the cache"));
  REQUIRE(folder.kernels().size() == 1);
  std::ifstream source(fs::path(folder.kernels()[0]).replace_extension(".cpp"));
  const std::string text(std::istreambuf_iterator<char>(source), {});
  CHECK_THAT(text, Catch::Contains("/// order: one\n") && Catch::Contains("// dF0/dx1 = exp(x0)"));
}

TEST_CASE("Kernel files that are cut short, altered, misnamed or open to others are compiled anew",
          "[kernels][compiled]") {
  const CacheFolder folder;
  REQUIRE(evaluator({small()}, folder.options())->wait() == Stage::ready);
  const fs::path kernel = folder.kernels().at(0);
  std::ifstream stream(kernel, std::ios::binary);
  const std::string whole(std::istreambuf_iterator<char>(stream), {});
  const auto replace = [&](const std::string& bytes) { std::ofstream(kernel, std::ios::binary) << bytes; };

  SECTION("cut short") { replace(whole.substr(0, whole.size() / 2)); }
  SECTION("a flipped byte") {
    std::string altered = whole;
    altered[altered.size() / 3] ^= 1;
    replace(altered);
  }
  SECTION("sealed under another key, as by another version") {
    std::string altered = whole;
    const std::string key = kernel.stem().string();
    altered.replace(altered.rfind(key), key.size(), std::string(key.size(), '0'));
    replace(altered);
  }
  SECTION("others may write to it") { fs::permissions(kernel, fs::perms::others_write, fs::perm_options::add); }

  const auto again = evaluator({small()}, folder.options());
  REQUIRE(again->wait() == Stage::ready);
  CHECK_THAT(again->description(), Catch::Contains("just now"));
  check_small(*again);
  CHECK(folder.kernels() == std::vector{kernel});
}

TEST_CASE("A kernel's key changes with the unit, the flags and the headers", "[kernels][compiled]") {
  const CacheFolder folder;
  fs::create_directory(folder.path() / "jacquard");
  const auto write = [&](const char* text) { std::ofstream(folder.path() / "jacquard" / "header.hpp") << text; };
  const kernels::Compiler compiler{"c++", {"-I" + folder.path().string()}}, other{"c++", {"-O3"}};
  write("one");
  const std::string key = kernels::compilation_key("unit", compiler);
  CHECK(key.size() == 32);
  CHECK(kernels::compilation_key("unit", compiler) == key);
  CHECK(kernels::compilation_key("another", compiler) != key);
  CHECK(kernels::compilation_key("unit", other) != key);
  write("two");
  CHECK(kernels::compilation_key("unit", compiler) != key);
}

TEST_CASE("Tiles go on, and say why, without a compiler that works", "[kernels][compiled]") {
  const CacheFolder folder;
  CompilationOptions options = folder.options();
  std::string reason;
  SECTION("missing") {
    options.compiler = "/no/such/compiler";
    reason = "/no/such/compiler failed";
  }
  SECTION("failing") {
    options.compiler = script(folder, "echo 'no licence'; exit 1").string();
    reason = "no licence";
  }
  SECTION("hanging") {
    options.compiler = script(folder, "[ \"$1\" = --version ] || sleep 1000").string();
    options.deadline = std::chrono::milliseconds(200);
    reason = "still running after 200 ms";
  }
  SECTION("making something else") {
    options.compiler =
        script(folder, "while [ \"$1\" != -o ]; do shift || exit 0; done; echo rubbish > \"$2\"").string();
    reason = "the compiled kernel";
  }
  const auto tiles = evaluator({small()}, options);
  CHECK(tiles->wait() == Stage::unavailable);
  CHECK_THAT(tiles->description(),
             Catch::StartsWith("tile, ") && Catch::Contains("; not compiled: ") && Catch::Contains(reason));
  check_small(*tiles);
}

TEST_CASE("A cache folder that others may write to, or that is no folder, is not used", "[kernels][compiled]") {
  const CacheFolder folder;
  CompilationOptions options = folder.options();
  SECTION("open to others") { fs::permissions(folder.path(), fs::perms::all); }
  SECTION("a file") {
    options.cache = folder.path() / "file";
    std::ofstream(*options.cache) << "x";
  }
  const auto tiles = evaluator({small()}, options);
  CHECK(tiles->wait() == Stage::unavailable);
  CHECK_THAT(tiles->description(), Catch::Contains("kernel cache: folder"));
  CHECK(folder.kernels().empty());
}

TEST_CASE("An evaluator that goes away takes a running compiler with it", "[kernels][compiled]") {
  const CacheFolder folder;
  CompilationOptions options = folder.options();
  options.compiler = script(folder, "[ \"$1\" = --version ] || exec sleep 1000").string();
  const auto start = std::chrono::steady_clock::now();
  {
    const auto unused = evaluator({small()}, options);
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    CHECK(unused->stage() == Stage::pending);
    check_small(*unused);
  }
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(100));  // a hang would last 1,000 s
}
