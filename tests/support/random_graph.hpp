// SPDX-License-Identifier: BSD-2-Clause
// Random graphs of all elementals, each with a point at which it is smooth.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <random>
#include <utility>
#include <vector>

#include "jacquard/graph_builder.hpp"

namespace jacquard::test {

struct RandomGraph {
  ComputationalGraph graph;
  std::vector<double> independents;
  std::vector<double> parameters;
};

/// Draws vertices one by one and keeps those whose value and partials are moderate around the point.
class RandomGraphGenerator {
 public:
  explicit RandomGraphGenerator(std::mt19937_64& random) : random_(random) {}

  /// A graph of at least `num_vertices` vertices, with guards that hold at the point.
  RandomGraph operator()(std::size_t num_vertices) {
    const std::size_t num_independents = 1 + below(std::min<std::size_t>(8, num_vertices / 4 + 1));
    const std::size_t num_parameters = below(3);
    GraphBuilder builder(num_independents, num_parameters, Folding::none);
    values_.clear();
    comparisons_.clear();
    for (std::size_t k = 0; k < num_independents + num_parameters; ++k) values_.push_back(uniform(0.2, 2.0));
    const std::vector<double> leaves = values_;
    while (builder.num_vertices() < num_vertices) append(builder);
    add_dependents(builder);
    add_guards(builder);
    return {std::move(builder).seal(),
            {leaves.begin(), leaves.begin() + static_cast<std::ptrdiff_t>(num_independents)},
            {leaves.begin() + static_cast<std::ptrdiff_t>(num_independents), leaves.end()}};
  }

 private:
  static constexpr std::size_t num_elementals = 0
#define JACQUARD_COUNT(name) +1
      JACQUARD_ELEMENTALS(JACQUARD_COUNT)
#undef JACQUARD_COUNT
      ;

  std::size_t below(std::size_t limit) { return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random_); }
  double uniform(double low, double high) { return std::uniform_real_distribution<double>(low, high)(random_); }

  VertexId literal(GraphBuilder& builder, double value) {
    values_.push_back(value);
    return builder.literal(value);
  }

  /// Mostly a late vertex, so that graphs grow deep; now and then a literal.
  VertexId argument(GraphBuilder& builder) {
    if (below(8) == 0) return literal(builder, std::array{-1.0, 0.5, 1.0, 2.0, 3.0, uniform(-2.0, 2.0)}[below(6)]);
    const std::size_t window = std::min<std::size_t>(values_.size(), below(3) == 0 ? values_.size() : 12);
    return VertexId(values_.size() - 1 - below(window));
  }

  void append(GraphBuilder& builder) {
    const auto elemental =
        static_cast<Elemental>(static_cast<std::size_t>(Elemental::literal) + 1 + below(num_elementals));
    if (elemental == Elemental::select && comparisons_.empty()) return;
    std::array<VertexId, 3> vertices;
    std::array<double, 3> arguments{};
    for (int k = 0; k < arity(elemental); ++k) {
      vertices[k] = argument(builder);
      if (k == 0 && elemental == Elemental::polygamma)
        vertices[k] = literal(builder, static_cast<double>(below(5)));
      if (k == 0 && elemental == Elemental::select) vertices[k] = comparisons_[below(comparisons_.size())];
      arguments[k] = values_[vertices[k].value];
    }
    if (!is_smooth(elemental, arguments)) return;
    if (is_comparison(elemental)) comparisons_.emplace_back(builder.num_vertices());
    values_.push_back(value(elemental, arguments));
    builder.apply(elemental, std::span(vertices).first(static_cast<std::size_t>(arity(elemental))));
  }

  /// Value and partials are moderate and barely move when an argument does: no jump, kink or pole is near.
  static bool is_smooth(Elemental elemental, const std::array<double, 3>& arguments) {
    const double centre = value(elemental, arguments);
    const auto slopes = partials(elemental, arguments, centre);
    if (!(std::abs(centre) < 100)) return false;
    const int first = elemental == Elemental::select || elemental == Elemental::polygamma ? 1 : 0;
    for (int k = first; k < arity(elemental); ++k) {
      for (const double shift : {-1e-4, 1e-4}) {
        auto moved = arguments;
        moved[k] += shift;
        const double there = value(elemental, moved);
        if (!(std::abs(there - centre) < 1e-2)) return false;
        const auto moved_slopes = partials(elemental, moved, there);
        for (int j = first; j < arity(elemental); ++j)
          if (!is_comparison(elemental) &&
              !(std::abs(moved_slopes[j] - slopes[j]) < 1e-2 && std::abs(slopes[j]) < 10))
            return false;
      }
    }
    return true;
  }

  void add_dependents(GraphBuilder& builder) {
    const std::size_t count = 1 + below(6);
    for (std::size_t k = 0; k < count; ++k) {
      const std::size_t window = std::min<std::size_t>(builder.num_vertices(), 20);
      builder.add_dependent(VertexId(builder.num_vertices() - 1 - below(window)));
    }
  }

  void add_guards(GraphBuilder& builder) {
    for (const VertexId condition : comparisons_)
      if (below(4) == 0) builder.add_guard(condition, values_[condition.value] != 0.0);
  }

  std::mt19937_64& random_;
  std::vector<double> values_;
  std::vector<VertexId> comparisons_;
};

}  // namespace jacquard::test
