// SPDX-License-Identifier: BSD-2-Clause
// What tiles cost: nanoseconds a point of F and J beside the same residual compiled on plain doubles.
#include <Kokkos_Core.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <string>
#include <vector>

#include "jacquard/capture.hpp"
#include "jacquard/kernels/host_evaluator.hpp"
#include "mechanism_file.hpp"
#include "residuals/cavity.hpp"
#include "residuals/roe_flux.hpp"

using namespace jacquard;

namespace {

/// Least nanoseconds of several runs of `work`, each long enough for the clock.
double nanoseconds(const std::function<void()>& work) {
  double least = 1e300;
  for (int run = 0; run < 15; ++run) {
    int repeats = 0;
    const auto start = std::chrono::steady_clock::now();
    double elapsed = 0.0;
    do {
      work();
      ++repeats;
      elapsed = std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - start).count();
    } while (elapsed < 2e6);
    least = std::min(least, elapsed / repeats);
  }
  return least;
}

EliminationOrder cheapest_order(const ComputationalGraph& graph, const LinearizedGraph& linearized) {
  std::vector<EliminationOrder> orders{forward_order(linearized), reverse_order(linearized),
                                       markowitz_order(linearized, TieBreak::lowest_id),
                                       markowitz_order(linearized, TieBreak::highest_id)};
  return *std::ranges::min_element(orders, {},
                                   [&](const EliminationOrder& order) { return emitted_cost(graph, order); });
}

std::vector<Program> programs_of(const ComputationalGraph& captured) {
  const ComputationalGraph graph = simplify(captured);
  Linearization linearization = linearize(graph);
  const EliminationOrder order = cheapest_order(graph, linearization.graph);
  const AccumulatedJacobian accumulated = accumulate(std::move(linearization), order);
  return {lower(accumulated, Quantity::residual), lower(accumulated, Quantity::jacobian),
          lower(accumulated, Quantity::both)};
}

/// One class of a residual: its evaluator and everything one evaluation reads and writes.
struct ClassRun {
  std::unique_ptr<Evaluator> evaluator;
  Batch batch;
  std::vector<double> jacobian;
  std::vector<const double*> parameters;
  std::vector<std::uint8_t> strides;
};

void print_header() {
  std::printf("%-34s %8s %8s %8s %8s %8s %7s %7s %5s\n", "ns a point", "plain F", "tile F", "tile J", "F and J",
              "J/plain", "steps F", "steps J", "slots");
}

void print(const std::string& name, double num_points, double plain, const std::function<void(Quantity)>& evaluate,
           const std::vector<Program>& programs) {
  double found[3];
  for (int q = 0; q < 3; ++q) found[q] = nanoseconds([&] { evaluate(static_cast<Quantity>(q)); }) / num_points;
  std::printf("%-34s %8.2f %8.2f %8.2f %8.2f %8.2f %7zu %7zu %5zu\n", name.c_str(), plain / num_points, found[0],
              found[1], found[2], found[1] / (plain / num_points),
              programs[0].instructions.size() + programs[0].stores.size(),
              programs[1].instructions.size() + programs[1].stores.size(), programs[1].num_slots);
}

/// A kernel over a batch of `num_points`, without tables, on all instruction sets.
template <class Residual>
void measure_kernel(const std::string& name, const Residual& residual, const std::vector<double>& sample,
                    std::size_t num_dependents, std::size_t num_points) {
  const std::size_t n = sample.size();
  const CapturedGraph captured = capture_graph(
      [&](std::span<const Active> x, std::span<Active> f) { residual(x, f); }, sample, num_dependents);
  const std::vector<Program> programs = programs_of(captured.graph);
  std::vector<double> state(n * num_points), result(num_dependents * num_points);
  for (std::size_t k = 0; k < n; ++k) {
    for (std::size_t p = 0; p < num_points; ++p)
      state[k * num_points + p] = sample[k] * (1 + 1e-4 * double(p % 100));
  }
  const double plain = nanoseconds([&] {
    std::vector<double> x(n), f(num_dependents);
    for (std::size_t p = 0; p < num_points; ++p) {
      for (std::size_t k = 0; k < n; ++k) x[k] = state[k * num_points + p];
      residual(std::span<const double>(x), std::span<double>(f));
      for (std::size_t m = 0; m < num_dependents; ++m) result[m * num_points + p] = f[m];
    }
  });
  for (const kernels::InstructionSet set : kernels::available_instruction_sets()) {
    const auto evaluator = kernels::make_host_evaluator(programs, {.instruction_set = set});
    std::vector<double> jacobian(evaluator->layout(num_points).extent());
    Batch batch;
    batch.num_points = num_points;
    batch.state = state.data();
    batch.gather_stride = batch.scatter_stride = num_points;
    batch.result = result.data();
    batch.jacobian = jacobian.data();
    print(
        name + ", " + std::string(kernels::name(set)), double(num_points), plain,
        [&](Quantity quantity) { evaluator->evaluate(batch, quantity); }, programs);
  }
}

ClassRun class_run(const SiteClass& site_class, std::vector<double>& state, const std::vector<Program>& programs,
                   kernels::InstructionSet set) {
  ClassRun run;
  run.evaluator = kernels::make_host_evaluator(programs, {.instruction_set = set});
  run.jacobian.resize(run.evaluator->layout(site_class.num_sites).extent());
  for (const SiteData& column : site_class.data) {
    run.parameters.push_back(column.values.data());
    run.strides.push_back(column.values.size() > 1 ? 1 : 0);
  }
  run.batch = {.num_points = site_class.num_sites,
               .state = state.data(),
               .gather = site_class.gather.data(),
               .gather_stride = site_class.num_sites,
               .parameters = run.parameters.data(),
               .parameter_strides = run.strides.data(),
               .result = state.data(),
               .scatter = site_class.scatter.data(),
               .scatter_stride = site_class.num_sites,
               .jacobian = run.jacobian.data()};
  return run;
}

template <class Upwind>
void measure_cavity(const std::string& name, int size) {
  const examples::CavityOnGrid<Upwind> residual{.cavity = {}, .mx = size, .my = size};
  std::vector<double> x(residual.size()), f(residual.size());
  for (std::size_t k = 0; k < x.size(); ++k) x[k] = 0.1 + 0.001 * double(k % 97);
  const CapturedResidual captured =
      capture_sites([&](std::span<const Active> ax, std::span<Active> af) { residual(ax, af); }, x,
                    {.num_dependents = f.size(), .dependents_per_point = 4});
  std::vector<double> state(captured.num_state());
  std::ranges::copy(x, state.begin());
  std::vector<std::vector<Program>> programs;
  std::size_t widest = 0;
  for (const SiteClass& site_class : captured.classes) {
    programs.push_back(programs_of(site_class.graph));
    if (programs.back()[1].instructions.size() > programs[widest][1].instructions.size())
      widest = programs.size() - 1;
  }
  const double plain = nanoseconds([&] { residual(std::span<const double>(x), std::span<double>(f)); });
  for (const kernels::InstructionSet set : kernels::available_instruction_sets()) {
    std::vector<ClassRun> runs;
    for (std::size_t c = 0; c < programs.size(); ++c)
      runs.push_back(class_run(captured.classes[c], state, programs[c], set));
    const auto evaluate = [&](Quantity quantity) {
      for (const ClassRun& run : runs) run.evaluator->evaluate(run.batch, quantity);
    };
    print(name + " " + std::to_string(size) + "^2, " + std::string(kernels::name(set)), double(size) * size, plain,
          evaluate, programs[widest]);
  }
}

}  // namespace

int main(int argc, char** argv) {
  const Kokkos::ScopeGuard kokkos;
  print_header();
  constexpr std::size_t num_points = 2048;
  using Roe1 = examples::RoeFlux<1>;
  using Roe3 = examples::RoeFlux<3>;
  const auto roe1 = Roe1::sample();
  const auto roe3 = Roe3::sample();
  measure_kernel("Roe 1-D", Roe1{}, {roe1.begin(), roe1.end()}, Roe1::num_dependents, num_points);
  measure_kernel("Roe 3-D", Roe3{}, {roe3.begin(), roe3.end()}, Roe3::num_dependents, num_points);
  measure_cavity<examples::UpwindByParts>("cavity, parts", 64);
  measure_cavity<examples::UpwindByMagnitude>("cavity, magnitude", 64);
  measure_cavity<examples::UpwindByParts>("cavity, parts", 128);
  if (argc > 1) {
    const examples::NetProductionRates rates{examples::read_mechanism(argv[1])};
    std::vector<double> x(rates.num_independents(), 1e-6);
    x.back() = 1500.0;
    measure_kernel("kinetics", rates, x, rates.num_dependents(), num_points);
  }
  return 0;
}
