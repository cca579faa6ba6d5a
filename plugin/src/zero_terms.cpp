// SPDX-License-Identifier: BSD-2-Clause
// Bounds of values, and the inputs that they hold for.
#include "zero_terms.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace jacquard {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Whether a NaN among the arguments makes a NaN of the value.
bool hands_on_nan(Elemental elemental) {
  switch (elemental) {
    case Elemental::add:
    case Elemental::sub:
    case Elemental::mul:
    case Elemental::div:
    case Elemental::neg:
    case Elemental::square:
    case Elemental::reciprocal:
    case Elemental::sqrt:
    case Elemental::sin:
    case Elemental::cos:
    case Elemental::tan:
    case Elemental::exp:
    case Elemental::log:
      return true;
    default:
      return false;
  }
}

bool is_sine_or_cosine(Elemental elemental) { return elemental == Elemental::sin || elemental == Elemental::cos; }

}  // namespace

bool may_have_zero_terms(const ComputationalGraph& graph) {
  constexpr std::size_t most_words = 1u << 20;
  const std::size_t num_inputs = graph.num_independents() + graph.num_parameters();
  if (graph.num_vertices() * (num_inputs / 64 + 1) > most_words) return false;
  for (std::size_t v = 0; v < graph.num_vertices(); ++v) {
    const Vertex& vertex = graph[VertexId(v)];
    if (vertex.elemental != Elemental::mul) continue;
    for (const VertexId factor : {vertex.arguments[0], vertex.arguments[1]})
      if (graph[factor].elemental == Elemental::literal && graph.literals()[graph[factor].index] == 0.0)
        return true;
  }
  return false;
}

ZeroTerms::ZeroTerms(const GraphBuilder& builder)
    : num_inputs_(builder.num_vertices()), words_(num_inputs_ / 64 + 1) {
  learn(builder);
}

std::optional<VertexId> ZeroTerms::fold(GraphBuilder& builder, Elemental elemental, VertexId a, VertexId b) {
  if (elemental != Elemental::add && elemental != Elemental::sub) return std::nullopt;
  learn(builder);
  if (vanishes_in(b, a)) return a;
  if (!vanishes_in(a, b)) return std::nullopt;
  return elemental == Elemental::add ? b : builder.apply(Elemental::neg, {b});
}

bool ZeroTerms::vanishes_in(VertexId term, VertexId rest) const {
  if (!facts_[term.value].is_zero) return false;
  for (std::size_t k = 0; k < words_; ++k)
    if ((word(term, false, k) & ~word(rest, true, k)) != 0) return false;
  return true;
}

void ZeroTerms::learn(const GraphBuilder& builder) {
  for (std::size_t v = facts_.size(); v < builder.num_vertices(); ++v) learn(builder, VertexId(v));
}

void ZeroTerms::learn(const GraphBuilder& builder, VertexId v) {
  const Vertex& vertex = builder[v];
  facts_.push_back(facts_of(builder, v));
  sets_.resize(2 * facts_.size() * words_, 0);
  if (v.value < num_inputs_) needed(v)[v.value / 64] |= std::uint64_t(1) << (v.value % 64);
  for (int k = 0; k < arity(vertex.elemental); ++k) {
    const VertexId argument = vertex.arguments[k];
    for (std::size_t w = 0; w < words_; ++w) {
      needed(v)[w] |= word(argument, false, w);
      if (hands_on_nan(vertex.elemental)) spoiling(v)[w] |= word(argument, true, w);
      // At an infinite angle both are NaN. Of an input itself, no more can be infinite than the input.
      if (is_sine_or_cosine(vertex.elemental) && argument.value < num_inputs_)
        spoiling(v)[w] |= word(argument, false, w);
    }
  }
}

ZeroTerms::Facts ZeroTerms::facts_of(const GraphBuilder& builder, VertexId v) const {
  const Vertex& vertex = builder[v];
  const auto argument = [&](std::size_t k) { return facts_[vertex.arguments[k].value]; };
  const auto bounded = [](double bound, bool is_zero) {
    return std::isfinite(bound) ? Facts{bound, is_zero} : Facts{infinity, false};
  };
  switch (vertex.elemental) {
    case Elemental::independent:
    case Elemental::parameter:
      return {std::numeric_limits<double>::max(), false};
    case Elemental::literal:
      return bounded(std::abs(builder.literal_value(v)), builder.literal_value(v) == 0.0);
    case Elemental::add:
    case Elemental::sub:
      return bounded(argument(0).bound + argument(1).bound, argument(0).is_zero && argument(1).is_zero);
    case Elemental::mul:
      return bounded(argument(0).bound * argument(1).bound, argument(0).is_zero || argument(1).is_zero);
    case Elemental::square:
      return bounded(argument(0).bound * argument(0).bound, argument(0).is_zero);
    case Elemental::neg:
      return argument(0);
    case Elemental::sin:
    case Elemental::cos:
    case Elemental::tanh:
    case Elemental::erf:
      return std::isfinite(argument(0).bound) ? Facts{1.0, false} : Facts{infinity, false};
    default:
      return {infinity, false};
  }
}

}  // namespace jacquard
