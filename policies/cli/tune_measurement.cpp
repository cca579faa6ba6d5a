// SPDX-License-Identifier: BSD-2-Clause
// Compiles programs with the host's compiler and times them against each other.
#include "tune_measurement.hpp"

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <span>

#include "jacquard/error.hpp"
#include "jacquard/kernels/compiled_evaluator.hpp"
#include "jacquard/kernels/host_evaluator.hpp"

namespace jacquard::cli {

namespace {

constexpr std::size_t num_repeats = 41;
constexpr double least_nanoseconds = 1e6;  ///< of one repeat, so that the clock does not count

double median(std::vector<double> numbers) {
  const auto middle = numbers.begin() + static_cast<std::ptrdiff_t>(numbers.size() / 2);
  std::nth_element(numbers.begin(), middle, numbers.end());
  return *middle;
}

struct Free {
  void operator()(double* memory) const { std::free(memory); }
};
using Values = std::unique_ptr<double, Free>;

/// A compiled program and what it reads and writes.
class Run {
 public:
  Run(const TuneCandidate& candidate, const TunePoints& points, const std::string& name) {
    kernels::CompilationOptions options;
    options.emission.name = name;
    options.niceness = 0;
    const std::span<const Program> programs(&candidate.program, 1);
    auto compiled = std::make_unique<kernels::CompiledEvaluator>(std::vector(programs.begin(), programs.end()),
                                                                 kernels::make_host_evaluator(programs), options);
    if (compiled->wait() != kernels::CompiledEvaluator::Stage::ready)
      throw StateError("tune: expected a compiler that makes kernels, found: " + compiled->description());
    evaluator_ = std::move(compiled);
    bind(candidate.program, points);
  }

  std::size_t extent() const { return evaluator_->layout(batch_.num_points).extent(); }

  /// @param jacobian  [extent()], which all runs share: how fast memory is depends on the pages that it gets
  void write_to(double* jacobian) {
    batch_.jacobian = jacobian;
    evaluator_->write_constants(batch_);
  }

  /// Nanoseconds of `count` evaluations.
  double time(std::size_t count) const {
    const auto start = std::chrono::steady_clock::now();
    for (std::size_t k = 0; k < count; ++k) evaluator_->evaluate(batch_, Quantity::jacobian);
    return std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - start).count();
  }

 private:
  void bind(const Program& program, const TunePoints& points) {
    for (std::size_t k = 0; k < program.num_parameters; ++k)
      parameters_.push_back(points.columns.data() + (program.num_independents + k) * points.num_points);
    strides_.assign(program.num_parameters, 1);
    batch_.num_points = points.num_points;
    batch_.state = points.columns.data();
    batch_.gather_stride = points.num_points;
    batch_.parameters = parameters_.data();
    batch_.parameter_strides = strides_.data();
  }

  std::unique_ptr<Evaluator> evaluator_;
  std::vector<const double*> parameters_;
  std::vector<std::uint8_t> strides_;
  Batch batch_;
};

}  // namespace

std::vector<TuneTime> tune_times(const std::vector<TuneCandidate>& candidates, const TunePoints& points,
                                 const std::string& name) {
  const Kokkos::ScopeGuard kokkos;
  std::vector<Run> runs;
  for (const TuneCandidate& candidate : candidates) runs.emplace_back(candidate, points, name);
  constexpr std::size_t cache_line = 64;
  const std::size_t extent = std::ranges::max_element(runs, {}, &Run::extent)->extent();
  const Values jacobian(
      static_cast<double*>(std::aligned_alloc(cache_line, std::max<std::size_t>(extent, 8) * sizeof(double))));
  for (Run& run : runs) run.write_to(jacobian.get());
  const double once = std::max(runs.front().time(1), 1.0);
  const auto count = static_cast<std::size_t>(std::max(1.0, least_nanoseconds / once));
  std::vector<std::vector<double>> times(runs.size()), ratios(runs.size());
  for (std::size_t repeat = 0; repeat < num_repeats; ++repeat) {
    for (std::size_t k = 0; k < runs.size(); ++k) times[k].push_back(runs[k].time(count));
    for (std::size_t k = 0; k < runs.size(); ++k) ratios[k].push_back(times[k].back() / times.front().back());
  }
  std::vector<TuneTime> results;
  for (std::size_t k = 0; k < runs.size(); ++k)
    results.push_back({median(times[k]) / static_cast<double>(count * points.num_points), median(ratios[k])});
  return results;
}

}  // namespace jacquard::cli
