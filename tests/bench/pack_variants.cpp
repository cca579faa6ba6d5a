// SPDX-License-Identifier: BSD-2-Clause
// The residual on packs, and dual numbers on packs. A library of its own: it is compiled for this machine, and
// nothing of it may replace what the evaluators' units have compiled for themselves.
#include "dual.hpp"
#include "pack_run.hpp"

namespace jacquard::bench {
namespace {

template <class TaskKind>
std::vector<Variant> variants_of(const TaskKind& task) {
  constexpr std::size_t n = TaskKind::num_independents, m = TaskKind::num_dependents;
  const auto residual = [task](const Lanes* x, Lanes* f) {
    task(std::span<const Lanes>(x, n), std::span<Lanes>(f, m));
  };
  const auto duals = [task](const Lanes* x, Lanes* jacobian) { dual_jacobian(task, x, jacobian); };
  const auto start = [](Quantity quantity, auto kernel) {
    return [=](const Points& points) { return run_by_pack<n, m>(points, quantity, kernel); };
  };
  return {{"residual, packs", Quantity::residual, Origin::baseline, false, start(Quantity::residual, residual)},
          {"dual numbers, packs", Quantity::jacobian, Origin::retyped, false, start(Quantity::jacobian, duals)}};
}

}  // namespace

__attribute__((visibility("default"))) std::vector<Variant> pack_variants(const Task& task) {
  return std::visit([](const auto& kind) { return variants_of(kind); }, task);
}

}  // namespace jacquard::bench
