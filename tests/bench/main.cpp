// SPDX-License-Identifier: BSD-2-Clause
// jacquard-bench: how long F and J take, by our evaluators and by everybody else's tools.
#include <CLI/CLI.hpp>
#include <Kokkos_Core.hpp>
#include <cstdio>
#include <filesystem>

#include "device_records.hpp"
#include "exported_task.hpp"
#include "jacquard/kernels/host_launch.hpp"
#include "measurement.hpp"
#include "ratios.hpp"
#include "report.hpp"

using namespace jacquard;
using namespace jacquard::bench;

namespace {

struct CommandLine {
  std::vector<std::string> tasks;
  std::string hydrogen_mechanism = JACQUARD_SOURCE_SHARE "/mechanisms/h2o2.yaml";
  std::string large_mechanism, json, generated, export_to;
  std::vector<std::string> merged;
  MeasurementOptions options;
  bool only_ours = false;
  std::size_t device_points = 1000000;
};

CommandLine parse(int argc, char** argv) {
  CommandLine line;
  CLI::App app("Measures residuals and Jacobians, ours and those of other tools, on one core.");
  app.add_option("--tasks", line.tasks, "only these (default: all)")->delimiter(',');
  app.add_option("--points", line.options.num_points, "batch sizes, multiples of 8")
      ->delimiter(',')
      ->check(CLI::PositiveNumber);
  app.add_option("--repeats", line.options.repeats, "samples of each variant")->check(CLI::PositiveNumber);
  app.add_option("--sample", line.options.milliseconds_a_sample, "milliseconds a sample")
      ->check(CLI::PositiveNumber);
  app.add_option("--mechanism", line.large_mechanism, "53 species, for the task GRIMech")->check(CLI::ExistingFile);
  app.add_option("--generated", line.generated, "folder of compiled C code: <task>.<generator>.so");
  app.add_option("--merge", line.merged, "records of other programs, shown and written along")
      ->check(CLI::ExistingFile);
  app.add_option("--json", line.json, "write the records to this file");
  app.add_option("--export", line.export_to, "write tasks and points for other languages to this folder, and stop");
#ifdef JACQUARD_BENCH_DEVICE
  app.add_option("--device-points", line.device_points, "batch size on the device")->check(CLI::PositiveNumber);
#endif
  app.add_flag("--only-ours", line.only_ours, "leave the peers out");
  try {
    app.parse(argc, argv);
    for (const std::size_t num_points : line.options.num_points) {
      if (num_points == 0 || num_points % 8 != 0) throw CLI::ValidationError("--points", "expected multiples of 8");
    }
  } catch (const CLI::ParseError& error) {
    std::exit(app.exit(error));
  }
  return line;
}

std::vector<Task> selected_tasks(const CommandLine& line) {
  if (line.large_mechanism.empty()) std::fprintf(stderr, "GRIMech: missing (--mechanism gri30.yaml of Cantera)\n");
  return tasks_named(line.tasks, all_tasks(line.hydrogen_mechanism, line.large_mechanism));
}

/// Peers that this program was built or started without.
void name_missing(const CommandLine& line) {
  if (line.only_ours) return;
  if (line.generated.empty()) std::fprintf(stderr, "CasADi, CppADCodeGen: missing (--generated)\n");
  if (line.merged.empty()) std::fprintf(stderr, "JAX: missing (--merge)\n");
#ifndef JACQUARD_BENCH_SACADO
  std::fprintf(stderr, "Sacado: missing (package libtrilinos-sacado-dev)\n");
#endif
#ifndef JACQUARD_BENCH_ADOLC
  std::fprintf(stderr, "ADOL-C: missing (package libadolc-dev)\n");
#endif
}

std::vector<Variant> variants_of(const Task& task, const CommandLine& line) {
  std::vector<Variant> variants = own_variants(task);
  const auto append = [&](std::vector<Variant> more) { std::ranges::move(more, std::back_inserter(variants)); };
  append(scalar_variants(task));
  append(pack_variants(task));
#ifdef JACQUARD_BENCH_SACADO
  append(sacado_variants(task));
#endif
#ifdef JACQUARD_BENCH_ADOLC
  append(adolc_variants(task));
#endif
  if (!line.generated.empty()) append(generated_variants(task, line.generated));
  if (line.only_ours) {
    std::erase_if(variants,
                  [](const Variant& v) { return v.origin == Origin::peer || v.origin == Origin::retyped; });
  }
  return variants;
}

std::vector<Record> measure_all(const CommandLine& line) {
  std::vector<Record> records;
  for (const Task& task : selected_tasks(line)) {
    std::fprintf(stderr, "%s ...\n", name_of(task).c_str());
    const std::vector<Variant> variants = variants_of(task, line);
    std::ranges::move(measure(task, variants, line.options), std::back_inserter(records));
#ifdef JACQUARD_BENCH_DEVICE
    std::ranges::move(measure_on_device(task, line.device_points, line.options.repeats),
                      std::back_inserter(records));
#endif
  }
  return records;
}

/// What runs on others would not count, since the clock is this thread's.
void require_one_core() {
  const std::size_t num_threads = kernels::num_workers(Kokkos::DefaultHostExecutionSpace());
  if (num_threads != 1)
    throw std::runtime_error("expected 1 thread of Kokkos' host space, found " + std::to_string(num_threads) +
                             " (OMP_NUM_THREADS=1)");
}

int run(const CommandLine& line) {
  if (!line.export_to.empty()) {
    for (const Task& task : selected_tasks(line)) write_task(task, line.options, line.export_to);
    return 0;
  }
  name_missing(line);
  require_one_core();
  if (!line.json.empty()) require_writable(line.json);
  std::vector<Record> merged;
  for (const std::string& path : line.merged) std::ranges::move(read_json(path), std::back_inserter(merged));
  std::vector<Record> records = measure_all(line);
  std::ranges::move(merged, std::back_inserter(records));
  print_table(records);
  print_ratios(records);
  const auto& sizes = line.options.num_points;
  print_picture(records, std::ranges::count(sizes, 1024u) > 0 ? 1024 : sizes.front());
  if (!line.json.empty()) write_json(line.json, records);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const CommandLine line = parse(argc, argv);
  const Kokkos::ScopeGuard kokkos;
  try {
    return run(line);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "jacquard-bench: %s\n", error.what());
    return 1;
  }
}
