// SPDX-License-Identifier: BSD-2-Clause
// Negations move into the sums, products and fused operations around them.
#include <algorithm>
#include <array>

#include "folding.hpp"
#include "jacquard/vertex_table.hpp"
#include "straight_line.hpp"
#include "vertex_hash.hpp"

namespace jacquard {
namespace {

/// Which vertices would rather be computed with the opposite sign, and can be for nothing.
///
/// A difference can be turned round and a fused operation has all four signs; products and sums pass
/// the wish on to one argument that nobody else uses.
class SignWishes {
 public:
  explicit SignWishes(const StraightLine& line) : line_(line) {
    if (std::ranges::find(line.vertices, Elemental::neg, &Vertex::elemental) == line.vertices.end()) return;
    facts_.resize(line.vertices.size());
    for (const Vertex& vertex : line.vertices) {
      for (const VertexId argument : arguments_of(vertex)) ++facts_[argument.value].uses;
    }
    for (const Output& output : line.outputs) ++facts_[output.value.value].uses;
    for (std::size_t v = 0; v < facts_.size(); ++v)
      facts_[v].can_flip = !line.roles[v].decides && flips(line.vertices[v]);
    for (std::size_t v = facts_.size(); v-- > 0;) vote(VertexId(v));
  }

  bool wants_negative(VertexId v) const {
    if (facts_.empty()) return false;  // where nothing is negated
    const Facts& facts = facts_[v.value];
    return facts.votes > 0 && facts.votes == facts.uses && facts.can_flip;
  }

 private:
  struct Facts {
    std::uint32_t uses = 0;
    std::uint32_t votes = 0;
    bool can_flip = false;
  };

  /// The argument that takes on the wish of a product, quotient or sum; invalid if none can.
  VertexId delegate(const Vertex& vertex) const {
    for (const VertexId argument : arguments_of(vertex)) {
      const Facts& facts = facts_[argument.value];
      if (facts.can_flip && (facts.uses == 1 || line_.is_literal(argument))) return argument;
    }
    return {};
  }

  bool flips(const Vertex& vertex) const {
    switch (vertex.elemental) {
      case Elemental::add:
      case Elemental::mul:
      case Elemental::div:
      case Elemental::reciprocal:
        return delegate(vertex).valid();
      case Elemental::sub:
      case Elemental::neg:
      case Elemental::literal:
        return true;
      default:
        return is_fused(vertex.elemental);
    }
  }

  void vote(VertexId v) {
    const Vertex& vertex = line_[v];
    const bool negative = wants_negative(v);
    if (vertex.elemental == Elemental::neg) {
      if (!negative) ++facts_[vertex.arguments[0].value].votes;
    } else if (negative && vertex.elemental != Elemental::sub && !is_fused(vertex.elemental)) {
      const VertexId argument = delegate(vertex);
      if (argument.valid()) ++facts_[argument.value].votes;
    }
  }

  const StraightLine& line_;
  std::vector<Facts> facts_;  ///< [num_vertices], or empty
};

/// Rebuilds a straight line with every value stored up to its sign.
class NegationAbsorption {
 public:
  NegationAbsorption(const StraightLine& line, Repeats repeats)
      : repeats_(repeats), old_(line), wishes_(line), result_(begin_rewrite(line)), renamed_(line.vertices.size()) {
    if (repeats == Repeats::share) known_.reserve(line.vertices.size());
    for (std::size_t v = 0; v < line.vertices.size(); ++v) renamed_[v] = rebuilt(VertexId(v));
    for (Output& output : result_.outputs) output.value = plain(renamed_[output.value.value]);
  }

  StraightLine take() && { return std::move(result_); }

 private:
  struct Signed {
    VertexId vertex;
    bool negative = false;
  };

  Signed rebuilt(VertexId v);
  Signed rebuilt_sum(const Vertex& vertex, bool wants_negative);
  Signed rebuilt_product(const Vertex& vertex, bool wants_negative);
  Signed rebuilt_fused(const Vertex& vertex, bool wants_negative);
  Signed rebuilt_verbatim(const Vertex& vertex, bool decides = false);

  Signed argument(const Vertex& vertex, std::size_t k) const { return renamed_[vertex.arguments[k].value]; }
  VertexId append(Elemental elemental, std::array<VertexId, 3> arguments);
  VertexId find(const Vertex& vertex) const;
  VertexId plain(Signed value);

  Repeats repeats_;
  const StraightLine& old_;
  SignWishes wishes_;
  StraightLine result_;
  std::vector<Signed> renamed_;
  VertexTable known_;
  std::vector<VertexId> negated_;  ///< by vertex of result_; invalid where no negation was needed
};

/// Finds or appends what may be rounded freely; values that were repeats but for signs meet here.
VertexId NegationAbsorption::append(Elemental elemental, std::array<VertexId, 3> arguments) {
  if (repeats_ == Repeats::keep) return result_.append({elemental, 0, arguments});
  const Vertex vertex = in_argument_order({elemental, 0, arguments});
  VertexId& id = known_.find_or_insert(hash_of(vertex), [&](VertexId other) { return result_[other] == vertex; });
  if (!id.valid()) id = result_.append(vertex);
  return id;
}

VertexId NegationAbsorption::find(const Vertex& vertex) const {
  if (repeats_ == Repeats::keep) return {};
  return known_.find(hash_of(vertex), [&](VertexId other) { return result_[other] == vertex; });
}

VertexId NegationAbsorption::plain(Signed value) {
  if (!value.negative) return value.vertex;
  negated_.resize(result_.vertices.size() + 1);
  VertexId& known = negated_[value.vertex.value];
  if (known.valid()) return known;
  if (result_.is_literal(value.vertex)) {
    return known = result_.append_literal(-result_.literal_value(value.vertex));
  }
  return known = append(Elemental::neg, {value.vertex});
}

NegationAbsorption::Signed NegationAbsorption::rebuilt_verbatim(const Vertex& vertex, bool decides) {
  Vertex copy = vertex;
  for (std::size_t k = 0; k < arguments_of(vertex).size(); ++k) copy.arguments[k] = plain(argument(vertex, k));
  if (decides || is_leaf(copy.elemental)) return {result_.append(copy, decides)};
  return {append(copy.elemental, copy.arguments)};
}

NegationAbsorption::Signed NegationAbsorption::rebuilt_sum(const Vertex& vertex, bool wants_negative) {
  Signed left = argument(vertex, 0);
  Signed right = argument(vertex, 1);
  right.negative = right.negative != (vertex.elemental == Elemental::sub);
  for (Signed* term : {&left, &right}) {
    if (left.negative != right.negative || left.negative == wants_negative) break;
    if (result_.is_literal(term->vertex)) *term = {plain({term->vertex, true}), !term->negative};
  }
  if (left.negative == right.negative) {
    return {append(Elemental::add, {left.vertex, right.vertex}), left.negative};
  }
  const bool reversed = left.negative != wants_negative;
  const VertexId first = reversed ? right.vertex : left.vertex;
  const VertexId second = reversed ? left.vertex : right.vertex;
  const VertexId opposite = find({Elemental::sub, 0, {second, first}});
  if (opposite.valid()) return {opposite, !wants_negative};
  return {append(Elemental::sub, {first, second}), wants_negative};
}

NegationAbsorption::Signed NegationAbsorption::rebuilt_product(const Vertex& vertex, bool wants_negative) {
  std::array<VertexId, 3> arguments{};
  bool negative = false;
  for (std::size_t k = 0; k < arguments_of(vertex).size(); ++k) {
    negative = negative != argument(vertex, k).negative;
    arguments[k] = argument(vertex, k).vertex;
  }
  for (VertexId& factor : std::span(arguments).first(arity(vertex.elemental))) {
    if (negative == wants_negative || !result_.is_literal(factor)) continue;
    factor = plain({factor, true});
    negative = wants_negative;
  }
  return {append(vertex.elemental, arguments), negative};
}

NegationAbsorption::Signed NegationAbsorption::rebuilt_fused(const Vertex& vertex, bool wants_negative) {
  const Signed a = argument(vertex, 0), b = argument(vertex, 1), c = argument(vertex, 2);
  const bool product_flips = vertex.elemental == Elemental::fnma || vertex.elemental == Elemental::fnms;
  const bool addend_flips = vertex.elemental == Elemental::fms || vertex.elemental == Elemental::fnms;
  const bool product_negative = (a.negative != b.negative) != (product_flips != wants_negative);
  const bool addend_negative = c.negative != (addend_flips != wants_negative);
  const Elemental elemental = product_negative ? (addend_negative ? Elemental::fnms : Elemental::fnma)
                                               : (addend_negative ? Elemental::fms : Elemental::fma);
  return {append(elemental, {a.vertex, b.vertex, c.vertex}), wants_negative};
}

NegationAbsorption::Signed NegationAbsorption::rebuilt(VertexId v) {
  const Vertex& vertex = old_[v];
  if (old_.decides(v)) return rebuilt_verbatim(vertex, true);
  const bool wants_negative = wishes_.wants_negative(v);
  switch (vertex.elemental) {
    case Elemental::neg: {
      const Signed value = argument(vertex, 0);
      return {value.vertex, !value.negative};
    }
    case Elemental::add:
    case Elemental::sub:
      return rebuilt_sum(vertex, wants_negative);
    case Elemental::mul:
    case Elemental::div:
    case Elemental::reciprocal:
      return rebuilt_product(vertex, wants_negative);
    case Elemental::fma:
    case Elemental::fms:
    case Elemental::fnma:
    case Elemental::fnms:
      return rebuilt_fused(vertex, wants_negative);
    case Elemental::square:
    case Elemental::abs: {
      return {append(vertex.elemental, {argument(vertex, 0).vertex})};
    }
    default:
      return rebuilt_verbatim(vertex);
  }
}

}  // namespace

void absorb_negations(StraightLine& line, Repeats repeats) {
  line = NegationAbsorption(line, repeats).take();
  remove_dead(line);
}

}  // namespace jacquard
