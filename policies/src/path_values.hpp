// SPDX-License-Identifier: BSD-2-Clause
// What stands on an edge while orders are searched: sums over paths, which no order of elimination changes.
#pragma once

#include <cstdint>

#include "constant_residue.hpp"
#include "jacquard/linearized_graph.hpp"
#include "random_stream.hpp"

namespace jacquard::policies {

/// How many entries of a row multiply, and how many of these are constants.
///
/// Eliminating a vertex whose rows count (p, s) costs p.multiplying * s.multiplying - p.constant * s.constant.
struct RowCount {
  std::int32_t multiplying = 0;
  std::int32_t constant = 0;

  RowCount& operator+=(const RowCount& other) {
    multiplying += other.multiplying;
    constant += other.constant;
    return *this;
  }
  RowCount& operator-=(const RowCount& other) {
    multiplying -= other.multiplying;
    constant -= other.constant;
    return *this;
  }
  friend std::int64_t elimination_cost(const RowCount& p, const RowCount& s) {
    return std::int64_t{p.multiplying} * s.multiplying - std::int64_t{p.constant} * s.constant;
  }
};

/// Plain model: an edge is there exactly if the sum over its paths of products of random weights is not zero
/// (J. Schwartz, Fast probabilistic algorithms for verification of polynomial identities, J. ACM 27, 1980).
struct PlainValue {
  Residue paths;

  static PlainValue of(const Edge&, RandomStream& random) { return {random.residue()}; }
  bool is_zero() const { return paths.is_zero(); }
  /// Whether no other value could make the edge cost more, now or later.
  bool is_dearest() const { return true; }
  RowCount count() const { return {1, 0}; }
  /// What factor * other, present + factor * other and present - factor * other count, without working them out.
  static RowCount count_product(const PlainValue&, const PlainValue&) { return {1, 0}; }
  static RowCount count_sum(const PlainValue&, const PlainValue&, const PlainValue&) { return {1, 0}; }
  static RowCount count_difference(const PlainValue& present, const PlainValue& factor, const PlainValue& other) {
    return {present.paths == factor.paths * other.paths ? 0 : 1, 0};
  }

  friend PlainValue operator+(const PlainValue& a, const PlainValue& b) { return {a.paths + b.paths}; }
  friend PlainValue operator-(const PlainValue& a, const PlainValue& b) { return {a.paths - b.paths}; }
  friend PlainValue operator*(const PlainValue& a, const PlainValue& b) { return {a.paths * b.paths}; }
};

/// Effective model: an edge is variable exactly if not all its paths are constant; if all are, their sum says
/// whether it is a unit edge.
struct EffectiveValue {
  Residue paths;           ///< random weights
  Residue constant_paths;  ///< the same weights over paths without variable edges
  Residue constant;        ///< the sum of the products of constants over these

  static EffectiveValue of(const Edge& edge, RandomStream& random) {
    const Residue weight = random.residue();
    if (edge.kind == EdgeKind::variable) return {weight, {}, {}};
    return {weight, weight, constant_residue(edge.constant)};
  }
  bool is_zero() const { return paths.is_zero(); }
  bool is_dearest() const { return !is_constant(); }
  bool is_constant() const { return paths == constant_paths; }
  bool is_unit() const { return is_constant() && constant.is_unit(); }
  RowCount count() const { return is_constant() ? count_constant(constant) : RowCount{1, 0}; }
  /// As for PlainValue. Paths that are added take no variable edge away: what is variable stays so.
  static RowCount count_product(const EffectiveValue& factor, const EffectiveValue& other) {
    if (!factor.is_constant() || !other.is_constant()) return {1, 0};
    return count_constant(factor.constant * other.constant);
  }
  static RowCount count_sum(const EffectiveValue& present, const EffectiveValue& factor,
                            const EffectiveValue& other) {
    if (!present.is_constant() || !factor.is_constant() || !other.is_constant()) return {1, 0};
    return count_constant(present.constant + factor.constant * other.constant);
  }
  static RowCount count_difference(const EffectiveValue& present, const EffectiveValue& factor,
                                   const EffectiveValue& other) {
    const Residue paths = present.paths - factor.paths * other.paths;
    if (paths.is_zero()) return {};
    if (paths != present.constant_paths - factor.constant_paths * other.constant_paths) return {1, 0};
    return count_constant(present.constant - factor.constant * other.constant);
  }

  friend EffectiveValue operator+(const EffectiveValue& a, const EffectiveValue& b) {
    return {a.paths + b.paths, a.constant_paths + b.constant_paths, a.constant + b.constant};
  }
  friend EffectiveValue operator-(const EffectiveValue& a, const EffectiveValue& b) {
    return {a.paths - b.paths, a.constant_paths - b.constant_paths, a.constant - b.constant};
  }
  friend EffectiveValue operator*(const EffectiveValue& a, const EffectiveValue& b) {
    return {a.paths * b.paths, a.constant_paths * b.constant_paths, a.constant * b.constant};
  }

 private:
  static RowCount count_constant(Residue value) { return value.is_unit() ? RowCount{} : RowCount{1, 1}; }
};

}  // namespace jacquard::policies
