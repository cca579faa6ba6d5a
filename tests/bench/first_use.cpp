// SPDX-License-Identifier: BSD-2-Clause
// What compiling costs whoever starts: with a cold cache, loops that end when the compiler does beside the same
// loops on tiles; with a warm one, the time until the kernel is there.
#include <CLI/CLI.hpp>
#include <Kokkos_Core.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "evaluator_run.hpp"
#include "jacquard/kernels/compiled_evaluator.hpp"
#include "jacquard/order_source.hpp"
#include "jacquard/session.hpp"
#include "support/scratch_folder.hpp"

using namespace jacquard;
using namespace jacquard::bench;

namespace {

constexpr std::size_t num_points = 8192;

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

struct Subject {
  std::string name;
  Extents extents;
  std::vector<Program> programs;
  Points points;
};

Subject subject_of(const Task& task) {
  const std::string name = name_of(task);
  Linearization linearization = linearize(simplify(captured_graph(task)));
  const EliminationOrder order = choose_order(linearization, default_order_sources(name)).proposal.order;
  const AccumulatedJacobian accumulated = accumulate(std::move(linearization), order);
  return {name,
          extents_of(task),
          {lower(accumulated, Quantity::residual), lower(accumulated, Quantity::jacobian),
           lower(accumulated, Quantity::both)},
          points_of(task, num_points)};
}

/// An evaluator as a session makes it, and an evaluation of F and J at all points.
class Loop {
 public:
  Loop(const Subject& subject, EvaluatorKind kind)
      : prepared_(std::make_shared<Prepared>(
            Prepared{evaluators(kind, subject.name)(subject.programs), subject.programs.front().pattern})),
        run_(run_of(prepared_, Quantity::both, subject.extents, subject.points.by_component.data(), num_points)),
        output_(run_.extent) {
    run_.prepare(output_.data());
  }

  void evaluate() { run_.evaluate(output_.data()); }
  const kernels::CompiledEvaluator& compiled() const {
    return dynamic_cast<const kernels::CompiledEvaluator&>(*prepared_->evaluator);
  }

 private:
  std::shared_ptr<Prepared> prepared_;
  Run run_;
  AlignedValues output_;
};

/// Of one evaluation, the mean over about a second.
double seconds_an_evaluation(Loop& loop) {
  std::size_t count = 0;
  const auto start = std::chrono::steady_clock::now();
  do {
    loop.evaluate();
    ++count;
  } while (seconds_since(start) < 1.0);
  return seconds_since(start) / static_cast<double>(count);
}

struct ColdStart {
  double over_tiles;  ///< the loop's time over that of as many evaluations by tiles, measured before and after it
  double seconds;     ///< until the kernel was there
};

/// A loop that ends when the compiler does.
ColdStart cold_start(const Subject& subject) {
  Loop automatic(subject, EvaluatorKind::automatic), tiles(subject, EvaluatorKind::tile);
  const double before = seconds_an_evaluation(tiles);
  std::size_t count = 0;
  const auto start = std::chrono::steady_clock::now();
  for (; automatic.compiled().stage() == kernels::CompiledEvaluator::Stage::pending; ++count) automatic.evaluate();
  const double seconds = seconds_since(start), after = seconds_an_evaluation(tiles);
  return {seconds / (0.5 * (before + after) * static_cast<double>(count)), seconds};
}

/// Seconds until a session's evaluator is there, kernel loaded.
double warm_start(const Subject& subject) {
  const auto start = std::chrono::steady_clock::now();
  const auto evaluator = evaluators(EvaluatorKind::compiled, subject.name)(subject.programs);
  const double seconds = seconds_since(start);
  if (evaluator->description().find("from the cache") == std::string::npos)
    throw std::runtime_error(subject.name + ": expected a kernel from the cache, found " +
                             evaluator->description());
  return seconds;
}

void measure(const Subject& subject, std::size_t num_repeats) {
  std::vector<double> ratios, seconds, warm;
  for (std::size_t repeat = 0; repeat < num_repeats; ++repeat) {
    const test::ScratchFolder cache;
    setenv("JACQUARD_CACHE_DIR", cache.path().c_str(), 1);
    const ColdStart start = cold_start(subject);
    ratios.push_back(start.over_tiles);
    seconds.push_back(start.seconds);
    for (int k = 0; k < 5; ++k) warm.push_back(1e3 * warm_start(subject));
  }
  for (auto* values : {&ratios, &seconds, &warm}) std::ranges::sort(*values);
  std::printf("%-18s %6.3f %6.3f %6.3f %10.1f %10.1f %10.1f\n", subject.name.c_str(), ratios.front(),
              ratios[num_repeats / 2], ratios.back(), seconds[num_repeats / 2], warm[warm.size() / 2], warm.back());
  std::fflush(stdout);
}

/// @param names  of tasks; all if empty
void measure_all(const std::vector<Task>& tasks, const std::vector<std::string>& names, std::size_t num_repeats) {
  std::printf("%-18s %20s %10s %21s\n%-18s %6s %6s %6s %10s %10s %10s\n", "", "automatic over tiles", "ready",
              "warm, ms", "", "least", "median", "most", "after s", "median", "most");
  for (const Task& task : tasks)
    if (names.empty() || std::ranges::count(names, name_of(task)) > 0) measure(subject_of(task), num_repeats);
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> names;
  std::string hydrogen_mechanism = JACQUARD_SOURCE_SHARE "/mechanisms/h2o2.yaml", large_mechanism;
  std::size_t num_repeats = 5;
  CLI::App app("Measures how evaluators start that compile their kernels, with cold and with warm caches.");
  app.add_option("--tasks", names, "only these (default: all)")->delimiter(',');
  app.add_option("--mechanism", large_mechanism, "53 species, for the task GRIMech")->check(CLI::ExistingFile);
  app.add_option("--repeats", num_repeats, "cold starts of each task")->check(CLI::PositiveNumber);
  CLI11_PARSE(app, argc, argv);
  const Kokkos::ScopeGuard kokkos;
  try {
    measure_all(all_tasks(hydrogen_mechanism, large_mechanism), names, num_repeats);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "jacquard_first_use_bench: %s\n", error.what());
    return 1;
  }
}
