// SPDX-License-Identifier: BSD-2-Clause
// Several writers, several readers and a writer that dies lose nothing of a library.
#include <signal.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "../support/child_process.hpp"
#include "jacquard/error.hpp"
#include "sample_library.hpp"

using namespace jacquard;
using namespace jacquard::policies;
using namespace jacquard::test;

namespace {

constexpr std::uint64_t seed = 20240703;

int add_one_by_one(const std::filesystem::path& path, const std::vector<LibraryEntry>& entries) {
  for (const LibraryEntry& entry : entries) add_to_library(path, {{entry}, {}});
  return 0;
}

std::vector<LibraryEntry> some_entries(Random& random, std::size_t count) {
  std::vector<LibraryEntry> entries;
  for (std::size_t k = 0; k < count; ++k) entries.push_back(entry_of(random_graph(random), "graph"));
  return entries;
}

void check_holds(const PolicyLibrary& library, const std::vector<LibraryEntry>& entries) {
  for (const LibraryEntry& entry : entries) CHECK(library.find({entry.fingerprint, {}, entry.graph}));
}

}  // namespace

TEST_CASE("Two processes that write at once lose nothing", "[policies]") {
  Random random(seed);
  const ScratchFolder folder;
  const auto path = folder / "a.h5";
  const auto first = some_entries(random, 25), second = some_entries(random, 25);
  const pid_t one = start([&] { return add_one_by_one(path, first); });
  const pid_t other = start([&] { return add_one_by_one(path, second); });
  CHECK(status_of(one) == 0);
  CHECK(status_of(other) == 0);
  CHECK_NOTHROW(verify_library(path));
  const PolicyLibrary library(path);
  check_holds(library, first);
  check_holds(library, second);
}

TEST_CASE("Readers see a whole library at any time while another process writes", "[policies]") {
  Random random(seed);
  const ScratchFolder folder;
  const auto path = folder / "a.h5";
  const auto kept = some_entries(random, 5), added = some_entries(random, 40);
  add_one_by_one(path, kept);
  const PolicyLibrary opened_before(path);
  const pid_t writer = start([&] { return add_one_by_one(path, added); });
  const pid_t reader = start([&] {
    for (int k = 0; k < 100; ++k) {
      const PolicyLibrary library(path);
      for (const LibraryEntry& entry : kept) {
        if (!library.find({entry.fingerprint, {}, entry.graph})) return 1;
      }
    }
    return 0;
  });
  CHECK(status_of(reader) == 0);
  CHECK(status_of(writer) == 0);
  check_holds(opened_before, kept);
  check_holds(PolicyLibrary(path), added);
}

TEST_CASE("A writer killed in the middle leaves the old library or the new one", "[policies]") {
  Random random(seed);
  const ScratchFolder folder;
  const auto path = folder / "a.h5";
  const auto kept = some_entries(random, 20), added = some_entries(random, 400);
  add_to_library(path, {kept, {}});
  for (int k = 0; k < 15; ++k) {
    INFO("seed " << seed << " kill " << k);
    const pid_t writer = start([&] { return add_one_by_one(path, added); });
    usleep(static_cast<useconds_t>(uniform(random, 500, 30000)));
    kill(writer, SIGKILL);
    CHECK(WIFSIGNALED(status_of(writer)));
    CHECK_NOTHROW(verify_library(path));
    check_holds(PolicyLibrary(path), kept);
  }
  CHECK(add_to_library(path, {some_entries(random, 1), {}}).orders_added == 3);  // no lock is left behind
}

TEST_CASE("A library that cannot be written to is refused by name", "[policies]") {
  Random random(seed);
  const ScratchFolder folder;
  std::filesystem::create_directory(folder / "a.h5");
  CHECK_THROWS_WITH(add_to_library(folder / "a.h5", {some_entries(random, 1), {}}), Catch::Contains("a.h5"));
  CHECK_THROWS_WITH(add_to_library("/proc/none/a.h5", {some_entries(random, 1), {}}),
                    Catch::Contains("/proc/none"));
}
