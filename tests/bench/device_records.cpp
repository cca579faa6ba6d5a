// SPDX-License-Identifier: BSD-2-Clause
// Timing on a device.
#include "device_records.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <limits>
#include <stdexcept>

#include "device_tasks.hpp"
#include "evaluator_run.hpp"
#include "jacquard/kernels/device_evaluator.hpp"
#include "jacquard/kernels/host_evaluator.hpp"
#include "reference.hpp"

namespace jacquard::bench {
namespace {

using Space = Kokkos::DefaultExecutionSpace;
using Values = Kokkos::View<double*, Space::memory_space>;
using HostValues = Kokkos::View<double*, Kokkos::HostSpace, Kokkos::MemoryTraits<Kokkos::Unmanaged>>;

}  // namespace

/// What a copy does; not anonymous for device compilers only.
struct CopyValue {
  const double* from;
  double* to;
  JACQUARD_FUNCTION void operator()(std::size_t k) const { to[k] = from[k]; }
};

namespace {

/// Nanoseconds by the wall clock.
template <class Work>
double nanoseconds_of(const Work& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - start).count();
}

struct Samples {
  std::vector<double> nanoseconds;

  double least() const { return *std::ranges::min_element(nanoseconds); }
  double median() {
    std::ranges::sort(nanoseconds);
    return nanoseconds[nanoseconds.size() / 2];
  }
};

/// The programs of `task` in the order that is built in.
std::vector<Program> programs_of(const Task& task) {
  std::vector<Program> kept;
  BatchedKernelOptions options;
  options.evaluators = [&](std::span<const Program> programs) {
    kept.assign(programs.begin(), programs.end());
    return kernels::make_host_evaluator(programs);
  };
  visit_residual(task, [&](const auto&, const auto& residual, auto shape, const auto& sample) {
    const BatchedKernel unused(residual, shape, sample, {}, options);
  });
  return kept;
}

/// Independents and variable results, once each.
std::size_t bytes_a_point(const Program& program) {
  std::size_t count = program.num_independents;
  for (const Store& store : program.stores) count += store.kind == OutputKind::guard ? 0 : 1;
  return count * sizeof(double);
}

/// The device's own name where its space tells.
std::string device_name() {
#if defined(KOKKOS_ENABLE_CUDA)
  if constexpr (std::is_same_v<Space, Kokkos::Cuda>) return Space().cuda_device_prop().name;
#endif
  return Space::name();
}

Variant variant_of(Quantity quantity) {
  Variant variant;
  variant.name = "compiled, " + device_name() + ", " + name_of(quantity);
  variant.quantity = quantity;
  variant.origin = Origin::ours;
  return variant;
}

/// One program at points that are there already.
class DeviceMeasurement {
 public:
  DeviceMeasurement(const Task& task, const Points& points, const Reference& reference)
      : task_(task), points_(points), reference_(reference), state_("state", points.by_component.size()) {
    Kokkos::deep_copy(state_, HostValues(const_cast<double*>(points.by_component.data()), state_.size()));
  }

  /// Of the kernel; prints it beside a copy of as many bytes.
  Record measure(const std::shared_ptr<Prepared>& prepared, const Program& program, int repeats) const {
    const Variant variant = variant_of(program.quantity);
    const Run run = run_of(prepared, program.quantity, extents_of(task_), state_.data(), points_.num_points);
    Values output(Kokkos::view_alloc(Kokkos::WithoutInitializing, "output"), run.extent);
    Kokkos::deep_copy(output, std::numeric_limits<double>::quiet_NaN());  // so that what is not written is noticed
    if (run.prepare) run.prepare(output.data());
    run.evaluate(output.data());
    const double error = checked_error(variant, run, output);
    const std::size_t num_copied = bytes_a_point(program) / sizeof(double) * points_.num_points / 2;
    Values from("from", num_copied), to("to", num_copied);
    Samples kernel, copy;
    for (int repeat = 0; repeat < repeats; ++repeat) {
      kernel.nanoseconds.push_back(nanoseconds_of([&] { run.evaluate(output.data()); }));
      copy.nanoseconds.push_back(nanoseconds_of([&] {
        Kokkos::parallel_for("jacquard::copy", Kokkos::RangePolicy<Space>(0, num_copied),
                             CopyValue{from.data(), to.data()});
        Space().fence();
      }));
    }
    print(program, kernel, copy);
    const double per_point = 1.0 / static_cast<double>(points_.num_points);
    return {name_of(task_),
            points_.num_points,
            variant.name,
            variant.quantity,
            variant.origin,
            kernel.least() * per_point,
            kernel.median() * per_point,
            error};
  }

 private:
  double checked_error(const Variant& variant, const Run& run, const Values& output) const {
    std::vector<double> host(run.extent);
    Kokkos::deep_copy(HostValues(host.data(), host.size()), output);
    const double error = reference_.max_relative_error(variant, run, host.data());
    if (!(error <= 1e-9))
      throw std::runtime_error(name_of(task_) + ": " + variant.name + ": off by more than 1e-9");
    return error;
  }

  void print(const Program& program, Samples& kernel, Samples& copy) const {
    const double points = static_cast<double>(points_.num_points), time = kernel.median(), floor = copy.median();
    std::printf("  %-8s %8.4f ns a point, %4zu bytes; copied in %8.4f ns (%.0f GB/s): %.0f%% of that rate\n",
                name_of(program.quantity), time / points, bytes_a_point(program), floor / points,
                static_cast<double>(bytes_a_point(program)) * points / floor, 100.0 * floor / time);
  }

  const Task& task_;
  const Points& points_;
  const Reference& reference_;
  Values state_;
};

}  // namespace

std::vector<Record> measure_on_device(const Task& task, std::size_t num_points, int repeats) {
  if (!is_for_devices(task)) return {};
  const std::vector<Program> programs = programs_of(task);
  const auto prepared = std::make_shared<Prepared>(
      Prepared{kernels::make_device_evaluator<Space>(programs), programs.front().pattern});
  const std::string description = prepared->evaluator->description();
  std::printf("%s, %zu points, %s: %s\n", name_of(task).c_str(), num_points, device_name().c_str(),
              description.c_str());
  if (!description.starts_with("compiled"))
    throw std::runtime_error(name_of(task) + ": expected a kernel built in");
  const Points points = points_of(task, num_points);
  const Reference reference(task, points);
  const DeviceMeasurement measurement(task, points, reference);
  std::vector<Record> records;
  for (const Program& program : programs) records.push_back(measurement.measure(prepared, program, repeats));
  return records;
}

}  // namespace jacquard::bench
