// SPDX-License-Identifier: BSD-2-Clause
// Interleaved timing.
#include "measurement.hpp"

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <limits>
#include <stdexcept>

#include "reference.hpp"

namespace jacquard::bench {
namespace {

constexpr double largest_allowed_error = 1e-9;

/// Time that this thread has been given; what others take does not count.
double nanoseconds_so_far() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return 1e9 * static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec);
}

/// A variant that is measured at this number of points.
struct Candidate {
  const Variant* variant;
  Run run;
  double error = 0.0;
  int evaluations_a_sample = 1;
  std::vector<double> samples;  // nanoseconds of one evaluation
};

double sample(const Candidate& candidate, double* output) {
  const double start = nanoseconds_so_far();
  for (int k = 0; k < candidate.evaluations_a_sample; ++k) candidate.run.evaluate(output);
  return (nanoseconds_so_far() - start) / candidate.evaluations_a_sample;
}

/// Runs once over a buffer that holds no number, so that what is not written is noticed.
double error_of(const Candidate& candidate, const Reference& reference, AlignedValues& output) {
  std::fill_n(output.begin(), candidate.run.extent, std::numeric_limits<double>::quiet_NaN());
  if (candidate.run.prepare) candidate.run.prepare(output.data());
  candidate.run.evaluate(output.data());
  return reference.max_relative_error(*candidate.variant, candidate.run, output.data());
}

void leave_out(const Task& task, const Variant& variant, std::size_t num_points, const char* reason) {
  std::fprintf(stderr, "%s at %zu points: %s left out: %s\n", name_of(task).c_str(), num_points,
               variant.name.c_str(), reason);
}

/// Sets each candidate's error and leaves out the peers that are wrong.
void check(const Task& task, const Reference& reference, const Points& points, AlignedValues& output,
           std::vector<Candidate>& candidates) {
  std::erase_if(candidates, [&](Candidate& candidate) {
    const Variant& variant = *candidate.variant;
    candidate.error = error_of(candidate, reference, output);
    if (candidate.error <= largest_allowed_error || variant.is_approximate) return false;
    const std::string problem = "relative error " + std::to_string(candidate.error * 1e9) + "e-9, allowed is 1e-9";
    if (variant.origin == Origin::ours || variant.origin == Origin::baseline)
      throw std::runtime_error(name_of(task) + ": " + variant.name + ": " + problem);
    leave_out(task, variant, points.num_points, problem.c_str());
    return true;
  });
}

/// Variants of which one evaluation fits the budgets. @param expected  milliseconds a point, by variant; 0: unknown
std::vector<Candidate> candidates_for(const Task& task, const std::vector<Variant>& variants,
                                      const std::vector<double>& expected, const Points& points,
                                      const MeasurementOptions& options) {
  std::vector<Candidate> candidates;
  for (std::size_t v = 0; v < variants.size(); ++v) {
    if (expected[v] * static_cast<double>(points.num_points) > options.most_milliseconds) {
      leave_out(task, variants[v], points.num_points, "takes too long");
      continue;
    }
    Candidate candidate{&variants[v], variants[v].start(points), 0.0, 1, {}};
    if (8.0 * static_cast<double>(candidate.run.extent) > options.most_bytes) {
      leave_out(task, variants[v], points.num_points, "results take too much memory");
      continue;
    }
    candidates.push_back(std::move(candidate));
  }
  return candidates;
}

Record record_of(const Task& task, std::size_t num_points, Candidate& candidate) {
  std::ranges::sort(candidate.samples);
  const double per_point = 1.0 / static_cast<double>(num_points);
  const Variant& variant = *candidate.variant;
  return {name_of(task),
          num_points,
          variant.name,
          variant.quantity,
          variant.origin,
          candidate.samples.front() * per_point,
          candidate.samples[candidate.samples.size() / 2] * per_point,
          candidate.error};
}

}  // namespace

std::vector<Record> measure(const Task& task, const std::vector<Variant>& variants,
                            const MeasurementOptions& options) {
  std::vector<Record> records;
  std::vector<double> expected(variants.size(), 0.0);
  AlignedValues output;
  for (const std::size_t num_points : options.num_points) {
    const Points points = points_of(task, num_points);
    const Reference reference(task, points);
    std::vector<Candidate> candidates = candidates_for(task, variants, expected, points, options);
    for (const Candidate& candidate : candidates) output.resize(std::max(output.size(), candidate.run.extent));
    check(task, reference, points, output, candidates);
    for (Candidate& candidate : candidates) {
      const double once = sample(candidate, output.data());
      candidate.evaluations_a_sample =
          1 + static_cast<int>(1e6 * options.milliseconds_a_sample / std::max(once, 1.0));
    }
    for (int repeat = 0; repeat < options.repeats; ++repeat) {
      for (Candidate& candidate : candidates) candidate.samples.push_back(sample(candidate, output.data()));
    }
    for (Candidate& candidate : candidates) {
      records.push_back(record_of(task, num_points, candidate));
      const auto v = static_cast<std::size_t>(candidate.variant - variants.data());
      expected[v] = 1e-6 * records.back().minimum_ns;
    }
  }
  return records;
}

}  // namespace jacquard::bench
