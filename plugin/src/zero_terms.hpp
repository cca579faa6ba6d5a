// SPDX-License-Identifier: BSD-2-Clause
// Terms that are zero wherever the sum is a number: 0 sin(x) in cos(x) + 0 sin(x).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "jacquard/graph_builder.hpp"

namespace jacquard {

/// What is known of the vertices of a builder, so that sums may drop terms which are zero or NaN.
///
/// A product with a literal zero is NaN where its other factor is not finite. That factor is finite whenever the
/// inputs that it depends on are, if it is a sum or product of sines and the like; and the rest of the sum is NaN
/// wherever one of those inputs is not finite, if it holds sines or cosines of them. Then dropping the term changes
/// no value but the sign of a zero. Rotation matrices of joints at right angles are full of such terms.
class ZeroTerms {
 public:
  explicit ZeroTerms(const GraphBuilder& builder);

  /// What `elemental`(a, b) equals if it is a sum or difference with a term of zero.
  std::optional<VertexId> fold(GraphBuilder& builder, Elemental elemental, VertexId a, VertexId b);

 private:
  /// A set of inputs of the graph.
  using Inputs = std::span<std::uint64_t>;

  struct Facts {
    double bound = 0.0;    ///< of the magnitude while `needed` inputs are finite; infinite if none is known
    bool is_zero = false;  ///< zero while `needed` inputs are finite
  };

  void learn(const GraphBuilder& builder);
  void learn(const GraphBuilder& builder, VertexId v);
  Facts facts_of(const GraphBuilder& builder, VertexId v) const;
  bool vanishes_in(VertexId term, VertexId rest) const;
  /// Inputs whose finiteness the bound of `v` needs.
  Inputs needed(VertexId v) { return Inputs(sets_).subspan(2 * v.value * words_, words_); }
  /// Inputs that make a NaN of `v` where they are infinite or NaN.
  Inputs spoiling(VertexId v) { return Inputs(sets_).subspan((2 * v.value + 1) * words_, words_); }
  std::uint64_t word(VertexId v, bool is_spoiling, std::size_t k) const {
    return sets_[(2 * v.value + (is_spoiling ? 1 : 0)) * words_ + k];
  }

  std::size_t num_inputs_, words_;
  std::vector<Facts> facts_;
  std::vector<std::uint64_t> sets_;  ///< for each vertex `needed`, then `spoiling`
};

/// Whether `graph` has products with a literal zero, and few enough inputs that sets of them are cheap.
bool may_have_zero_terms(const ComputationalGraph& graph);

}  // namespace jacquard
