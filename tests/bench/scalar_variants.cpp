// SPDX-License-Identifier: BSD-2-Clause
// The residual on doubles, dual numbers on doubles, and difference quotients.
#include <cmath>
#include <limits>

#include "dual.hpp"
#include "variant.hpp"

namespace jacquard::bench {
namespace {

template <class TaskKind>
void difference_quotients(const TaskKind& task, const double* x, double* jacobian) {
  constexpr std::size_t n = TaskKind::num_independents, m = TaskKind::num_dependents;
  std::array<double, n> moved;
  std::array<double, m> here, there;
  std::copy(x, x + n, moved.begin());
  task(std::span<const double>(moved), std::span<double>(here));
  for (std::size_t k = 0; k < n; ++k) {
    const double wanted = std::sqrt(std::numeric_limits<double>::epsilon()) * std::abs(x[k]);
    moved[k] = x[k] + wanted;
    const double per_step = 1.0 / (moved[k] - x[k]);
    task(std::span<const double>(moved), std::span<double>(there));
    for (std::size_t i = 0; i < m; ++i) jacobian[i * n + k] = (there[i] - here[i]) * per_step;
    moved[k] = x[k];
  }
}

template <class TaskKind>
std::vector<Variant> variants_of(const TaskKind& task) {
  constexpr Extents extents{TaskKind::num_independents, TaskKind::num_dependents};
  const auto residual = [task](const double* x, double* f) {
    task(std::span<const double>(x, TaskKind::num_independents), std::span<double>(f, TaskKind::num_dependents));
  };
  const auto duals = [task](const double* x, double* jacobian) { dual_jacobian(task, x, jacobian); };
  const auto differences = [task](const double* x, double* jacobian) { difference_quotients(task, x, jacobian); };
  const auto start = [=](Quantity quantity, auto kernel) {
    return [=](const Points& points) { return run_by_point(points, extents, quantity, kernel); };
  };
  return {{"residual, scalar", Quantity::residual, Origin::baseline, false, start(Quantity::residual, residual)},
          {"dual numbers", Quantity::jacobian, Origin::peer, false, start(Quantity::jacobian, duals)},
          {"finite differences", Quantity::jacobian, Origin::peer, true, start(Quantity::jacobian, differences)}};
}

}  // namespace

std::vector<Variant> scalar_variants(const Task& task) {
  return std::visit([](const auto& kind) { return variants_of(kind); }, task);
}

}  // namespace jacquard::bench
