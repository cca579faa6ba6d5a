// SPDX-License-Identifier: BSD-2-Clause
// Damaged libraries are refused by name; what is read is what was written.
#include <catch2/catch.hpp>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "jacquard/error.hpp"
#include "sample_library.hpp"

using namespace jacquard;
using namespace jacquard::policies;
using namespace jacquard::test;

namespace {

constexpr std::uint64_t seed = 20240702;

std::string read_bytes(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

// A new file: some file systems flush one that is cut and rewritten, which takes its time.
void write_bytes(const std::filesystem::path& path, const std::string& bytes) {
  std::filesystem::remove(path);
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

enum class Outcome { refused, unharmed };

/// Reads everything. Only what was written may come out, and only LibraryError may be thrown.
Outcome read_all(const std::filesystem::path& path, const LibraryContents& written) {
  try {
    const LibraryContents found = read_library(path);
    REQUIRE(found.entries.size() == written.entries.size());
    for (std::size_t k = 0; k < found.entries.size(); ++k)
      REQUIRE(same_entry(found.entries[k], written.entries[k]));
    REQUIRE(found.tensors == written.tensors);
    REQUIRE(found.networks == written.networks);
    return Outcome::unharmed;
  } catch (const LibraryError& error) {
    REQUIRE(std::string(error.what()).starts_with(path.string()));
    return Outcome::refused;
  }
}

/// A look-up of every graph gives its entry, nothing, or a refusal.
template <class Entry, class Form>
void look_up_each(const PolicyLibrary& library, const std::vector<Entry>& entries) {
  for (const Entry& entry : entries) {
    try {
      const auto found = library.find(Form{entry.fingerprint, {}, entry.graph});
      if (found) REQUIRE(same_entry(*found, entry));
    } catch (const LibraryError&) {
    }
  }
}

void look_up_all(const std::filesystem::path& path, const LibraryContents& written) {
  try {
    const PolicyLibrary library(path);
    look_up_each<LibraryEntry, CanonicalForm>(library, written.entries);
    look_up_each<TensorEntry, TensorForm>(library, written.tensors);
  } catch (const LibraryError&) {
  }
}

struct Sample {
  ScratchFolder folder;
  std::filesystem::path path = folder / "a.h5";
  LibraryContents contents;
  std::string bytes;

  explicit Sample(Random& random, std::size_t num_graphs) {
    add_to_library(path, random_contents(random, num_graphs));
    contents = read_library(path);
    bytes = read_bytes(path);
  }
};

double fuzz_seconds() {
  const char* text = std::getenv("JACQUARD_FUZZ_SECONDS");
  return text == nullptr ? 30.0 : std::strtod(text, nullptr);
}

void damage(Random& random, std::string& bytes) {
  switch (uniform(random, 0, 4)) {
    case 0:
      bytes[uniform(random, 0, bytes.size() - 1)] ^= static_cast<char>(1u << uniform(random, 0, 7));
      break;
    case 1:
      bytes[uniform(random, 0, bytes.size() - 1)] = static_cast<char>(uniform(random, 0, 255));
      break;
    case 2: {
      const std::size_t first = uniform(random, 0, bytes.size() - 1);
      const std::size_t count = std::min(bytes.size() - first, uniform(random, 1, 64));
      for (std::size_t k = 0; k < count; ++k) bytes[first + k] = static_cast<char>(uniform(random, 0, 255));
      break;
    }
    case 3: {
      const std::size_t size = bytes.size(), count = std::min<std::size_t>(size, uniform(random, 1, 512));
      const std::size_t from = uniform(random, 0, size - count), to = uniform(random, 0, size - count);
      bytes.replace(to, count, bytes.substr(from, count));
      break;
    }
    default:
      bytes.resize(uniform(random, 0, bytes.size()));
  }
}

}  // namespace

TEST_CASE("A library cut off at any KiB is refused", "[policies]") {
  Random random(seed);
  const Sample sample(random, 40);
  for (std::size_t size = 0; size < sample.bytes.size(); size += 1024) {
    INFO("cut at byte " << size);
    write_bytes(sample.path, sample.bytes.substr(0, size));
    CHECK(read_all(sample.path, sample.contents) == Outcome::refused);
  }
}

TEST_CASE("A flipped byte is refused or does no harm", "[policies]") {
  Random random(seed);
  const Sample sample(random, 4);
  std::size_t num_refused = 0, num_flips = 0;
  const std::size_t step = sample.bytes.size() / 3000 + 1;
  for (std::size_t k = 0; k < sample.bytes.size(); k += step, ++num_flips) {
    INFO("byte " << k << " of " << sample.bytes.size());
    std::string bytes = sample.bytes;
    bytes[k] = static_cast<char>(~bytes[k]);
    write_bytes(sample.path, bytes);
    if (read_all(sample.path, sample.contents) == Outcome::refused) ++num_refused;
    look_up_all(sample.path, sample.contents);
  }
  CHECK(num_refused > num_flips / 2);  // the rest is space that HDF5 leaves unused
}

TEST_CASE("A damaged library is never overwritten", "[policies]") {
  Random random(seed);
  const Sample sample(random, 4);
  const std::string half = sample.bytes.substr(0, sample.bytes.size() / 2);
  write_bytes(sample.path, half);
  CHECK_THROWS_AS(add_to_library(sample.path, sample.contents), LibraryError);
  CHECK_THROWS_AS(remove_from_library(sample.path, sample.contents.entries[0].fingerprint), LibraryError);
  CHECK(read_bytes(sample.path) == half);
}

TEST_CASE("What is no library is refused by name", "[policies]") {
  const ScratchFolder folder;
  CHECK_THROWS_WITH(PolicyLibrary(folder / "none.h5"), Catch::Contains("none.h5"));
  write_bytes(folder / "text.h5", "not HDF5 at all, but long enough to be taken for something");
  CHECK_THROWS_WITH(PolicyLibrary(folder / "text.h5"), Catch::Contains("text.h5") && Catch::Contains("expected"));
  write_bytes(folder / "empty.h5", "");
  CHECK_THROWS_AS(PolicyLibrary(folder / "empty.h5"), LibraryError);
  std::filesystem::create_directory(folder / "folder.h5");
  CHECK_THROWS_AS(PolicyLibrary(folder / "folder.h5"), LibraryError);
}

TEST_CASE("Random damage is refused or does no harm", "[policies][slow]") {
  Random random(seed);
  const Sample sample(random, 12);
  const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(fuzz_seconds());
  std::size_t num_refused = 0, num_cases = 0;
  for (; num_cases < 100 || std::chrono::steady_clock::now() < end; ++num_cases) {
    const std::uint64_t case_seed = seed + num_cases;
    INFO("seed " << case_seed);
    Random own(case_seed);
    std::string bytes = sample.bytes;
    for (std::size_t k = uniform(own, 1, 3); k > 0 && !bytes.empty(); --k) damage(own, bytes);
    write_bytes(sample.path, bytes);
    if (read_all(sample.path, sample.contents) == Outcome::refused) ++num_refused;
    look_up_all(sample.path, sample.contents);
  }
  WARN("seed " << seed << ": " << num_cases << " damaged libraries, " << num_refused << " refused");
  CHECK(num_refused > num_cases / 4);
}
