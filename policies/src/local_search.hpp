// SPDX-License-Identifier: BSD-2-Clause
// Annealing of an elimination order, then far moves of single vertices with annealing around them.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "elimination_sequence.hpp"
#include "search_clock.hpp"

namespace jacquard::policies {

/// What a move may cost at most: temperature * -log(draw), exponentially distributed for a uniform draw in (0, 1].
class Limit {
 public:
  Limit(double temperature, double draw) : temperature_(temperature), draw_(draw) {}

  /// The logarithm is only taken where the exponent of the draw does not decide.
  bool allows(std::int64_t change) const {
    if (change <= 0) return true;
    const auto cost = static_cast<double>(change);
    constexpr double log_2_and_more = 0.6931472;
    return cost <= temperature_ * log_2_and_more * -std::ilogb(draw_) && cost <= temperature_ * -std::log(draw_);
  }

 private:
  double temperature_;
  double draw_;
};

/// Improves one order in place; keeps the best one seen.
///
/// Every change is an exchange of two neighbours that can be undone, and so can any stretch of them: the memory of
/// a far move is that of what it changed, whatever the size of the graph.
template <class Value>
class LocalSearch {
 public:
  /// Ready to go on from `start`; nothing if the clock runs out before. The search ends early once the cost is down
  /// to `bound`.
  static std::optional<LocalSearch> from(const LinearizedGraph& graph, const EliminationOrder& start,
                                         std::int64_t bound, std::uint64_t seed, SearchClock& clock) {
    auto sequence = Sequence::build(graph, start, clock.until(1.0));
    if (!sequence) return {};
    return LocalSearch(graph, std::move(*sequence), bound, seed, clock);
  }

  const EliminationOrder& best() const { return best_; }
  std::int64_t best_cost() const { return best_cost_; }

  /// Anneals from `hot` to `cold` (in multiplications) while the clock goes on to `end`, a fraction of the budget.
  void anneal(double hot, double cold, double end) {
    const double begin = clock_.fraction();
    const auto vertex = [&] {
      return sequence_.first_intermediate() + random_.below(sequence_.num_intermediates());
    };
    while (clock_.fraction() < end && !is_over()) {
      const double done = (clock_.fraction() - begin) / std::max(end - begin, 1e-12);
      const double temperature = hot * std::pow(cold / hot, std::clamp(done, 0.0, 1.0));
      for (int k = 0; k < moves_at_one_temperature; ++k) {
        move(vertex(), temperature);
        sequence_.forget();
      }
      note_best();  // not after every move: noting an order takes as long as a hundred
      clock_.spend(std::exchange(num_moves_, 0) + 1);
    }
    if (!is_over()) restart(best_);
  }

  /// Moves random vertices far and anneals around them until the budget is spent; keeps what is not much worse.
  /// Half of the time a second vertex near the first goes far as well: from many a local optimum no single one
  /// leads out.
  void hop() {
    while (!is_over()) {
      const std::int64_t before = sequence_.cost();
      sequence_.forget();
      neighbourhood_.clear();
      ++mark_;
      displace(sequence_.first_intermediate() + random_.below(sequence_.num_intermediates()), longest_displacement);
      if (random_.below(2) == 0) {
        displace(neighbourhood_[random_.below(static_cast<std::uint32_t>(neighbourhood_.size()))],
                 longest_displacement);
      }
      const std::size_t length = anneal_neighbourhood();
      const double limit = static_cast<double>(before) + hop_temperature * random_.exponential();
      roll_back(static_cast<double>(lowest_) <= limit ? length : 0);
      note_best();
      clock_.spend(std::exchange(num_moves_, 0) + 1);
    }
  }

  /// One change for somebody else to judge: a vertex moves past a few neighbours, or goes far and what is around it
  /// is annealed. Taken back by undo(), or else kept. Returns the cost.
  std::int64_t change() {
    sequence_.forget();
    neighbourhood_.clear();
    ++mark_;
    const std::uint32_t v = sequence_.first_intermediate() + random_.below(sequence_.num_intermediates());
    if (random_.below(2) == 0) {
      displace(v, few_neighbours);
    } else {
      displace(v, longest_displacement);
      roll_back(anneal_neighbourhood());
    }
    clock_.spend(std::exchange(num_moves_, 0) + 1);
    return sequence_.cost();
  }
  void undo() { roll_back(0); }
  EliminationOrder order() const { return sequence_.order(); }
  std::int64_t cost() const { return sequence_.cost(); }

 private:
  static constexpr std::uint32_t few_neighbours = 12;
  static constexpr int moves_at_one_temperature = 64;
  static constexpr std::uint32_t longest_move = 16;           // neighbours that one annealing move may pass
  static constexpr std::uint64_t long_moves = 3000;           // of 65536
  static constexpr std::uint32_t longest_displacement = 128;  // neighbours that a far move may pass
  static constexpr std::uint32_t farthest_displacement = 512;
  static constexpr std::size_t largest_neighbourhood = 32;
  static constexpr int moves_per_neighbour = 8;
  static constexpr double hop_temperature = 0.7;
  static constexpr double neighbourhood_temperature = 0.3;

  using Sequence = EliminationSequence<Value>;
  static constexpr std::uint32_t none = Sequence::none;

  LocalSearch(const LinearizedGraph& graph, Sequence sequence, std::int64_t bound, std::uint64_t seed,
              SearchClock& clock)
      : graph_(graph),
        bound_(bound),
        clock_(clock),
        random_(seed),
        sequence_(std::move(sequence)),
        best_(sequence_.order()),
        best_cost_(sequence_.cost()),
        marks_(graph.num_vertices(), 0) {
    clock_.note_cost(static_cast<std::uint64_t>(best_cost_));
  }

  bool is_over() const { return clock_.is_over() || best_cost_ <= bound_; }

  void restart(const EliminationOrder& order) {
    if (auto sequence = Sequence::build(graph_, order, clock_.until(1.0))) sequence_ = std::move(*sequence);
  }

  void note_best() {
    if (sequence_.cost() >= best_cost_) return;
    best_cost_ = sequence_.cost();
    best_ = sequence_.order();
    clock_.note_cost(static_cast<std::uint64_t>(best_cost_));
  }

  /// Undoes all but the first `length` exchanges.
  void roll_back(std::size_t length) {
    while (sequence_.num_exchanges() > length) sequence_.undo();
  }

  /// One move of `v` past its next neighbour, or now and then to the best place behind several.
  void move(std::uint32_t v, double temperature) {
    const Limit limit(temperature, random_.uniform());
    const std::uint64_t draw = random_.next();
    if ((draw & 65535) < long_moves) {
      move_far(v, 2 + static_cast<std::uint32_t>(((draw >> 32) * (longest_move - 1)) >> 32), limit);
      return;
    }
    const auto w = sequence_.next_neighbour(v);
    if (w.id == none) return;
    ++num_moves_;
    const auto exchange = sequence_.exchange(v, w);
    if (limit.allows(exchange.change)) sequence_.make(exchange);
  }

  void move_far(std::uint32_t v, std::uint32_t most, const Limit& limit) {
    const std::size_t start = sequence_.num_exchanges();
    std::size_t best_length = start;
    std::int64_t change = 0;
    std::int64_t least = std::numeric_limits<std::int64_t>::max();
    for (std::uint32_t k = 0; k < most; ++k) {
      const auto w = sequence_.next_neighbour(v);
      if (w.id == none) break;
      ++num_moves_;
      const auto exchange = sequence_.exchange(v, w);
      sequence_.make(exchange);
      change += exchange.change;
      if (k > 0 && change < least) {
        least = change;
        best_length = sequence_.num_exchanges();
      }
    }
    roll_back(limit.allows(least) ? best_length : start);
  }

  /// Moves `v` past its next or previous neighbour, which is collected. False if there is none.
  bool pass(std::uint32_t v, bool is_earlier) {
    if (is_earlier) {
      const std::uint32_t w = sequence_.previous_neighbour(v);
      if (w == none) return false;
      collect(w);
      sequence_.pull(w, v);
    } else {
      const auto w = sequence_.next_neighbour(v);
      if (w.id == none) return false;
      collect(w.id);
      sequence_.make(sequence_.exchange(v, w));
    }
    ++num_moves_;
    return true;
  }

  /// Moves `v` past a random number of neighbours, earlier or later, and collects it, what it passed, what is near.
  void displace(std::uint32_t v, std::uint32_t most_neighbours) {
    collect(v);
    const bool is_earlier = (random_.next() & 1) != 0;
    const std::uint32_t longest = std::min(sequence_.num_intermediates(), most_neighbours);
    std::uint32_t num_passed = random_.below(longest) + 1;
    // From some optima only a vertex that goes all the way leads out.
    if (most_neighbours == longest_displacement && random_.below(16) == 0) num_passed = farthest_displacement;
    while (num_passed > 0 && pass(v, is_earlier)) --num_passed;
    for (std::size_t k = 0; k < neighbourhood_.size(); ++k) {
      sequence_.for_neighbours(neighbourhood_[k], [this](std::uint32_t u) { collect(u); });
    }
  }

  void collect(std::uint32_t v) {
    if (neighbourhood_.size() >= largest_neighbourhood || marks_[v] == mark_) return;
    if (!graph_.is_intermediate(VertexId(v))) return;
    marks_[v] = mark_;
    neighbourhood_.push_back(v);
  }

  /// Anneals the collected vertices; the number of exchanges at the lowest cost, which goes to `lowest_`.
  std::size_t anneal_neighbourhood() {
    const int num_moves = moves_per_neighbour * static_cast<int>(neighbourhood_.size());
    std::size_t length = sequence_.num_exchanges();
    lowest_ = sequence_.cost();
    for (int k = 0; k < num_moves; ++k) {
      const double temperature = 2 * k < num_moves ? neighbourhood_temperature : neighbourhood_temperature / 2;
      move(neighbourhood_[random_.below(static_cast<std::uint32_t>(neighbourhood_.size()))], temperature);
      if (sequence_.cost() < lowest_) {
        lowest_ = sequence_.cost();
        length = sequence_.num_exchanges();
      }
    }
    return length;
  }

  const LinearizedGraph& graph_;
  std::int64_t bound_;
  SearchClock& clock_;
  RandomStream random_;
  Sequence sequence_;
  EliminationOrder best_;
  std::int64_t best_cost_;
  std::int64_t lowest_ = 0;
  std::uint64_t num_moves_ = 0;
  std::vector<std::uint32_t> neighbourhood_;
  std::vector<std::uint32_t> marks_;
  std::uint32_t mark_ = 0;
};

}  // namespace jacquard::policies
