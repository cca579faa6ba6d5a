// SPDX-License-Identifier: BSD-2-Clause
// Search under the plain and the effective model: portfolio, reduction, proof, annealing, far moves.
#include "jacquard/policies/search.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "bound_within.hpp"
#include "exact_search.hpp"
#include "jacquard/error.hpp"
#include "jacquard/policies/bounds.hpp"
#include "local_search.hpp"
#include "parts.hpp"
#include "portfolio.hpp"
#include "reduction.hpp"
#include "search_clock.hpp"

namespace jacquard::policies {
namespace {

constexpr double annealed_fraction = 0.1;  // of what is left of the budget; the rest goes to far moves
constexpr double hot = 2.0;                // multiplications
constexpr double cold = 0.3;
constexpr double cuts_per_millisecond = 1000.0;
constexpr double cuts_per_move = 0.1;

/// An order of a graph, and a number that no order stays below.
struct Answer {
  EliminationOrder order;
  std::uint64_t bound = 0;
};

/// `whole` restricted to `vertices` (ascending) and numbered by their positions.
EliminationOrder restrict_to(const LinearizedGraph& graph, const std::vector<VertexId>& vertices,
                             const EliminationOrder& whole) {
  EliminationOrder order;
  for (const VertexId v : whole.vertices) {
    const auto found = std::ranges::lower_bound(vertices, v);
    if (found == vertices.end() || *found != v) continue;
    order.vertices.push_back(VertexId(static_cast<std::size_t>(found - vertices.begin())));
  }
  check_order(graph, order);
  return order;
}

template <class Value>
class Search {
 public:
  Search(const LinearizedGraph& graph, CostModel model, const SearchOptions& options, SearchClock& clock)
      : graph_(graph), model_(model), options_(options), clock_(clock) {}

  /// Improves `start`, which is an order of the graph.
  Answer run(const EliminationOrder& start) {
    const std::vector<Part> parts = split(graph_);
    std::vector<const Part*> open;
    Answer answer;
    std::uint64_t open_bound = 0;
    for (const Part& part : parts) {
      const EliminationOrder order = restrict_to(part.graph, part.vertices, start);
      const std::optional<std::uint64_t> bound = solve(part, order, answer);
      if (!bound) continue;
      open.push_back(&part);
      open_bound += *bound;
    }
    if (!open.empty()) {
      const Part rest = join(graph_, open);
      append(answer, rest, improve(rest.graph, restrict_to(rest.graph, rest.vertices, start), open_bound));
      answer.bound += open_bound;
    }
    return answer;
  }

 private:
  static void append(Answer& answer, const Part& part, const EliminationOrder& order) {
    const EliminationOrder found = part.in_whole(order);
    answer.order.vertices.insert(answer.order.vertices.end(), found.vertices.begin(), found.vertices.end());
  }

  /// Appends an optimal order of `part`, or returns a lower bound on its cost if none is proven in time.
  std::optional<std::uint64_t> solve(const Part& part, const EliminationOrder& start, Answer& answer) {
    const std::uint64_t cut_bound = bound_within(part.graph, model_, cuts_for(part), [this] {
      clock_.look();
      return !clock_.is_over() && (options_.moves || clock_.fraction() < 0.5 * options_.exact_fraction);
    });
    if (part.graph.num_intermediates() > ExactSearch<Value>::most_vertices) return cut_bound;
    const std::uint64_t cost = elimination_cost(part.graph, start, model_);
    const double remaining = std::max(0.0, options_.exact_fraction - clock_.fraction());
    ExactSearch<Value> exact(part.graph, static_cast<std::int64_t>(cost), clock_.fraction() + 0.5 * remaining, clock_);
    const std::optional<EliminationOrder> found = exact.run();
    const auto bound = static_cast<std::uint64_t>(exact.bound());
    if (!exact.is_exhausted()) return std::max(bound, cut_bound);
    append(answer, part, found.value_or(start));
    answer.bound += bound;
    clock_.add_fixed_cost(bound);
    return std::nullopt;
  }

  /// Cuts that bounding `part` may take: its share of about what the exact search gets.
  std::uint64_t cuts_for(const Part& part) const {
    const double cuts = options_.moves ? static_cast<double>(*options_.moves) * cuts_per_move
                                       : std::min(options_.milliseconds, 1e6) * cuts_per_millisecond;
    const auto share = static_cast<double>(part.graph.num_intermediates()) /
                       static_cast<double>(graph_.num_intermediates());
    return static_cast<std::uint64_t>(cuts * share * (0.1 + options_.exact_fraction));
  }

  EliminationOrder improve(const LinearizedGraph& graph, const EliminationOrder& start, std::uint64_t bound) {
    LocalSearch<Value> search(graph, start, static_cast<std::int64_t>(bound), options_.seed, clock_);
    const double begin = clock_.fraction();
    search.anneal(hot, cold, begin + (1.0 - begin) * annealed_fraction);
    search.hop();
    return search.best();
  }

  const LinearizedGraph& graph_;
  CostModel model_;
  const SearchOptions& options_;
  SearchClock& clock_;
};

/// Searches what the safe eliminations leave.
Answer search_rest(const LinearizedGraph& graph, CostModel model, const EliminationOrder& start,
                   const SearchOptions& options, SearchClock& clock) {
  const Reduction reduction = reduce(graph, model);
  const EliminationOrder restricted = restrict_to(reduction.graph, reduction.vertices, start);
  const Candidate candidate = best_of_portfolio(reduction.graph, model, {restricted});
  const std::uint64_t fixed_cost =
      elimination_cost(graph, reduction.complete(candidate.order), model) - candidate.cost;
  clock.add_fixed_cost(fixed_cost);
  Answer answer = model == CostModel::plain
                      ? Search<PlainValue>(reduction.graph, model, options, clock).run(candidate.order)
                      : Search<EffectiveValue>(reduction.graph, model, options, clock).run(candidate.order);
  return {reduction.complete(answer.order), answer.bound + fixed_cost};
}

}  // namespace

SearchResult search_order(const LinearizedGraph& graph, CostModel model, const SearchOptions& options) {
  if (model == CostModel::emitted) {
    throw OrderError("search_order: the emitted model needs the expressions; pass the linearization");
  }
  SearchClock clock(options);
  Candidate best = best_of_portfolio(graph, model, options.starts);
  std::uint64_t bound = lower_bound(graph, model, 0);
  clock.look();
  if (best.cost > bound) {
    Answer found = search_rest(graph, model, best.order, options, clock);
    const std::uint64_t cost = elimination_cost(graph, found.order, model);
    bound = std::max(bound, found.bound);
    if (cost < best.cost) best = {std::move(found.order), cost, cost == bound ? "exact" : "search"};
  }
  return {std::move(best.order), best.cost,   bound,         best.cost == bound, std::move(best.method),
          options.seed,          clock.moves(), clock.milliseconds()};
}

}  // namespace jacquard::policies
