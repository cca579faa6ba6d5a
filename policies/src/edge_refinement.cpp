// SPDX-License-Identifier: BSD-2-Clause
// Annealing of steps, each trial counted by an elimination of its own.
#include "jacquard/policies/edge_refinement.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "path_rows.hpp"
#include "random_stream.hpp"
#include "search_clock.hpp"

namespace jacquard::policies {
namespace {

constexpr double hot = 1.0;  // multiplications
constexpr double cold = 0.15;

Side side_of(const EliminationStep& step) {
  return step.kind == StepKind::front_edge ? Side::entering : Side::leaving;
}
VertexId end_of(const EliminationStep& step) { return step.kind == StepKind::front_edge ? step.tail : step.head; }

template <class Value>
class EdgeSearch {
 public:
  EdgeSearch(const LinearizedGraph& graph, const EliminationOrder& order, const SearchOptions& options,
             SearchClock& clock)
      : graph_(graph), start_(graph), clock_(clock), random_(options.seed), current_(steps_of(order).steps) {
    best_ = current_;
    best_cost_ = cost_ = replay(current_);
  }

  EliminationSteps run() {
    clock_.note_cost(static_cast<std::uint64_t>(best_cost_));
    while (!current_.empty() && best_cost_ > 0 && clock_.spend(1)) {
      clock_.look();  // a move takes much longer than reading the time
      const double temperature = hot * std::pow(cold / hot, clock_.fraction());
      try_move(cost_ + static_cast<std::int64_t>(temperature * random_.exponential()));
    }
    return {std::move(best_)};
  }

 private:
  using Steps = std::vector<EliminationStep>;

  /// Keeps a random neighbour of the current steps unless it costs more than `limit`.
  void try_move(std::int64_t limit) {
    Steps trial = current_;
    if (random_.below(2) == 0) {
      insert_edge_step(trial);
    } else {
      move_or_remove(trial);
    }
    const std::int64_t cost = replay(trial);
    if (cost > limit) return;
    current_.swap(trial);
    cost_ = cost;
    if (cost_ >= best_cost_) return;
    best_ = current_;
    best_cost_ = cost_;
    clock_.note_cost(static_cast<std::uint64_t>(best_cost_));
  }

  /// Puts an edge that is left at a random place there, to be eliminated into or out of a vertex that is left.
  void insert_edge_step(Steps& trial) {
    const auto place = random_.below(static_cast<std::uint32_t>(trial.size()));
    PathRows<Value> rows = start_;
    for (std::uint32_t k = 0; k < place; ++k) apply(rows, trial[k]);
    // Steps after the place still concern this vertex, so it is left.
    const std::uint32_t pivot =
        trial[place + random_.below(static_cast<std::uint32_t>(trial.size()) - place)].pivot().value;
    const Side side = random_.below(2) == 0 ? Side::entering : Side::leaving;
    const auto& edges = rows(side, pivot).entries;
    if (edges.empty()) return;
    const VertexId end(edges[random_.below(static_cast<std::uint32_t>(edges.size()))].id);
    const VertexId vertex(pivot);
    trial.insert(trial.begin() + place,
                 side == Side::entering ? EliminationStep::front(end, vertex) : EliminationStep::back(vertex, end));
  }

  /// Moves one step to a random place; an edge step is as often taken out.
  void move_or_remove(Steps& trial) {
    const auto size = static_cast<std::uint32_t>(trial.size());
    const std::uint32_t from = random_.below(size);
    const EliminationStep step = trial[from];
    trial.erase(trial.begin() + from);
    if (step.kind != StepKind::vertex && random_.below(2) == 0) return;
    trial.insert(trial.begin() + random_.below(size), step);
  }

  /// Counts `steps` and drops those whose edge or vertex is gone when their turn comes.
  std::int64_t replay(Steps& steps) {
    PathRows<Value> rows = start_;
    std::vector<bool> eliminated(graph_.num_vertices(), false);
    std::int64_t cost = 0;
    std::erase_if(steps, [&](const EliminationStep& step) {
      if (eliminated[step.pivot().value]) return true;
      if (step.kind == StepKind::vertex) eliminated[step.pivot().value] = true;
      const std::optional<std::int64_t> change = apply(rows, step);
      cost += change.value_or(0);
      return !change;
    });
    return cost;
  }

  /// What `step` costs; nothing if its edge is not there.
  static std::optional<std::int64_t> apply(PathRows<Value>& rows, const EliminationStep& step) {
    const std::uint32_t pivot = step.pivot().value;
    if (step.kind == StepKind::vertex) {
      const std::int64_t cost = rows.cost(pivot);
      rows.eliminate(pivot);
      return cost;
    }
    if (rows(side_of(step), pivot).find(end_of(step).value) == nullptr) return std::nullopt;
    return rows.eliminate_edge(side_of(step), pivot, end_of(step).value);
  }

  const LinearizedGraph& graph_;
  PathRows<Value> start_;
  SearchClock& clock_;
  RandomStream random_;
  Steps current_;
  Steps best_;
  std::int64_t cost_ = 0;
  std::int64_t best_cost_ = 0;
};

}  // namespace

EdgeRefinement refine_by_edges(const LinearizedGraph& graph, const EliminationOrder& order, CostModel model,
                               const SearchOptions& options) {
  SearchClock clock(options);
  EdgeRefinement best{steps_of(order), elimination_cost(graph, order, model)};
  EliminationSteps found = model == CostModel::plain
                               ? EdgeSearch<PlainValue>(graph, order, options, clock).run()
                               : EdgeSearch<EffectiveValue>(graph, order, options, clock).run();
  const std::uint64_t cost = elimination_cost(graph, found, model);
  if (cost < best.cost) best = {std::move(found), cost};
  best.moves = clock.moves();
  best.milliseconds = clock.milliseconds();
  return best;
}

}  // namespace jacquard::policies
