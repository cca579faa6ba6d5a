// SPDX-License-Identifier: BSD-2-Clause
// What a network sees of each vertex, kept up to date while vertices are eliminated.
//
// Roots are rounded correctly everywhere, logarithms are not: the same graph gives the same order on any machine.
#include "vertex_features.hpp"

#include <algorithm>
#include <cmath>

namespace jacquard::policies {

namespace {

void sort_unique(std::vector<std::uint32_t>& vertices) {
  std::ranges::sort(vertices);
  vertices.erase(std::unique(vertices.begin(), vertices.end()), vertices.end());
}

double root(std::uint64_t count) { return std::sqrt(static_cast<double>(count)); }

double share(std::size_t part, std::size_t whole) {
  return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
}

std::size_t num_units(const PathRow<EffectiveValue>& row) {
  return static_cast<std::size_t>(std::ranges::count_if(row, [](const auto& entry) { return entry.value.is_unit(); }));
}

bool has_entry(const PathRow<EffectiveValue>& row, std::uint32_t id) {
  return std::ranges::binary_search(row.entries, id, {}, &PathRow<EffectiveValue>::Entry::id);
}

}  // namespace

VertexFeatures::VertexFeatures(const LinearizedGraph& graph)
    : rows_(graph),
      is_left_(graph.num_vertices(), true),
      own_(graph.num_vertices()),
      num_intermediates_(graph.num_intermediates()),
      num_left_(graph.num_intermediates()) {
  measure_depths(graph);
  for (std::uint32_t v = first_intermediate(); v < first_dependent(); ++v) own_[v] = own_features(v);
}

void VertexFeatures::measure_depths(const LinearizedGraph& graph) {
  depths_.assign(graph.num_vertices(), {0.0, 0.0});
  for (const Edge& edge : graph.edges()) {
    depths_[edge.head.value][0] = std::max(depths_[edge.head.value][0], depths_[edge.tail.value][0] + 1.0);
  }
  double longest = 1.0;
  for (const auto& depth : depths_) longest = std::max(longest, depth[0]);
  for (std::size_t e = graph.edges().size(); e-- > 0;) {
    const Edge& edge = graph.edges()[e];
    depths_[edge.tail.value][1] = std::max(depths_[edge.tail.value][1], depths_[edge.head.value][1] + 1.0);
  }
  for (auto& depth : depths_) {
    for (double& length : depth) length /= longest;
  }
}

/// Pairs of a predecessor and a successor without an edge.
std::uint64_t VertexFeatures::fill_in(std::uint32_t v) const {
  std::uint64_t count = 0;
  for (const auto& tail : rows_(Side::entering, v)) {
    const Row& present = rows_(Side::leaving, tail.id);
    for (const auto& head : rows_(Side::leaving, v)) count += has_entry(present, head.id) ? 0 : 1;
  }
  return count;
}

VertexFeatures::Own VertexFeatures::own_features(std::uint32_t v) const {
  const Row& entering = rows_(Side::entering, v);
  const Row& leaving = rows_(Side::leaving, v);
  const std::size_t in = entering.entries.size(), out = leaving.entries.size();
  const auto is_end = [&](Side side) {
    return [&, side](const auto& entry) { return rows_.is_end(side, entry.id); };
  };
  return {root(in),
          root(out),
          root(in * out),
          root(fill_in(v)),
          root(static_cast<std::uint64_t>(rows_.cost(v))),
          share(num_units(entering), in),
          share(num_units(leaving), out),
          share(static_cast<std::size_t>(entering.count().constant), in),
          share(static_cast<std::size_t>(leaving.count().constant), out),
          share(static_cast<std::size_t>(std::ranges::count_if(entering, is_end(Side::entering))), in),
          share(static_cast<std::size_t>(std::ranges::count_if(leaving, is_end(Side::leaving))), out),
          depths_[v][0],
          depths_[v][1]};
}

double VertexFeatures::share_left() const {
  return num_intermediates_ == 0 ? 0.0 : static_cast<double>(8 * num_left_ / num_intermediates_) / 8.0;
}

std::array<double, VertexFeatures::num_all> VertexFeatures::operator[](std::uint32_t v) const {
  std::array<double, num_all> features{};
  auto next = std::ranges::copy(own_[v], features.begin()).out;
  *next++ = share_left();
  for (const Side side : {Side::entering, Side::leaving}) {
    Own sum{}, most{};
    std::size_t count = 0;
    for (const auto& entry : rows_(side, v)) {
      if (!rows_.is_intermediate(entry.id)) continue;
      ++count;
      for (std::size_t k = 0; k < num_own; ++k) {
        sum[k] += own_[entry.id][k];
        most[k] = std::max(most[k], own_[entry.id][k]);
      }
    }
    for (const double total : sum) *next++ = count == 0 ? 0.0 : total / static_cast<double>(count);
    next = std::ranges::copy(most, next).out;
  }
  return features;
}

void VertexFeatures::append_neighbours(std::uint32_t v, std::vector<std::uint32_t>& vertices) const {
  for (const Side side : {Side::entering, Side::leaving}) {
    for (const auto& entry : rows_(side, v)) {
      if (is_left(entry.id)) vertices.push_back(entry.id);
    }
  }
}

const std::vector<std::uint32_t>& VertexFeatures::eliminate(std::uint32_t v) {
  const double share_before = share_left();
  rows_.eliminate(v);
  is_left_[v] = false;
  --num_left_;
  // The rows of its neighbours are new; between them run new edges, which count as fill-in of whatever stands
  // between, and that enters from a predecessor of v.
  std::vector<std::uint32_t> near;
  append_neighbours(v, near);
  for (const auto& tail : rows_(Side::entering, v)) {
    for (const auto& entry : rows_(Side::leaving, tail.id)) {
      if (is_left(entry.id)) near.push_back(entry.id);
    }
  }
  sort_unique(near);
  changed_.clear();
  append_neighbours(v, changed_);  // v has gone from among their neighbours, even where nothing of theirs is new
  for (const std::uint32_t w : near) {
    const Own own = own_features(w);
    if (own == own_[w]) continue;
    own_[w] = own;
    changed_.push_back(w);
    append_neighbours(w, changed_);
  }
  if (share_left() != share_before) {
    for (std::uint32_t w = first_intermediate(); w < first_dependent(); ++w) {
      if (is_left(w)) changed_.push_back(w);
    }
  }
  sort_unique(changed_);
  return changed_;
}

std::vector<double> policy_features(const LinearizedGraph& graph, std::span<const VertexId> eliminated) {
  VertexFeatures features(graph);
  for (const VertexId v : eliminated) features.eliminate(v.value);
  std::vector<double> result;
  for (std::uint32_t v = features.first_intermediate(); v < features.first_dependent(); ++v) {
    const auto row = features.is_left(v) ? features[v] : std::array<double, num_policy_features>{};
    result.insert(result.end(), row.begin(), row.end());
  }
  return result;
}

}  // namespace jacquard::policies
