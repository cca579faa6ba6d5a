// SPDX-License-Identifier: BSD-2-Clause
// Runs sessions up to where they ask for an evaluator, and notes what they ask for.
#include "jacquard/kernel_list.hpp"

#include "jacquard/error.hpp"
#include "jacquard/kernels/built_in.hpp"
#include "kernel_plans.hpp"

namespace jacquard {
namespace {

using Plans = KernelList::Plans;

/// Proposes what choose_order makes of other sources, and notes it.
class RecordingOrderSource final : public OrderSource {
 public:
  explicit RecordingOrderSource(Plans& plans)
      : plans_(plans), sources_(reproducible_order_sources(plans.search_moves, plans.seed)) {}

  std::optional<OrderProposal> propose(const Linearization& linearization, CostModel) override {
    OrderProposal chosen = choose_order(linearization, sources_).proposal;
    chosen.is_settled = true;
    const std::string key = kernels::order_key(linearization.graph);
    if (plans_.known_orders.insert(key).second) {
      kernels::OrderPlan plan{key, chosen.source, {}};
      for (const VertexId v : chosen.order.vertices) plan.vertices.push_back(v.value);
      plans_.orders.push_back(std::move(plan));
    }
    return chosen;
  }

 private:
  Plans& plans_;
  std::vector<std::unique_ptr<OrderSource>> sources_;
};

/// Stands for an evaluator where nothing is evaluated.
class PlannedEvaluator final : public Evaluator {
 public:
  explicit PlannedEvaluator(std::size_t num_entries) : num_entries_(num_entries) {}

  BatchLayout layout(std::size_t num_points) const override {
    return {kernels::group_size, num_entries_, num_points};
  }
  void write_constants(const Batch&) const override {}
  EvaluationStatus evaluate(const Batch&, Quantity) const override {
    throw StateError("kernel list: nothing is evaluated while a program is built");
  }
  std::string description() const override { return "to be built in"; }

 private:
  std::size_t num_entries_;
};

}  // namespace

std::vector<std::unique_ptr<OrderSource>> Plans::recording_sources() {
  std::vector<std::unique_ptr<OrderSource>> sources;
  sources.push_back(std::make_unique<RecordingOrderSource>(*this));
  return sources;
}

EvaluatorFactory Plans::recording_evaluators(const std::string& name) {
  return [this, name](std::span<const Program> programs) -> std::unique_ptr<Evaluator> {
    if (known_kernels.insert(kernels::program_key(programs)).second)
      kernels.push_back({name, {"Residual: " + name}, {programs.begin(), programs.end()}});
    return std::make_unique<PlannedEvaluator>(programs.front().pattern.rows.num_entries());
  };
}

KernelList::KernelList(std::uint64_t search_moves, std::uint64_t seed) : plans_(std::make_unique<Plans>()) {
  plans_->search_moves = search_moves;
  plans_->seed = seed;
}

KernelList::~KernelList() = default;

void KernelList::add(const std::string& name, Residual residual, const ResidualShape& shape,
                     std::span<const double> x) {
  SessionOptions options;
  options.evaluators = plans_->recording_evaluators(name);
  options.name = name;
  Session(std::move(residual), shape, plans_->recording_sources(), std::move(options)).prepare(x);
}

void KernelList::add_batched(const std::string& name, Residual residual, const KernelShape& shape,
                             std::span<const double> samples) {
  BatchedKernelOptions options;
  options.evaluators = plans_->recording_evaluators(name);
  options.name = name;
  const BatchedKernel unused(std::move(residual), shape, samples, plans_->recording_sources(), std::move(options));
}

}  // namespace jacquard
