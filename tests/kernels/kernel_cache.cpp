// SPDX-License-Identifier: BSD-2-Clause
// Where kernels compiled at run time come from: a compiler that may fail, and a cache that trusts nothing.
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>
#include <thread>

#include "../../kernels/src/compiled_source.hpp"
#include "allocation_count.hpp"
#include "compiled_fixtures.hpp"
#include "jacquard/kernels/host_machine.hpp"

using namespace jacquard;
using namespace jacquard::test;
using kernels::CompilationOptions;
using Stage = kernels::CompiledEvaluator::Stage;

namespace {

namespace fs = std::filesystem;

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

/// Evaluates until the stage is not pending any more, at most for `time`.
Stage stage_after(const kernels::CompiledEvaluator& from, std::chrono::milliseconds time) {
  BatchArrays arrays(small(), from.layout(64));
  const auto start = std::chrono::steady_clock::now();
  while (from.stage() == Stage::pending && std::chrono::steady_clock::now() - start < time)
    from.evaluate(arrays.view(), Quantity::both);
  return from.stage();
}

/// Files of this process and its children may not grow beyond `bytes`; going on from there is an error, as on a
/// full disk.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) : handler_(signal(SIGXFSZ, SIG_IGN)) {
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{bytes, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;
  ~FileSizeLimit() {
    setrlimit(RLIMIT_FSIZE, &before_);
    signal(SIGXFSZ, handler_);
  }

 private:
  rlimit before_{};
  sighandler_t handler_;
};

/// An environment variable that has its old value again afterwards.
class ScopedVariable {
 public:
  ScopedVariable(const char* name, const std::string& value) : name_(name) {
    if (const char* before = std::getenv(name)) before_ = before;
    setenv(name, value.c_str(), 1);
  }
  ScopedVariable(const ScopedVariable&) = delete;
  ScopedVariable& operator=(const ScopedVariable&) = delete;
  ~ScopedVariable() { before_ ? setenv(name_, before_->c_str(), 1) : unsetenv(name_); }

 private:
  const char* name_;
  std::optional<std::string> before_;
};

std::size_t num_files(const fs::path& folder) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), {}));
}

}  // namespace

TEST_CASE("A kernel is compiled once and then comes from the cache", "[kernels][compiled]") {
  const CacheFolder folder;
  {
    const auto first = evaluator({small()}, folder.options());
    const auto second = evaluator({small()}, folder.options());  // at the same time
    REQUIRE(first->wait() == Stage::ready);
    REQUIRE(second->wait() == Stage::ready);
    CHECK(first->description() != second->description());  // one compiled, the other waited for it
    CHECK(folder.kernel_files().size() == 1);
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
  REQUIRE(folder.kernel_files().size() == 1);
  std::ifstream source(fs::path(folder.kernel_files()[0]).replace_extension(".cpp"));
  const std::string text(std::istreambuf_iterator<char>(source), {});
  CHECK_THAT(text, Catch::Contains("/// order: one\n") && Catch::Contains("// dF0/dx1 = exp(x0)"));
}

TEST_CASE("Kernel files that are cut short, altered, misnamed or open to others are compiled anew",
          "[kernels][compiled]") {
  const CacheFolder folder;
  REQUIRE(evaluator({small()}, folder.options())->wait() == Stage::ready);
  const fs::path kernel = folder.kernel_files().at(0);
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
  SECTION("its group may write to it") { fs::permissions(kernel, fs::perms::group_write, fs::perm_options::add); }
  SECTION("it belongs to somebody else, where this user may give it away") {
    if (chown(kernel.c_str(), nobody, nobody) != 0) fs::remove(kernel);
  }
  SECTION("a link to another file") {
    fs::rename(kernel, folder.path() / "elsewhere");
    fs::create_symlink(folder.path() / "elsewhere", kernel);
  }

  const auto again = evaluator({small()}, folder.options());
  REQUIRE(again->wait() == Stage::ready);
  CHECK_THAT(again->description(), Catch::Contains("just now"));
  check_small(*again);
  CHECK(folder.kernel_files() == std::vector{kernel});
}

TEST_CASE("A kernel's key changes with what it is emitted from, the compiler, its flags and xsimd",
          "[kernels][compiled]") {
  const CacheFolder folder;
  const fs::path xsimd = folder.path() / "xsimd" / "config";
  fs::create_directories(xsimd);
  const auto write = [&](const char* text) { std::ofstream(xsimd / "xsimd_config.hpp") << text; };
  const kernels::Compiler compiler{"c++", {"-I" + folder.path().string()}}, other{"c++", {"-O3"}};
  write("one");
  const std::string key = kernels::compilation_key("input", compiler, "12");
  CHECK(key.size() == 32);
  CHECK(kernels::compilation_key("input", compiler, "12") == key);
  CHECK(kernels::compilation_key("another", compiler, "12") != key);
  CHECK(kernels::compilation_key("input", other, "12") != key);
  CHECK(kernels::compilation_key("input", compiler, "13") != key);
  write("two");
  CHECK(kernels::compilation_key("input", compiler, "12") != key);
}

TEST_CASE("Kernels for avx512 leave roots to a quick divider, and no others do", "[kernels][compiled]") {
  using enum kernels::InstructionSet;
  for (const kernels::InstructionSet set : {sse2, avx2, avx512, neon}) {
    INFO(kernels::name(set));
    const std::vector<std::string> flags = kernels::compiler_for(set, "c++").flags;
    const bool is_expected = set == avx512 && kernels::has_quick_divider();
    CHECK((std::ranges::count(flags, "-DJACQUARD_QUICK_DIVIDER") == 1) == is_expected);
  }
}

TEST_CASE("What was measured of Zen 5 holds for AMD's family 26", "[kernels]") {
  std::ifstream info("/proc/cpuinfo");
  if (!info) return;
  const auto is_field = [](const std::string& line, const char* name, const char* value) {
    return line.starts_with(name) && line.ends_with(std::string(": ") + value);
  };
  bool is_amd = false, is_26 = false;
  for (std::string line; std::getline(info, line);) {
    is_amd = is_amd || is_field(line, "vendor_id", "AuthenticAMD");
    is_26 = is_26 || is_field(line, "cpu family", "26");
  }
  CHECK(kernels::has_quick_divider() == (is_amd && is_26));
  CHECK(kernels::gains_from_fetching() == !(is_amd && is_26));
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
    options.compiler = script(folder, "sleep 1000").string();
    options.deadline = std::chrono::milliseconds(200);
    reason = "still running after 200 ms";
  }
  SECTION("making something else") {
    options.compiler = script(folder, "while [ \"$1\" != -o ]; do shift; done; echo rubbish > \"$2\"").string();
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
  CHECK(folder.kernel_files().empty());
}

TEST_CASE("A program that has no word of how its children end gets no kernel, and hears why",
          "[kernels][compiled]") {
  const CacheFolder folder;
  CompilationOptions options = folder.options();
  options.compiler = script(folder, "exit 1").string();
  const auto tiles = evaluator({small()}, options);
  const auto before = signal(SIGCHLD, SIG_IGN);
  CHECK(tiles->wait() == Stage::unavailable);
  signal(SIGCHLD, before);
  CHECK_THAT(tiles->description(), Catch::Contains("cannot tell how it ended"));
  CHECK(folder.kernel_files().empty());
}

TEST_CASE("A full disk leaves the tiles running, and no half of a file", "[kernels][compiled]") {
  const CacheFolder folder, other;
  REQUIRE(evaluator({small()}, folder.options())->wait() == Stage::ready);
  const fs::path whole = folder.kernel_files().at(0);
  CompilationOptions options = other.options();
  options.compiler = script(other, "while [ \"$1\" != -o ]; do shift; done; cp " + whole.string() + " \"$2\"");
  std::string written;
  rlim_t limit = 0;
  SECTION("at the source") {
    limit = 100;
    written = ".cpp: ";
  }
  SECTION("at the kernel's seal, after a compiler that could write") {
    limit = fs::file_size(whole) + 16;  // of more than 32 bytes
    written = ".sealed: ";
  }
  std::unique_ptr<kernels::CompiledEvaluator> tiles;
  {
    const FileSizeLimit full(limit);  // before there is a thread that writes
    tiles = evaluator({small()}, options);
    CHECK(tiles->wait() == Stage::unavailable);
  }
  CHECK_THAT(tiles->description(), Catch::Contains("kernel cache: cannot write " + other.path().string()) &&
                                       Catch::Contains(written + std::strerror(EFBIG)));
  check_small(*tiles);
  CHECK(num_files(other.path()) == 2);  // the script, and the lock
}

TEST_CASE("Without a folder to keep them in, kernels live in one that goes with them", "[kernels][compiled]") {
  const ScratchFolder temporary;
  const bool has_temporary = GENERATE(true, false);
  const ScopedVariable folder("JACQUARD_CACHE_DIR", "/proc/none");
  const ScopedVariable parent("TMPDIR", has_temporary ? temporary.path().string() : "/proc/none");
  CompilationOptions options;
  options.niceness = 0;
  {
    const auto compiled = evaluator({small()}, options);
    REQUIRE(compiled->wait() == Stage::ready);
    check_small(*compiled);
    if (!has_temporary) return;  // it is somewhere in /tmp
    REQUIRE(num_files(temporary.path()) == 1);
    const fs::directory_entry kept = *fs::directory_iterator(temporary.path());
    CHECK((kept.status().permissions() & ~fs::perms::owner_all) == fs::perms::none);
  }
  CHECK(num_files(temporary.path()) == 0);
}

TEST_CASE("Compilers are started for much work or for those who wait; kernels in the cache are taken before",
          "[kernels][compiled]") {
  using namespace std::chrono_literals;
  const CacheFolder folder, other;
  CompilationOptions options = folder.options();
  options.compiler_patience = 1h;
  {
    const auto patient = evaluator({small()}, options);
    CHECK(stage_after(*patient, 300ms) == Stage::pending);
    CHECK_THAT(patient->description(), Catch::Contains("too little work to compile"));
    CHECK(folder.kernel_files().empty());
    CHECK(patient->wait() == Stage::ready);
  }
  CHECK(stage_after(*evaluator({small()}, options), 60s) == Stage::ready);

  options.cache = other.path();
  options.compiler_patience = 1ms;
  CHECK(stage_after(*evaluator({small()}, options), 60s) == Stage::ready);
}

TEST_CASE("An evaluator that goes away takes a running compiler with it", "[kernels][compiled]") {
  const CacheFolder folder;
  CompilationOptions options = folder.options();
  options.compiler = script(folder, "exec sleep 1000").string();
  const auto start = std::chrono::steady_clock::now();
  {
    const auto unused = evaluator({small()}, options);
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    CHECK(unused->stage() == Stage::pending);
    check_small(*unused);
  }
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(100));  // a hang would last 1,000 s
}
