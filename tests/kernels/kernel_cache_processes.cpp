// SPDX-License-Identifier: BSD-2-Clause
// Processes that share a cache of kernels. They fork, so nothing here may start Kokkos but in a child.
#include <signal.h>

#include <catch2/catch.hpp>
#include <thread>

#include "../../kernels/src/compiled_source.hpp"
#include "../support/child_process.hpp"
#include "compiled_fixtures.hpp"

using namespace jacquard;
using namespace jacquard::test;
using namespace std::chrono_literals;

namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& path) {
  std::ifstream stream(path);
  return {std::istreambuf_iterator<char>(stream), {}};
}

/// The default compiler behind a script that runs `before` it compiles, `$D` being the folder.
kernels::CompilationOptions compiling_after(const CacheFolder& folder, const std::string& before) {
  const std::string command = kernels::compiler_for(kernels::available_instruction_sets().back(), "").command;
  kernels::CompilationOptions options = folder.options();
  options.compiler =
      script(folder, "D=" + folder.path().string() + "\n" + before + "\nexec " + command + " \"$@\"").string();
  return options;
}

/// A process that waits for the small program's kernel, says where it came from in the file `name`, and fails
/// unless it computes exp(0.5) 2.
pid_t start_compiling(const CacheFolder& folder, const kernels::CompilationOptions& options, const char* name) {
  return start([&folder, options, name] {
    const auto compiled = evaluator({small()}, options);
    if (compiled->wait() != kernels::CompiledEvaluator::Stage::ready) return 1;
    std::ofstream(folder.path() / name) << compiled->description();
    BatchArrays arrays = filled(small(), compiled->layout(1), {{}, {0.5, 2.0}, {}});
    compiled->evaluate(arrays.view(), Quantity::both);
    return std::abs(arrays.result[0] - 2 * std::exp(0.5)) <= 1e-15 ? 0 : 2;
  });
}

/// Names of the files that belong to a kernel, without its key.
std::vector<std::string> files_of_kernels(const CacheFolder& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder.path())) {
    const std::string name = entry.path().filename();
    if (name.find('.') == 32) names.push_back(name.substr(32));
  }
  std::ranges::sort(names);
  return names;
}

}  // namespace

TEST_CASE("Two processes that want the same kernel at once compile it once", "[kernels][compiled]") {
  REQUIRE_FALSE(Kokkos::is_initialized());
  const CacheFolder folder;
  const auto options = compiling_after(folder,
                                       "echo run >> $D/runs\n"
                                       "until [ $(find /proc/[0-9]*/fd -lname \"$D/*.lock\" 2> /dev/null | "
                                       "wc -l) -ge 2 ]; do sleep 0.05; done");  // the other one is at the lock
  const pid_t one = start_compiling(folder, options, "one"), two = start_compiling(folder, options, "two");
  CHECK(status_of(one) == 0);
  CHECK(status_of(two) == 0);
  CHECK(text_of(folder.path() / "runs") == "run\n");
  const std::string said = text_of(folder.path() / "one") + text_of(folder.path() / "two");
  CHECK_THAT(said, Catch::Contains("just now") && Catch::Contains("by another process"));
  CHECK(files_of_kernels(folder) == std::vector<std::string>{".cpp", ".kernel", ".lock"});
}

TEST_CASE("Kernels are taken out of a folder that cannot be written any more", "[kernels][compiled]") {
  REQUIRE_FALSE(Kokkos::is_initialized());
  const CacheFolder folder;
  fs::permissions(folder.path(), fs::perms::owner_all);
  if (geteuid() == 0) REQUIRE(chown(folder.path().c_str(), nobody, nobody) == 0);
  const auto start_as_nobody = [&](bool is_to_write) {
    return start([&folder, is_to_write] {
      if (geteuid() == 0 && (setgid(nobody) != 0 || setuid(nobody) != 0)) return 3;
      setenv("JACQUARD_CACHE_DIR", folder.path().c_str(), 1);
      kernels::CompilationOptions options;
      options.niceness = 0;
      const auto compiled = evaluator({small()}, options);
      if (compiled->wait() != kernels::CompiledEvaluator::Stage::ready) return 1;
      return compiled->description().find(is_to_write ? "just now" : "from the cache") == std::string::npos ? 2 : 0;
    });
  };
  CHECK(status_of(start_as_nobody(true)) == 0);
  fs::permissions(folder.path(), fs::perms::owner_read | fs::perms::owner_exec);
  CHECK(status_of(start_as_nobody(false)) == 0);
  fs::permissions(folder.path(), fs::perms::owner_all);
}

TEST_CASE("A process killed while it compiles keeps no other from the kernel, and what it left goes",
          "[kernels][compiled]") {
  REQUIRE_FALSE(Kokkos::is_initialized());
  const CacheFolder folder;
  const auto options = compiling_after(folder, "mkdir $D/first && { echo $$ > $D/pid; exec sleep 1000; }");
  const fs::path pid = folder.path() / "pid";
  const pid_t killed = start_compiling(folder, options, "killed");
  for (int k = 0; k < 10000 && !text_of(pid).ends_with('\n'); ++k) std::this_thread::sleep_for(10ms);
  kill(killed, SIGKILL);
  CHECK(WIFSIGNALED(status_of(killed)));
  kill(std::stoi(text_of(pid)), SIGKILL);
  CHECK(files_of_kernels(folder).size() == 4);  // source, headers, messages, lock

  CHECK(status_of(start_compiling(folder, options, "other")) == 0);
  CHECK_THAT(text_of(folder.path() / "other"), Catch::Contains("just now"));
  CHECK(files_of_kernels(folder) == std::vector<std::string>{".cpp", ".kernel", ".lock"});
}
