// SPDX-License-Identifier: BSD-2-Clause
// How long a look-up takes in a library of 10,000 graphs: open, first look-up, later ones.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>

#include "policies/sample_library.hpp"

using namespace jacquard;

namespace {

constexpr std::uint64_t seed = 20240704;
constexpr std::size_t num_graphs = 10000;

using clock_type = std::chrono::steady_clock;

double milliseconds_since(clock_type::time_point start) {
  return std::chrono::duration<double, std::milli>(clock_type::now() - start).count();
}

}  // namespace

int main() {
  test::Random random(seed);
  const test::ScratchFolder folder;
  policies::LibraryContents contents;
  for (std::size_t k = 0; k < num_graphs; ++k) {
    const auto graph = test::random_linearized_graph(
        random, {.num_independents = 6, .num_intermediates = 80, .num_dependents = 4, .most_arguments = 3});
    contents.entries.push_back(test::entry_of(graph, "graph " + std::to_string(k)));
  }
  auto start = clock_type::now();
  policies::add_to_library(folder / "a.h5", contents);
  std::printf("written and read back in %.0f ms, %.1f MB\n", milliseconds_since(start),
              static_cast<double>(std::filesystem::file_size(folder / "a.h5")) / 1e6);

  start = clock_type::now();
  const policies::PolicyLibrary library(folder / "a.h5");
  std::printf("opened in %.3f ms\n", milliseconds_since(start));

  std::vector<double> times, processor_times;
  for (std::size_t k = 0; k < 1000; ++k) {
    const policies::LibraryEntry& wanted = contents.entries[(k * 7919) % num_graphs];
    const CanonicalForm form{wanted.fingerprint, {}, wanted.graph};
    start = clock_type::now();
    const std::clock_t ticks = std::clock();
    const bool found = library.find(form).has_value();
    processor_times.push_back(1e3 * static_cast<double>(std::clock() - ticks) / CLOCKS_PER_SEC);
    times.push_back(milliseconds_since(start));
    if (!found) return std::printf("not found: graph %zu\n", k), 1;
  }
  std::printf("first look-up %.3f ms", times.front());
  std::sort(times.begin(), times.end());
  std::sort(processor_times.begin(), processor_times.end());
  std::printf("; of 1000 median %.3f ms, 99%% %.3f ms of the processor's time\n", times[500], processor_times[990]);
  return 0;
}
