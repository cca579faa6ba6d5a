// SPDX-License-Identifier: BSD-2-Clause
// One division for a value and its square root: 1 / x is the square of 1 / sqrt(x).
#include <algorithm>
#include <utility>

#include "straight_line.hpp"

namespace jacquard {
namespace {

/// Rebuilds a straight line with 1 / x as (1 / sqrt(x))^2, for every x of which both are needed.
///
/// The two agree to rounding where x >= 0, infinities included, but for the sign of 1 / -0. Where x < 0 the former
/// is finite, the latter NaN: only roots count that make a NaN of F there as well.
class RootSharing {
 public:
  explicit RootSharing(const StraightLine& line)
      : old_(line),
        roots_(line.vertices.size()),
        result_(begin_rewrite(line)),
        renamed_(line.vertices.size()),
        reciprocals_(line.vertices.size()),
        squares_(line.vertices.size()) {
    find_roots();
    for (std::size_t v = 0; v < line.vertices.size(); ++v) rebuild(VertexId(v));
    for (Output& output : result_.outputs) output.value = renamed_[output.value.value];
  }

  StraightLine take() && { return std::move(result_); }

 private:
  /// Keeps the roots that are divided by, of values whose reciprocal is needed.
  void find_roots() {
    std::vector<bool> is_divided_by(old_.vertices.size(), false), is_inverted(old_.vertices.size(), false);
    for (std::size_t v = 0; v < old_.vertices.size(); ++v) {
      if (old_.roles[v].decides || !denominator(old_[VertexId(v)]).valid()) continue;
      is_divided_by[denominator(old_[VertexId(v)]).value] = true;
      if (is_as_large_as_reciprocal(old_, VertexId(v))) is_inverted[denominator(old_[VertexId(v)]).value] = true;
    }
    for (std::size_t v = 0; v < old_.vertices.size(); ++v) {
      const VertexId square = old_.vertices[v].arguments[0];
      if (old_.vertices[v].elemental != Elemental::sqrt || !old_.roles[v].spoils) continue;
      if (is_divided_by[v] && is_inverted[square.value]) roots_[square.value] = VertexId(v);
    }
  }

  void rebuild(VertexId v) {
    if (renamed_[v.value].valid()) return;
    const VertexId below = denominator(old_[v]);
    if (below.valid() && roots_[below.value].valid() && !old_.decides(v)) {
      renamed_[v.value] = over_square(v, below);
      return;
    }
    renamed_[v.value] = result_.append(with_renamed_arguments(old_[v], renamed_), old_.decides(v));
    if (old_[v].elemental == Elemental::reciprocal) reciprocals_[below.value] = renamed_[v.value];
  }

  VertexId over_square(VertexId v, VertexId below) {
    VertexId& inverse = squares_[below.value];
    if (!inverse.valid()) inverse = result_.append({Elemental::square, 0, {reciprocal(roots_[below.value])}});
    if (old_[v].elemental == Elemental::reciprocal) return inverse;
    return result_.append({Elemental::mul, 0, {renamed_[old_[v].arguments[0].value], inverse}});
  }

  VertexId reciprocal(VertexId root) {
    rebuild(root);
    VertexId& known = reciprocals_[root.value];
    if (!known.valid()) known = result_.append({Elemental::reciprocal, 0, {renamed_[root.value]}});
    return known;
  }

  const StraightLine& old_;
  std::vector<VertexId> roots_;  ///< by the vertex under the root; invalid where nothing is shared
  StraightLine result_;
  std::vector<VertexId> renamed_;
  std::vector<VertexId> reciprocals_, squares_;  ///< what is in result_ already, by old vertex
};

}  // namespace

void share_roots(StraightLine& line) {
  if (std::ranges::count(line.vertices, Elemental::sqrt, &Vertex::elemental) == 0) return;
  line = RootSharing(line).take();
}

}  // namespace jacquard
