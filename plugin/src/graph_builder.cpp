// SPDX-License-Identifier: BSD-2-Clause
// Appending, sharing and sealing of vertices.
#include "jacquard/graph_builder.hpp"

#include <algorithm>
#include <bit>
#include <string>
#include <utility>

#include "exponents.hpp"
#include "folding.hpp"
#include "graph_copy.hpp"
#include "jacquard/error.hpp"
#include "vertex_hash.hpp"
#include "zero_terms.hpp"

namespace jacquard {

/// The vertex equal to `vertex`; invalid, and to be set, if there is none.
VertexId& GraphBuilder::known(const Vertex& vertex) {
  return known_.find_or_insert(hash_of(vertex), [&](VertexId id) { return graph_[id] == vertex; });
}

/// Bit for bit, so that zeros of either sign and NaNs of any payload are literals of their own.
VertexId& GraphBuilder::known_literal(double value) {
  const auto bits = std::bit_cast<std::uint64_t>(value);
  return known_.find_or_insert(hash_word(static_cast<std::uint64_t>(Elemental::literal), bits), [&](VertexId id) {
    return is_literal(id) && std::bit_cast<std::uint64_t>(literal_value(id)) == bits;
  });
}

GraphBuilder::GraphBuilder(std::size_t num_independents, std::size_t num_parameters, Folding folding)
    : folding_(folding) {
  graph_.num_independents_ = num_independents;
  graph_.num_parameters_ = num_parameters;
  graph_.vertices_.reserve(num_independents + num_parameters);
  for (std::size_t k = 0; k < num_independents; ++k)
    append({Elemental::independent, static_cast<std::uint32_t>(k), {}});
  for (std::size_t k = 0; k < num_parameters; ++k)
    append({Elemental::parameter, static_cast<std::uint32_t>(k), {}});
}

GraphBuilder::GraphBuilder(const ComputationalGraph& graph) : graph_(graph), folding_(Folding::exact) {
  graph_.dependents_.clear();
  graph_.guards_.clear();
  for (std::size_t k = 0; k < graph_.num_vertices(); ++k) {
    const Vertex& vertex = graph_.vertices_[k];
    VertexId& first =
        vertex.elemental == Elemental::literal ? known_literal(graph_.literals_[vertex.index]) : known(vertex);
    if (!first.valid()) first = VertexId(k);
  }
}

VertexId GraphBuilder::literal(double value) {
  const auto append_literal = [&] {
    graph_.literals_.push_back(value);
    return append({Elemental::literal, static_cast<std::uint32_t>(graph_.literals_.size() - 1), {}});
  };
  if (folding_ == Folding::none) return append_literal();
  VertexId& known = known_literal(value);
  if (!known.valid()) known = append_literal();
  return known;
}

namespace {

[[noreturn]] void refuse_number(Elemental elemental, std::size_t num_arguments) {
  throw CaptureError("graph builder: " + std::string(name(elemental)) + " expected " +
                     std::to_string(arity(elemental)) + " arguments, found " + std::to_string(num_arguments));
}

[[noreturn]] void refuse_argument(Elemental elemental, std::size_t position, VertexId found, std::size_t end) {
  throw CaptureError("graph builder: argument " + std::to_string(position) + " of " + std::string(name(elemental)) +
                     " expected below " + std::to_string(end) + ", found " + std::to_string(found.value));
}

}  // namespace

void GraphBuilder::check(Elemental elemental, std::span<const VertexId> arguments) const {
  if (is_leaf(elemental) || arguments.size() != static_cast<std::size_t>(arity(elemental)))
    refuse_number(elemental, arguments.size());
  const std::size_t end = num_vertices();
  for (std::size_t k = 0; k < arguments.size(); ++k) {
    if (arguments[k].value >= end) refuse_argument(elemental, k, arguments[k], end);
  }
}

VertexId GraphBuilder::apply(Elemental elemental, std::span<const VertexId> arguments) {
  check(elemental, arguments);
  Vertex vertex{elemental, 0, {}};
  for (std::size_t k = 0; k < arguments.size(); ++k) vertex.arguments[k] = arguments[k];
  if (folding_ == Folding::none) return append(vertex);
  if (may_fold(*this, vertex)) {
    if (const auto folded = fold(*this, vertex)) return *folded;
  }
  return find_or_append(in_argument_order(vertex));
}

VertexId GraphBuilder::append(const Vertex& vertex) {
  graph_.vertices_.push_back(vertex);
  return VertexId(graph_.vertices_.size() - 1);
}

VertexId GraphBuilder::find_or_append(const Vertex& vertex) {
  VertexId& id = known(vertex);
  if (!id.valid()) id = append(vertex);
  return id;
}

void GraphBuilder::add_dependent(VertexId vertex) {
  if (vertex.value >= num_vertices())
    throw CaptureError("graph builder: dependent " + std::to_string(graph_.dependents_.size()) +
                       " expected a vertex below " + std::to_string(num_vertices()) + ", found " +
                       (vertex.valid() ? std::to_string(vertex.value) : "none"));
  graph_.dependents_.push_back(vertex);
}

void GraphBuilder::add_guard(VertexId condition, bool outcome) {
  if (condition.value >= num_vertices())
    throw CaptureError("graph builder: guard " + std::to_string(graph_.guards_.size()) +
                       " expected a condition below " + std::to_string(num_vertices()) + ", found " +
                       (condition.valid() ? std::to_string(condition.value) : "none"));
  graph_.guards_.push_back({condition, outcome});
}

ComputationalGraph GraphBuilder::seal() && {
  known_.clear();
  return std::exchange(graph_, {});
}

namespace {

/// Vertices that a dependent or a guard needs; independents and parameters always.
std::vector<bool> live_vertices(const ComputationalGraph& graph) {
  std::vector<bool> live(graph.num_vertices(), false);
  std::fill_n(live.begin(), graph.num_independents() + graph.num_parameters(), true);
  for (const VertexId dependent : graph.dependents()) live[dependent.value] = true;
  for (const Guard& guard : graph.guards()) live[guard.condition.value] = true;
  for (std::size_t v = graph.num_vertices(); v-- > 0;) {
    if (!live[v]) continue;
    const Vertex& vertex = graph[VertexId(v)];
    for (int k = 0; k < arity(vertex.elemental); ++k) live[vertex.arguments[k].value] = true;
  }
  return live;
}

/// Appends the live vertices of `graph` to a builder of its own and seals it.
ComputationalGraph rebuild(const ComputationalGraph& graph, Folding folding) {
  GraphBuilder builder(graph.num_independents(), graph.num_parameters(), folding);
  std::optional<ZeroTerms> zero_terms;
  if (folding == Folding::exact && may_have_zero_terms(graph)) zero_terms.emplace(builder);
  const std::vector<bool> live = live_vertices(graph);
  std::vector<VertexId> moved(graph.num_vertices());
  for (std::size_t v = 0; v < graph.num_vertices(); ++v) {
    if (!live[v]) continue;
    const Vertex& vertex = graph[VertexId(v)];
    std::optional<VertexId> folded;
    if (zero_terms && arity(vertex.elemental) == 2)
      folded = zero_terms->fold(builder, vertex.elemental, moved[vertex.arguments[0].value],
                                moved[vertex.arguments[1].value]);
    moved[v] = folded ? *folded : copy_vertex(builder, graph, VertexId(v), moved);
  }
  copy_outputs(builder, graph, moved);
  return std::move(builder).seal();
}

}  // namespace

ComputationalGraph simplify(const ComputationalGraph& graph) {
  // Folding leaves dead vertices behind, inversion too.
  ComputationalGraph folded = rebuild(rebuild(graph, Folding::exact), Folding::none);
  const std::optional<ComputationalGraph> inverted = invert_exponents(folded);
  return inverted ? rebuild(*inverted, Folding::none) : std::move(folded);
}

}  // namespace jacquard
