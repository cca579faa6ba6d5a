// SPDX-License-Identifier: BSD-2-Clause
// Samples, captures and points of the tasks.
#include "tasks.hpp"

#include <algorithm>
#include <stdexcept>

#include "jacquard/capture.hpp"
#include "mechanism_file.hpp"

namespace jacquard::bench {
namespace {

template <std::size_t num_species>
KineticsTask<num_species> kinetics_task(std::string_view name, const std::string& path) {
  auto rates = std::make_shared<examples::NetProductionRates>(examples::read_mechanism(path));
  if (rates->num_dependents() != num_species) {
    throw std::runtime_error(path + ": expected " + std::to_string(num_species) + " species, found " +
                             std::to_string(rates->num_dependents()));
  }
  return {name, std::move(rates)};
}

}  // namespace

std::vector<double> CavitySite::sample() const {
  std::vector<double> x(num_independents);
  for (std::size_t k = 0; k < x.size(); ++k) x[k] = 0.5 + 0.3 * std::sin(1.0 + 2.0 * static_cast<double>(k));
  return x;
}

std::string name_of(const Task& task) {
  return std::visit([](const auto& kind) { return std::string(kind.name); }, task);
}

Extents extents_of(const Task& task) {
  return std::visit([](const auto& kind) { return Extents{kind.num_independents, kind.num_dependents}; }, task);
}

std::vector<Task> all_tasks(const std::string& hydrogen_mechanism, const std::string& large_mechanism) {
  std::vector<Task> tasks{ExampleTask<examples::RoeFlux<1>>{{}, "Roe1D"},
                          ExampleTask<examples::RoeFlux<3>>{{}, "Roe3D"},
                          ExampleTask<examples::RobotArm>{{}, "RobotArm"},
                          ExampleTask<examples::HumanHeartDipole>{{}, "HumanHeartDipole"},
                          ExampleTask<examples::PropaneCombustion>{{}, "PropaneCombustion"},
                          kinetics_task<10>("KineticsH2O2", hydrogen_mechanism),
                          BratuSite{"Bratu"},
                          CavitySite{"Cavity", {}}};
  if (!large_mechanism.empty()) tasks.push_back(kinetics_task<53>("GRIMech", large_mechanism));
  return tasks;
}

std::vector<Task> tasks_named(const std::vector<std::string>& names, std::vector<Task> tasks) {
  for (const std::string& name : names) {
    if (std::ranges::find(tasks, name, name_of) != tasks.end()) continue;
    std::string known;
    for (const Task& task : tasks) known += " " + name_of(task);
    throw std::runtime_error("tasks: expected some of" + known + ", found " + name);
  }
  std::erase_if(tasks,
                [&](const Task& task) { return !names.empty() && !std::ranges::count(names, name_of(task)); });
  return tasks;
}

ComputationalGraph captured_graph(const Task& task) {
  return std::visit(
      [](const auto& kind) {
        return capture_graph([&](std::span<const Active> x, std::span<Active> f) { kind(x, f); }, kind.sample(),
                             kind.num_dependents)
            .graph;
      },
      task);
}

Points points_of(const Task& task, std::size_t num_points) {
  const std::vector<double> sample = std::visit([](const auto& kind) { return kind.sample(); }, task);
  const std::size_t n = sample.size();
  Points points{num_points, AlignedValues(n * num_points), AlignedValues(n * num_points)};
  for (std::size_t p = 0; p < num_points; ++p) {
    for (std::size_t k = 0; k < n; ++k) {
      const double x = sample[k] * (1.0 + 0.03 * std::sin(static_cast<double>(1 + 3 * p + 7 * k)));
      points.by_point[p * n + k] = x;
      points.by_component[k * num_points + p] = x;
    }
  }
  return points;
}

}  // namespace jacquard::bench
