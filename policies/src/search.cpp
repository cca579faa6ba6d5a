// SPDX-License-Identifier: BSD-2-Clause
// Search under the plain and the effective model: portfolio, reduction, proof, annealing, far moves.
#include "jacquard/policies/search.hpp"

#include <algorithm>
#include <optional>
#include <utility>

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

constexpr double long_budget = 500.0;  // milliseconds
constexpr double quick_fraction = 0.05;
constexpr double longest_quick_search = 100.0;  // milliseconds
constexpr double starts_end = 0.6;              // fractions of the budget at which work before annealing is cut off
constexpr double bound_end = 0.65;
constexpr double reduction_end = 0.75;
constexpr double reduced_starts_end = 0.8;
constexpr double eliminations_before_annealing = 4.0;
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

/// The same for every part, in one sweep: there may be as many parts as vertices.
std::vector<EliminationOrder> restrict_to(const LinearizedGraph& graph, const std::vector<Part>& parts,
                                          const EliminationOrder& whole) {
  struct Place {
    std::size_t part;
    VertexId number;
  };
  std::vector<Place> places(graph.num_vertices());
  for (std::size_t p = 0; p < parts.size(); ++p) {
    for (std::size_t k = 0; k < parts[p].vertices.size(); ++k) {
      const VertexId v = parts[p].vertices[k];
      if (graph.is_intermediate(v)) places[v.value] = {p, VertexId(k)};
    }
  }
  std::vector<EliminationOrder> orders(parts.size());
  for (const VertexId v : whole.vertices) {
    orders[places[v.value].part].vertices.push_back(places[v.value].number);
  }
  return orders;
}

template <class Value>
class Search {
 public:
  /// @param elimination_milliseconds  that eliminating all of the graph takes.
  Search(const LinearizedGraph& graph, CostModel model, const SearchOptions& options, SearchClock& clock,
         double elimination_milliseconds)
      : graph_(graph),
        model_(model),
        options_(options),
        clock_(clock),
        elimination_milliseconds_(elimination_milliseconds) {}

  /// Improves `start`, which is an order of the graph.
  Answer run(const EliminationOrder& start) {
    const std::vector<Part> parts = split(graph_);
    const std::vector<EliminationOrder> starts = restrict_to(graph_, parts, start);
    std::vector<const Part*> open;
    Answer answer;
    std::uint64_t open_bound = 0;
    const double proof_end = clock_.fraction() + (1.0 - clock_.fraction()) * options_.exact_fraction;
    for (std::size_t p = 0; p < parts.size(); ++p) {
      const std::optional<std::uint64_t> bound = solve(parts[p], starts[p], proof_end, answer);
      if (!bound) continue;
      open.push_back(&parts[p]);
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

  /// Appends an optimal order of `part`, or returns a lower bound on its cost if none is proven until `end`.
  std::optional<std::uint64_t> solve(const Part& part, const EliminationOrder& start, double end, Answer& answer) {
    const double begin = clock_.fraction();
    const std::uint64_t cut_bound =
        lower_bound(part.graph, model_, cuts_for(part), clock_.until(begin + 0.5 * (end - begin)));
    const bool is_small = part.graph.num_intermediates() <= ExactSearch<Value>::most_vertices;
    if (!is_small || !clock_.until(end)()) return cut_bound;
    const std::uint64_t cost = elimination_cost(part.graph, start, model_);
    const double remaining = std::max(0.0, end - clock_.fraction());
    ExactSearch<Value> exact(part.graph, static_cast<std::int64_t>(cost), clock_.fraction() + 0.5 * remaining,
                             clock_);
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
    const auto share =
        static_cast<double>(part.graph.num_intermediates()) / static_cast<double>(graph_.num_intermediates());
    return static_cast<std::uint64_t>(cuts * share * (0.1 + options_.exact_fraction));
  }

  EliminationOrder improve(const LinearizedGraph& graph, const EliminationOrder& start, std::uint64_t bound) {
    if (!clock_.has_time_for(2.0 * elimination_milliseconds_)) return start;
    auto search = LocalSearch<Value>::from(graph, start, static_cast<std::int64_t>(bound), options_.seed, clock_);
    if (!search) return start;
    const double begin = clock_.fraction();
    search->anneal(hot, cold, begin + (1.0 - begin) * annealed_fraction);
    search->hop();
    return search->best();
  }

  const LinearizedGraph& graph_;
  CostModel model_;
  const SearchOptions& options_;
  SearchClock& clock_;
  double elimination_milliseconds_;
};

/// Searches what the safe eliminations leave.
Answer search_rest(const LinearizedGraph& graph, CostModel model, const EliminationOrder& start,
                   const SearchOptions& options, SearchClock& clock) {
  const Reduction reduction = reduce(graph, model, clock.until(reduction_end));
  const EliminationOrder restricted = restrict_to(reduction.graph, reduction.vertices, start);
  clock.add_fixed_cost(reduction.cost);
  const Candidate candidate = best_of_portfolio(reduction.graph, model, {restricted}, clock, reduced_starts_end);
  const auto run = [&]<class Value>() {
    Search<Value> search(reduction.graph, model, options, clock, candidate.milliseconds);
    return search.run(candidate.order);
  };
  Answer answer =
      model == CostModel::plain ? run.template operator()<PlainValue>() : run.template operator()<EffectiveValue>();
  return {reduction.complete(answer.order), answer.bound + reduction.cost};
}

SearchResult search_once(const LinearizedGraph& graph, CostModel model, const SearchOptions& options) {
  SearchClock clock(options);
  Candidate best = best_of_portfolio(graph, model, options.starts, clock, starts_end);
  clock.note_cost(best.cost);
  std::uint64_t bound = lower_bound(graph, model, 0, clock.until(bound_end));
  clock.keep(best.milliseconds);  // for the count at the end
  if (best.cost > bound && clock.has_time_for(eliminations_before_annealing * best.milliseconds)) {
    Answer found = search_rest(graph, model, best.order, options, clock);
    const std::uint64_t cost = elimination_cost(graph, found.order, model);
    bound = std::max(bound, found.bound);
    if (cost < best.cost) best = {std::move(found.order), cost, cost == bound ? "exact" : "search"};
  }
  return {std::move(best.order),  best.cost,    bound,         best.cost == bound,
          std::move(best.method), options.seed, clock.moves(), clock.milliseconds()};
}

/// A quick search first: looking for a proof, which a long one begins with, would keep an interrupt waiting for an
/// order that is any good.
SearchResult search_twice(const LinearizedGraph& graph, CostModel model, const SearchOptions& options) {
  SearchOptions quick = options;
  quick.milliseconds = std::min(options.milliseconds * quick_fraction, longest_quick_search);
  quick.exact_fraction = std::min(options.exact_fraction, SearchOptions{}.exact_fraction);
  SearchResult first = search_once(graph, model, quick);
  if (first.optimal || options.stop.stop_requested()) return first;
  SearchOptions rest = options;
  rest.milliseconds = std::max(0.0, options.milliseconds - first.milliseconds);
  rest.starts = {first.order};
  SearchResult result = search_once(graph, model, rest);
  if (result.method == "start 0") result.method = first.method;
  result.bound = std::max(result.bound, first.bound);
  result.optimal = result.bound == result.cost;
  result.moves += first.moves;
  result.milliseconds += first.milliseconds;
  return result;
}

}  // namespace

SearchResult search_order(const LinearizedGraph& graph, CostModel model, const SearchOptions& options) {
  if (model == CostModel::emitted) {
    throw OrderError("search_order: the emitted model needs the expressions; pass the linearization");
  }
  const bool is_long = !options.moves && options.milliseconds >= long_budget;
  return is_long ? search_twice(graph, model, options) : search_once(graph, model, options);
}

}  // namespace jacquard::policies
