// SPDX-License-Identifier: BSD-2-Clause
// Finds the exponentials and turns their exponents round.
#include "exponents.hpp"

#include <algorithm>
#include <span>
#include <utility>

#include "deciding.hpp"
#include "jacquard/graph_builder.hpp"

namespace jacquard {
namespace {

bool is_exponential(Elemental elemental) { return elemental == Elemental::exp || elemental == Elemental::exp2; }

/// What `vertex` divides by, and nothing else of it uses; invalid if there is no such.
VertexId divisor(const Vertex& vertex) {
  if (vertex.elemental == Elemental::reciprocal) return vertex.arguments[0];
  const bool divides = vertex.elemental == Elemental::div && vertex.arguments[0] != vertex.arguments[1];
  return divides ? vertex.arguments[1] : VertexId();
}

/// Copies a graph, with exp(-e) for every exp(e) that is only divided by.
class Inversion {
 public:
  explicit Inversion(const ComputationalGraph& graph)
      : graph_(graph),
        is_inverted_(graph.num_vertices(), false),
        num_uses_(graph.num_vertices(), 0),
        builder_(graph.num_independents(), graph.num_parameters(), Folding::exact),
        moved_(graph.num_vertices()) {
    find();
  }

  bool changes_anything() const { return std::ranges::find(is_inverted_, true) != is_inverted_.end(); }

  ComputationalGraph run() && {
    for (std::size_t v = 0; v < graph_.num_vertices(); ++v) moved_[v] = copy_of(VertexId(v));
    for (const VertexId dependent : graph_.dependents()) builder_.add_dependent(moved_[dependent.value]);
    for (const Guard& guard : graph_.guards()) builder_.add_guard(moved_[guard.condition.value], guard.outcome);
    return std::move(builder_).seal();
  }

 private:
  void find() {
    std::vector<std::size_t> num_quotients(graph_.num_vertices(), 0);
    for (const Vertex& vertex : graph_.vertices()) {
      for (const VertexId argument : arguments_of(vertex)) ++num_uses_[argument.value];
      if (divisor(vertex).valid()) ++num_quotients[divisor(vertex).value];
    }
    for (const VertexId dependent : graph_.dependents()) ++num_uses_[dependent.value];
    const std::vector<bool> decides = deciding_vertices(graph_, std::vector<bool>(graph_.num_vertices(), true));
    for (std::size_t v = 0; v < graph_.num_vertices(); ++v) {
      is_inverted_[v] = is_exponential(graph_[VertexId(v)].elemental) && num_uses_[v] > 0 &&
                        num_quotients[v] == num_uses_[v] && !decides[v];
    }
  }

  VertexId copy_of(VertexId v) {
    const Vertex& vertex = graph_[v];
    if (vertex.elemental == Elemental::literal) return builder_.literal(graph_.literals()[vertex.index]);
    if (is_leaf(vertex.elemental)) return v;
    if (is_inverted_[v.value]) return builder_.apply(vertex.elemental, {negated(vertex.arguments[0])});
    const VertexId below = divisor(vertex);
    if (below.valid() && is_inverted_[below.value]) {
      const VertexId inverse = moved_[below.value];
      if (vertex.elemental == Elemental::reciprocal) return inverse;
      return builder_.apply(Elemental::mul, {moved_[vertex.arguments[0].value], inverse});
    }
    std::array<VertexId, 3> arguments;
    const auto old = arguments_of(vertex);
    std::ranges::transform(old, arguments.begin(), [&](VertexId argument) { return moved_[argument.value]; });
    return builder_.apply(vertex.elemental, std::span(arguments).first(old.size()));
  }

  /// Up to the sign of a zero, which no exponential sees.
  VertexId negated(VertexId exponent) {
    const Vertex& vertex = graph_[exponent];
    if (vertex.elemental == Elemental::sub && num_uses_[exponent.value] == 1)
      return builder_.apply(Elemental::sub, {moved_[vertex.arguments[1].value], moved_[vertex.arguments[0].value]});
    return builder_.apply(Elemental::neg, {moved_[exponent.value]});
  }

  const ComputationalGraph& graph_;
  std::vector<bool> is_inverted_;
  std::vector<std::size_t> num_uses_;
  GraphBuilder builder_;
  std::vector<VertexId> moved_;
};

}  // namespace

ComputationalGraph invert_exponents(const ComputationalGraph& graph) {
  Inversion inversion(graph);
  return inversion.changes_anything() ? std::move(inversion).run() : graph;
}

}  // namespace jacquard
