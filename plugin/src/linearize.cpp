// SPDX-License-Identifier: BSD-2-Clause
// Local partials of a residual as expressions, and the linearized graph over them.
#include <algorithm>
#include <cmath>
#include <utility>

#include "jacquard/elementals.hpp"
#include "jacquard/expression.hpp"
#include "jacquard/linearized_graph.hpp"
#include "support.hpp"

namespace jacquard {
namespace {

/// Which vertices lie on a path of local partials from an independent to a dependent.
class ActiveVertices {
 public:
  explicit ActiveVertices(const ComputationalGraph& graph)
      : varied_(graph.num_vertices(), false), num_uses_(graph.num_vertices(), 0) {
    for (std::size_t k = 0; k < graph.num_independents(); ++k) varied_[graph.independent(k).value] = true;
    for (std::size_t v = 0; v < graph.num_vertices(); ++v) {
      for (const VertexId argument : differentiated_arguments(graph[VertexId(v)])) {
        if (varied_[argument.value]) varied_[v] = true;
      }
    }
    useful_.resize(graph.num_vertices(), false);
    for (const VertexId dependent : graph.dependents()) useful_[dependent.value] = true;
    for (std::size_t v = graph.num_vertices(); v-- > 0;) {
      if (!(*this)(VertexId(v))) continue;
      for (const VertexId argument : differentiated_arguments(graph[VertexId(v)])) {
        useful_[argument.value] = true;
        ++num_uses_[argument.value];
      }
    }
    for (const VertexId dependent : graph.dependents()) ++num_uses_[dependent.value];
  }

  bool operator()(VertexId v) const { return varied_[v.value] && useful_[v.value]; }

  /// Uses by active vertices, and one for each dependent it is.
  std::uint32_t num_uses(VertexId v) const { return num_uses_[v.value]; }

  /// The arguments in which an elemental has a local partial: none of a comparison, not a select's condition.
  static std::span<const VertexId> differentiated_arguments(const Vertex& vertex) {
    const auto arguments = std::span(vertex.arguments).first(arity(vertex.elemental));
    switch (vertex.elemental) {
      case Elemental::less:
      case Elemental::less_equal:
      case Elemental::equal:
        return {};
      case Elemental::select:
        return arguments.subspan(1);
      default:
        return arguments;
    }
  }

 private:
  std::vector<bool> varied_;
  std::vector<bool> useful_;
  std::vector<std::uint32_t> num_uses_;
};

/// Numbers of the linearized graph for the vertices of the residual's graph.
struct Numbering {
  std::vector<VertexId> linear_of;  ///< [num_vertices]; invalid for what is left out
  std::size_t num_intermediates = 0;
};

Numbering number_vertices(const ComputationalGraph& graph, const ActiveVertices& active) {
  Numbering numbering{std::vector<VertexId>(graph.num_vertices()), 0};
  const std::size_t num_independents = graph.num_independents();
  for (std::size_t k = 0; k < num_independents; ++k) numbering.linear_of[k] = VertexId(k);

  const auto is_own_sink = [&](VertexId v) { return v.value >= num_independents && active.num_uses(v) == 1; };
  std::vector<bool> is_sink(graph.num_vertices(), false);
  for (const VertexId dependent : graph.dependents()) is_sink[dependent.value] = is_own_sink(dependent);
  for (std::size_t v = num_independents; v < graph.num_vertices(); ++v) {
    if (!active(VertexId(v)) || is_sink[v]) continue;
    numbering.linear_of[v] = VertexId(num_independents + numbering.num_intermediates++);
  }
  const auto dependents = graph.dependents();
  for (std::size_t i = 0; i < dependents.size(); ++i) {
    if (!active(dependents[i]) || !is_sink[dependents[i].value]) continue;
    numbering.linear_of[dependents[i].value] = VertexId(num_independents + numbering.num_intermediates + i);
  }
  return numbering;
}

EdgeKind kind_of(const GraphBuilder& expressions, VertexId partial) {
  if (!expressions.is_literal(partial)) return EdgeKind::variable;
  return std::abs(expressions.literal_value(partial)) == 1.0 ? EdgeKind::unit : EdgeKind::constant;
}

/// Appends the edges of one residual vertex after the other, each with its local partial.
class EdgeWriter {
 public:
  EdgeWriter(const ComputationalGraph& graph, const Numbering& numbering, GraphBuilder& expressions)
      : graph_(graph), linear_of_(numbering.linear_of), expressions_(expressions) {}

  /// Edges that enter `v`, none from arguments that are left out.
  void append_edges_into(VertexId v) {
    const auto arguments = ActiveVertices::differentiated_arguments(graph_[v]);
    const bool any = std::ranges::any_of(arguments, [&](VertexId a) { return is_tail(a); });
    if (!any) return;
    const std::array<Expression, 3> partials = local_partials(v);
    const std::size_t skipped = static_cast<std::size_t>(arity(graph_[v].elemental)) - arguments.size();
    for (std::size_t k = 0; k < arguments.size(); ++k) {
      const bool repeated = std::ranges::find(arguments.first(k), arguments[k]) != arguments.begin() + k;
      if (repeated || !is_tail(arguments[k])) continue;
      Expression partial = partials[skipped + k];
      for (std::size_t other = k + 1; other < arguments.size(); ++other) {
        if (arguments[other] == arguments[k]) partial = partial + partials[skipped + other];
      }
      const VertexId tail = linear_of_[arguments[k].value], vertex = partial.vertex_in(expressions_);
      is_choice(graph_[v].elemental) ? append_choice(tail, linear_of_[v.value], vertex)
                                     : append(tail, linear_of_[v.value], vertex);
    }
  }

  void append_unit_edge(VertexId tail, VertexId head) { append(tail, head, expressions_.literal(1.0)); }

  std::vector<Edge> take() && { return std::move(edges_); }

 private:
  bool is_tail(VertexId argument) const { return linear_of_[argument.value].valid(); }

  std::array<Expression, 3> local_partials(VertexId v) {
    std::array<Expression, 3> arguments;
    for (std::size_t k = 0; k < static_cast<std::size_t>(arity(graph_[v].elemental)); ++k) {
      arguments[k] = Expression(expressions_, graph_[v].arguments[k]);
    }
    return partials(graph_[v].elemental, arguments, Expression(expressions_, v));
  }

  void append(VertexId tail, VertexId head, VertexId partial, VertexId support = {}) {
    const EdgeKind kind = support.valid() ? EdgeKind::variable : kind_of(expressions_, partial);
    const double constant = kind == EdgeKind::variable ? 0.0 : expressions_.literal_value(partial);
    edges_.push_back({tail, head, kind, constant, partial, support});
  }

  bool is_zero(VertexId partial) const {
    return expressions_.is_literal(partial) && expressions_.literal_value(partial) == 0.0;
  }

  /// Takes select(condition, number, 0), or the reverse, apart into number and support.
  void append_choice(VertexId tail, VertexId head, VertexId partial) {
    const auto [condition, where, elsewhere] = expressions_[partial].arguments;
    if (is_zero(partial)) return append(tail, head, expressions_.literal(1.0), partial);
    if (expressions_[partial].elemental != Elemental::select) return append(tail, head, partial);
    if (is_zero(elsewhere)) return append(tail, head, where, condition);
    if (is_zero(where)) return append(tail, head, elsewhere, complement(expressions_, condition));
    append(tail, head, partial);
  }

  const ComputationalGraph& graph_;
  std::span<const VertexId> linear_of_;
  GraphBuilder& expressions_;
  std::vector<Edge> edges_;
};

}  // namespace

Linearization linearize(const ComputationalGraph& graph) {
  const ActiveVertices active(graph);
  const Numbering numbering = number_vertices(graph, active);
  GraphBuilder expressions(graph);
  EdgeWriter edges(graph, numbering, expressions);
  for (std::size_t v = graph.num_independents(); v < graph.num_vertices(); ++v) {
    if (numbering.linear_of[v].valid()) edges.append_edges_into(VertexId(v));
  }

  const auto dependents = graph.dependents();
  const std::size_t first_dependent = graph.num_independents() + numbering.num_intermediates;
  for (std::size_t i = 0; i < dependents.size(); ++i) {
    const VertexId source = numbering.linear_of[dependents[i].value];
    const VertexId sink(first_dependent + i);
    if (source.valid() && source != sink) edges.append_unit_edge(source, sink);
  }
  LinearizedGraph linearized(graph.num_independents(), numbering.num_intermediates, dependents.size(),
                             std::move(edges).take());
  std::vector<VertexId> vertices(linearized.num_vertices());
  for (std::size_t v = 0; v < graph.num_vertices(); ++v) {
    if (numbering.linear_of[v].valid()) vertices[numbering.linear_of[v].value] = VertexId(v);
  }
  std::ranges::copy(dependents, vertices.begin() + static_cast<std::ptrdiff_t>(first_dependent));
  return {std::move(expressions),
          std::move(linearized),
          {dependents.begin(), dependents.end()},
          {graph.guards().begin(), graph.guards().end()},
          std::move(vertices)};
}

}  // namespace jacquard
