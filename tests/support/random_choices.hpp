// SPDX-License-Identifier: BSD-2-Clause
// Random graphs of choices one of whose arms has no derivative, or no value, and the same graphs without that arm.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <random>
#include <vector>

#include "jacquard/graph_builder.hpp"

namespace jacquard::test {

struct RandomChoices {
  ComputationalGraph graph;
  ComputationalGraph taken;  ///< with the value that each choice takes in the place of the choice
  std::vector<double> independents;
  std::size_t num_traps = 0;  ///< choices one of whose other arms is not differentiable
};

/// Draws vertices one by one. Those without a finite value or partial, and what is computed from them, remain; a
/// dependent or a condition is none of them, but the arms of choices that are not taken often are.
class RandomChoicesGenerator {
 public:
  explicit RandomChoicesGenerator(std::mt19937_64& random) : random_(random) {}

  RandomChoices operator()(std::size_t num_vertices) {
    const std::size_t num_independents = 2 + below(4);
    GraphBuilder builder(num_independents, 0, Folding::none), taken(num_independents, 0, Folding::none);
    vertices_.clear();
    num_traps_ = 0;
    std::vector<double> x;
    for (std::size_t k = 0; k < num_independents; ++k) {
      x.push_back(std::array{0.0, 0.0, -1.0, 0.25, 1.0, 1.75}[below(6)]);
      vertices_.push_back({x.back(), VertexId(k), true});
    }
    while (vertices_.size() < num_vertices) append(builder, taken);
    for (std::size_t k = 1 + below(4); k > 0; --k) {
      const std::size_t dependent = drawn(true);
      builder.add_dependent(VertexId(dependent));
      taken.add_dependent(vertices_[dependent].taken);
    }
    return {std::move(builder).seal(), std::move(taken).seal(), x, num_traps_};
  }

 private:
  struct Drawn {
    long double value;  ///< as the tests compare: rounded to double, ties would fall differently
    VertexId taken;     ///< its like in the graph without choices
    bool is_smooth;
  };

  std::size_t below(std::size_t limit) { return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random_); }

  /// Mostly a late vertex; a smooth one if asked for, else any.
  std::size_t drawn(bool smooth) {
    for (;;) {
      const std::size_t v = vertices_.size() - 1 - below(std::min<std::size_t>(vertices_.size(), 2 + below(12)));
      if (!smooth || vertices_[v].is_smooth) return v;
      const std::size_t any = below(vertices_.size());
      if (vertices_[any].is_smooth) return any;
    }
  }

  void append(GraphBuilder& builder, GraphBuilder& taken) {
    constexpr std::array elementals{Elemental::add,    Elemental::sub,  Elemental::mul,   Elemental::div,
                                    Elemental::sqrt,   Elemental::log,  Elemental::cbrt,  Elemental::reciprocal,
                                    Elemental::sin,    Elemental::less, Elemental::min,   Elemental::max,
                                    Elemental::select, Elemental::fdim, Elemental::select};
    const Elemental elemental = elementals[below(elementals.size())];
    std::array<std::size_t, 3> arguments{};
    for (int k = 0; k < arity(elemental); ++k)
      arguments[k] = drawn(elemental == Elemental::less || below(is_choice(elemental) ? 2 : 3) != 0);
    if (elemental == Elemental::select) arguments[0] = drawn(true);
    is_choice(elemental) ? append_choice(builder, taken, elemental, arguments)
                         : append_function(builder, taken, elemental, arguments);
  }

  std::array<long double, 3> values_at(const std::array<std::size_t, 3>& arguments) const {
    return {vertices_[arguments[0]].value, vertices_[arguments[1]].value, vertices_[arguments[2]].value};
  }

  static VertexId applied(GraphBuilder& builder, Elemental elemental, const std::array<VertexId, 3>& arguments) {
    return builder.apply(elemental, std::span(arguments).first(static_cast<std::size_t>(arity(elemental))));
  }

  void append_function(GraphBuilder& builder, GraphBuilder& taken, Elemental elemental,
                       const std::array<std::size_t, 3>& arguments) {
    const std::array<long double, 3> at = values_at(arguments);
    const long double v = value(elemental, at);
    const auto slopes = partials(elemental, at, v);
    bool is_smooth = std::abs(v) < 20;
    std::array<VertexId, 3> whole, reduced;
    for (int k = 0; k < arity(elemental); ++k) {
      is_smooth = is_smooth && vertices_[arguments[k]].is_smooth && std::abs(slopes[k]) < 20;
      whole[k] = VertexId(arguments[k]);
      reduced[k] = vertices_[arguments[k]].taken;
    }
    applied(builder, elemental, whole);
    vertices_.push_back({v, applied(taken, elemental, reduced), is_smooth});
  }

  void append_choice(GraphBuilder& builder, GraphBuilder& taken, Elemental elemental,
                     const std::array<std::size_t, 3>& arguments) {
    const std::array<long double, 3> at = values_at(arguments);
    const long double v = value(elemental, at);
    const auto slopes = partials(elemental, at, v);
    VertexId outcome = taken.literal(0.0);
    bool is_smooth = std::isfinite(v), is_trap = false;
    for (int k = elemental == Elemental::select ? 1 : 0; k < arity(elemental); ++k) {
      const Drawn& argument = vertices_[arguments[k]];
      if (slopes[k] == 0) {
        is_trap = is_trap || !argument.is_smooth;
        continue;
      }
      is_smooth = is_smooth && argument.is_smooth;
      outcome = slopes[k] == 1 ? argument.taken : outcome;
    }
    if (elemental == Elemental::fdim && slopes[0] != 0)
      outcome = taken.apply(Elemental::sub, {vertices_[arguments[0]].taken, vertices_[arguments[1]].taken});
    num_traps_ += is_trap && is_smooth ? 1 : 0;
    applied(builder, elemental, {VertexId(arguments[0]), VertexId(arguments[1]), VertexId(arguments[2])});
    vertices_.push_back({v, outcome, is_smooth});
  }

  std::mt19937_64& random_;
  std::vector<Drawn> vertices_;
  std::size_t num_traps_ = 0;
};

}  // namespace jacquard::test
