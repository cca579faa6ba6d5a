// SPDX-License-Identifier: BSD-2-Clause
// What compiling costs whoever starts: with a cold cache, loops while the compiler runs over the same loops while
// it is halted; with a warm one, the time until the kernel is there.
#include <signal.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <Kokkos_Core.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
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

/// Process groups of this process's children that have one of their own, as the compiler has: from /proc.
std::vector<pid_t> compilers() {
  std::vector<pid_t> groups;
  for (const auto& process : std::filesystem::directory_iterator("/proc")) {
    std::ifstream file(process.path() / "stat");
    std::string number, word;
    char state = 0;
    pid_t parent = 0, group = 0;
    if (file >> number && std::getline(file, word, ')') && file >> state >> parent >> group && parent == getpid() &&
        group != getpgrp())
      groups.push_back(group);
  }
  return groups;
}

/// Of one evaluation, the mean over twenty milliseconds, after some that settle what came before.
double seconds_an_evaluation(Loop& loop) {
  const auto settling = std::chrono::steady_clock::now();
  while (seconds_since(settling) < 0.003) loop.evaluate();
  std::size_t count = 0;
  const auto start = std::chrono::steady_clock::now();
  do {
    loop.evaluate();
    ++count;
  } while (seconds_since(start) < 0.02);
  return seconds_since(start) / static_cast<double>(count);
}

/// A loop that ends when the compiler does. The machine's own speed changes within seconds, so that the compiler is
/// halted and goes on many times: neighbours in time are compared.
struct ColdStart {
  double before = 0.0, compiling = 0.0;  ///< seconds: until there was a compiler, and from then on, halts apart
  double alone = 0.0, beside = 0.0;      ///< seconds: sums of an evaluation of each halt, and of one after each
  std::vector<double> over_alone;        ///< of each pair

  double over_tiles() const { return (before + compiling) / (before + compiling * alone / beside); }
};

ColdStart cold_start(const Subject& subject) {
  using Stage = kernels::CompiledEvaluator::Stage;
  Loop loop(subject, EvaluatorKind::automatic);
  ColdStart result;
  const auto is_pending = [&] { return loop.compiled().stage() == Stage::pending; };
  for (auto start = std::chrono::steady_clock::now(); is_pending();) {
    const std::vector<pid_t> groups = compilers();
    for (const pid_t group : groups) kill(-group, SIGSTOP);
    const double alone = seconds_an_evaluation(loop);
    for (const pid_t group : groups) kill(-group, SIGCONT);
    if (groups.empty()) {
      result.before += seconds_since(std::exchange(start, std::chrono::steady_clock::now()));
      continue;
    }
    start = std::chrono::steady_clock::now();
    const double beside = seconds_an_evaluation(loop);
    result.compiling += seconds_since(std::exchange(start, std::chrono::steady_clock::now()));
    if (!is_pending()) break;
    result.alone += alone;
    result.beside += beside;
    result.over_alone.push_back(beside / alone);
  }
  if (result.over_alone.empty())
    throw std::runtime_error(subject.name + ": expected a compiler among this process's children, found none");
  return result;
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
  std::vector<double> over_tiles, over_alone, seconds, warm;
  for (std::size_t repeat = 0; repeat < num_repeats; ++repeat) {
    const test::ScratchFolder cache;
    setenv("JACQUARD_CACHE_DIR", cache.path().c_str(), 1);
    const ColdStart start = cold_start(subject);
    over_tiles.push_back(start.over_tiles());
    over_alone.insert(over_alone.end(), start.over_alone.begin(), start.over_alone.end());
    seconds.push_back(start.before + start.compiling);
    for (int k = 0; k < 5; ++k) warm.push_back(1e3 * warm_start(subject));
  }
  for (auto* values : {&over_tiles, &over_alone, &seconds, &warm}) std::ranges::sort(*values);
  std::printf("%-18s %6.3f %6.3f %6.3f %9.3f %6.3f %8.3f %8.1f %8.1f %6.1f\n", subject.name.c_str(),
              over_tiles.front(), over_tiles[num_repeats / 2], over_tiles.back(), over_alone[over_alone.size() / 4],
              over_alone[over_alone.size() / 2], over_alone[over_alone.size() * 3 / 4], seconds[num_repeats / 2],
              warm[warm.size() / 2], warm.back());
  std::fflush(stdout);
}

void measure_all(const std::vector<Task>& tasks, std::size_t num_repeats) {
  std::printf("%-18s %20s %25s %8s %15s\n%-18s %6s %6s %6s %9s %6s %8s %8s %8s %6s\n", "", "loop over tiles",
              "beside compiler over alone", "ready", "warm, ms", "", "least", "median", "most", "quartile",
              "median", "quartile", "after s", "median", "most");
  for (const Task& task : tasks) measure(subject_of(task), num_repeats);
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> names;
  std::string hydrogen_mechanism = JACQUARD_SOURCE_SHARE "/mechanisms/h2o2.yaml", large_mechanism;
  std::size_t num_repeats = 3;
  CLI::App app("Measures how evaluators start that compile their kernels, with cold and with warm caches.");
  app.add_option("--tasks", names, "only these (default: all)")->delimiter(',');
  app.add_option("--mechanism", large_mechanism, "53 species, for the task GRIMech")->check(CLI::ExistingFile);
  app.add_option("--repeats", num_repeats, "cold starts of each task")->check(CLI::PositiveNumber);
  CLI11_PARSE(app, argc, argv);
  const Kokkos::ScopeGuard kokkos;
  try {
    measure_all(tasks_named(names, all_tasks(hydrogen_mechanism, large_mechanism)), num_repeats);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "jacquard_first_use_bench: %s\n", error.what());
    return 1;
  }
}
