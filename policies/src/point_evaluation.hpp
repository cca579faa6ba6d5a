// SPDX-License-Identifier: BSD-2-Clause
// Expressions, Jacobian entries and sensitivities of a linearization at one point.
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "jacquard/linearized_graph.hpp"
#include "jacquard/order.hpp"
#include "random_stream.hpp"

namespace jacquard::policies {

/// An entry of the Jacobian that is no constant of the program.
template <class Real>
struct VariableEntry {
  std::uint32_t row = 0, column = 0;
  Real value{};
};

/// Where independents and parameters lie, or their logarithms.
struct PointRange {
  double least = 0.5, most = 1.5;
  bool is_logarithmic = false;
};

/// Evaluates everything once, at a random point that its seed decides.
///
/// Cost: O(V + E) for values and sensitivities, O(n E) for the entries of n independents. Asks `keep_going` for
/// each independent; once it says no, the entries of those that are left are missing.
template <class Real>
class PointEvaluation {
 public:
  PointEvaluation(const Linearization& linearization, std::uint64_t seed, const PointRange& range,
                  const KeepGoing& keep_going)
      : expressions_(linearization.expressions), graph_(linearization.graph) {
    RandomStream random(seed);
    evaluate(random, range);
    evaluate_partials();
    differentiate(random);
    for (std::size_t j = 0; j < graph_.num_independents() && keep_going(); ++j) {
      append_column(static_cast<std::uint32_t>(j));
    }
  }

  /// [num_vertices of the expressions]
  const std::vector<Real>& values() const { return values_; }
  /// Of w^T J u, for random u and w, to the logarithm of each value; [num_vertices of the expressions].
  const std::vector<Real>& sensitivities() const { return sensitivities_; }
  const std::vector<VariableEntry<Real>>& entries() const { return entries_; }

 private:
  /// sum += a * b. What is not finite stays so without arithmetic, which takes a hundred times as long on it.
  static void add_product(Real& sum, Real a, Real b) {
    const bool is_finite = std::isfinite(sum) && std::isfinite(a) && std::isfinite(b);
    sum = is_finite ? sum + a * b : std::numeric_limits<Real>::quiet_NaN();
  }

  std::array<Real, 3> arguments_of(const Vertex& vertex) const {
    std::array<Real, 3> arguments{};
    for (int k = 0; k < arity(vertex.elemental); ++k) arguments[k] = values_[vertex.arguments[k].value];
    return arguments;
  }

  void evaluate(RandomStream& random, const PointRange& range) {
    values_.resize(expressions_.num_vertices());
    for (std::size_t v = 0; v < values_.size(); ++v) {
      const Vertex& vertex = expressions_[VertexId(v)];
      if (vertex.elemental == Elemental::literal) {
        values_[v] = static_cast<Real>(expressions_.literal_value(VertexId(v)));
      } else if (is_leaf(vertex.elemental)) {
        const double number = range.least + (range.most - range.least) * random.uniform();
        values_[v] = static_cast<Real>(range.is_logarithmic ? std::exp(number) : number);
      } else {
        values_[v] = value(vertex.elemental, arguments_of(vertex));
      }
    }
  }

  void evaluate_partials() {
    for (const Edge& edge : graph_.edges()) {
      const bool is_there = !edge.support.valid() || values_[edge.support.value] != Real(0);
      const Real partial =
          edge.local_partial.valid() ? values_[edge.local_partial.value] : static_cast<Real>(edge.constant);
      partials_.push_back(is_there ? partial : Real(0));
    }
  }

  /// Forward along the edges, then backward along edges and expressions.
  void differentiate(RandomStream& random) {
    const auto edges = graph_.edges();
    std::vector<Real> tangents(graph_.num_vertices()), adjoints(graph_.num_vertices());
    for (std::size_t j = 0; j < graph_.num_independents(); ++j) tangents[j] = static_cast<Real>(random.uniform());
    for (std::size_t e = 0; e < edges.size(); ++e)
      add_product(tangents[edges[e].head.value], partials_[e], tangents[edges[e].tail.value]);
    for (std::size_t i = 0; i < graph_.num_dependents(); ++i)
      adjoints[graph_.dependent(i).value] = static_cast<Real>(random.uniform());
    sensitivities_.assign(values_.size(), Real(0));
    for (std::size_t e = edges.size(); e-- > 0;) {
      const Real adjoint = adjoints[edges[e].head.value];
      add_product(adjoints[edges[e].tail.value], partials_[e], adjoint);
      if (edges[e].local_partial.valid())
        add_product(sensitivities_[edges[e].local_partial.value], adjoint, tangents[edges[e].tail.value]);
    }
    for (std::size_t v = values_.size(); v-- > 0;) pull_back(VertexId(v));
  }

  void pull_back(VertexId v) {
    const Vertex& vertex = expressions_[v];
    const Real adjoint = sensitivities_[v.value];
    sensitivities_[v.value] = adjoint * values_[v.value];
    if (is_leaf(vertex.elemental) || adjoint == Real(0)) return;
    const std::array<Real, 3> slopes = partials(vertex.elemental, arguments_of(vertex), values_[v.value]);
    for (int k = 0; k < arity(vertex.elemental); ++k) {
      if (!expressions_.is_literal(vertex.arguments[k]))
        add_product(sensitivities_[vertex.arguments[k].value], adjoint, slopes[k]);
    }
  }

  void append_column(std::uint32_t j) {
    const auto edges = graph_.edges();
    std::vector<Real> tangents(graph_.num_vertices());
    std::vector<bool> is_variable(graph_.num_vertices(), false), is_reached(graph_.num_vertices(), false);
    tangents[j] = Real(1);
    is_reached[j] = true;
    for (std::size_t e = 0; e < edges.size(); ++e) {
      const std::uint32_t tail = edges[e].tail.value, head = edges[e].head.value;
      if (!is_reached[tail]) continue;
      add_product(tangents[head], partials_[e], tangents[tail]);
      is_reached[head] = true;
      if (is_variable[tail] || edges[e].kind == EdgeKind::variable) is_variable[head] = true;
    }
    for (std::size_t i = 0; i < graph_.num_dependents(); ++i) {
      const std::uint32_t v = graph_.dependent(i).value;
      if (is_variable[v]) entries_.push_back({static_cast<std::uint32_t>(i), j, tangents[v]});
    }
  }

  const GraphBuilder& expressions_;
  const LinearizedGraph& graph_;
  std::vector<Real> values_, partials_, sensitivities_;
  std::vector<VariableEntry<Real>> entries_;
};

}  // namespace jacquard::policies
