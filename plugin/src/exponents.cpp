// SPDX-License-Identifier: BSD-2-Clause
// Finds the exponentials and turns their exponents round.
#include "exponents.hpp"

#include <algorithm>
#include <utility>

#include "deciding.hpp"
#include "graph_copy.hpp"
#include "jacquard/graph_builder.hpp"
#include "straight_line.hpp"

namespace jacquard {
namespace {

bool is_exponential(Elemental elemental) { return elemental == Elemental::exp || elemental == Elemental::exp2; }

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
    copy_outputs(builder_, graph_, moved_);
    return std::move(builder_).seal();
  }

 private:
  void find() {
    std::vector<std::size_t> num_quotients(graph_.num_vertices(), 0);
    for (const Vertex& vertex : graph_.vertices()) {
      for (const VertexId argument : arguments_of(vertex)) ++num_uses_[argument.value];
      if (denominator(vertex).valid()) ++num_quotients[denominator(vertex).value];
    }
    for (const VertexId dependent : graph_.dependents()) ++num_uses_[dependent.value];
    const VertexMarks decides = deciding_vertices(graph_, VertexMarks(graph_.num_vertices(), 1));
    for (std::size_t v = 0; v < graph_.num_vertices(); ++v) {
      is_inverted_[v] = is_exponential(graph_[VertexId(v)].elemental) && num_uses_[v] > 0 &&
                        num_quotients[v] == num_uses_[v] && decides[v] == 0;
    }
  }

  VertexId copy_of(VertexId v) {
    const Vertex& vertex = graph_[v];
    if (is_inverted_[v.value]) return builder_.apply(vertex.elemental, {negated(vertex.arguments[0])});
    const VertexId below = denominator(vertex);
    if (below.valid() && is_inverted_[below.value]) {
      const VertexId inverse = moved_[below.value];
      if (vertex.elemental == Elemental::reciprocal) return inverse;
      return builder_.apply(Elemental::mul, {moved_[vertex.arguments[0].value], inverse});
    }
    return copy_vertex(builder_, graph_, v, moved_);
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

std::optional<ComputationalGraph> invert_exponents(const ComputationalGraph& graph) {
  if (std::ranges::none_of(graph.vertices(), is_exponential, &Vertex::elemental)) return {};
  Inversion inversion(graph);
  if (!inversion.changes_anything()) return {};
  return std::move(inversion).run();
}

}  // namespace jacquard
