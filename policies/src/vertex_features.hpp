// SPDX-License-Identifier: BSD-2-Clause
// What a network sees of each vertex, kept up to date while vertices are eliminated.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "jacquard/policies/policy.hpp"
#include "path_rows.hpp"

namespace jacquard::policies {

/// Version 1 of the features; share/policies/FORMAT.md lists them.
class VertexFeatures {
 public:
  static constexpr std::size_t num_own = 13;  ///< of the vertex itself, without the share of what is left
  static constexpr std::size_t num_all = num_policy_features;

  explicit VertexFeatures(const LinearizedGraph& graph);

  /// Eliminates `v`. @returns the vertices whose features are not what they were, ascending.
  const std::vector<std::uint32_t>& eliminate(std::uint32_t v);

  /// Of the vertex, which must be left; [num_all].
  std::array<double, num_all> operator[](std::uint32_t v) const;

  bool is_left(std::uint32_t v) const { return rows_.is_intermediate(v) && is_left_[v]; }
  std::uint32_t first_intermediate() const { return rows_.first_intermediate(); }
  std::uint32_t first_dependent() const { return rows_.first_dependent(); }

 private:
  using Own = std::array<double, num_own>;
  using Row = PathRow<EffectiveValue>;

  Own own_features(std::uint32_t v) const;
  std::uint64_t fill_in(std::uint32_t v) const;
  void measure_depths(const LinearizedGraph& graph);
  double share_left() const;
  void append_neighbours(std::uint32_t v, std::vector<std::uint32_t>& vertices) const;

  PathRows<EffectiveValue> rows_;
  std::vector<bool> is_left_;
  std::vector<std::array<double, 2>> depths_;  ///< longest paths to either end, as shares of the longest of all
  std::vector<Own> own_;
  std::size_t num_intermediates_ = 0, num_left_ = 0;
  std::vector<std::uint32_t> changed_;
};

}  // namespace jacquard::policies
