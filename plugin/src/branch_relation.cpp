// SPDX-License-Identifier: BSD-2-Clause
// Inference of relations between branches from sites that were captured on both.
#include "jacquard/branch_relation.hpp"

#include <algorithm>
#include <bit>
#include <cstdlib>

#include "hash_words.hpp"

namespace jacquard {
namespace {

// More explanations of one column than the simplest few are hardly ever told apart by further sites.
constexpr std::size_t max_explanations_at_once = 4;
constexpr std::size_t max_explanations = 12;

StateIndex gathered(const SiteReference& at, std::size_t column) {
  return at.site_class->gather[column * at.site_class->num_sites + at.site];
}

StateIndex target(const SiteReference& at, std::size_t dependent) {
  return at.site_class->scatter[dependent * at.site_class->num_sites + at.site];
}

std::size_t num_gathered(const SiteReference& at) { return at.site_class->graph.num_independents(); }
std::size_t num_targets(const SiteReference& at) { return at.site_class->graph.dependents().size(); }

std::size_t row(const SiteReference& at, const SiteData& column) { return column.values.size() == 1 ? 0 : at.site; }

/// The literal's bits, or the hash of the work on parameters.
std::uint64_t datum(const SiteReference& at, const SiteData& column) {
  if (column.parameters.empty()) return std::bit_cast<std::uint64_t>(column.values[row(at, column)]);
  return at.expressions[column.parameters[row(at, column)]];
}

bool agrees(const DataSource& source, const SiteData& wanted, std::uint64_t value, const SiteReference& from) {
  if (source.column == DataSource::none) return !wanted.parameters.empty() && source.expression == value;
  const SiteData& column = from.site_class->data[source.column];
  return column.parameters.empty() == wanted.parameters.empty() && datum(from, column) == value;
}

std::vector<GatherSource> gather_explanations(const SiteReference& from, StateIndex wanted,
                                              const StateExtents& extents) {
  std::vector<GatherSource> sources;
  for (std::size_t j = 0; j < num_gathered(from); ++j) {
    const StateIndex offset = wanted - gathered(from, j);
    if (extents.shifted(gathered(from, j), offset) < 0) continue;
    sources.push_back({static_cast<std::uint32_t>(j), offset});
  }
  std::ranges::stable_sort(sources, {}, [](const GatherSource& source) { return std::abs(source.offset); });
  if (sources.size() > max_explanations_at_once) sources.resize(max_explanations_at_once);
  return sources;
}

std::vector<DataSource> data_explanations(const SiteReference& from, const SiteReference& to,
                                          const SiteData& wanted) {
  std::vector<DataSource> sources;
  const std::uint64_t value = datum(to, wanted);
  for (std::size_t d = 0; d < from.site_class->data.size(); ++d) {
    const DataSource source{static_cast<std::uint32_t>(d), 0};
    if (agrees(source, wanted, value, from)) sources.push_back(source);
  }
  const bool is_shared_work = !wanted.parameters.empty() && wanted.values.size() == 1;
  if (is_shared_work) sources.push_back({DataSource::none, value});
  return sources;
}

std::vector<std::uint32_t> matched_targets(const SiteReference& from, const SiteReference& to) {
  std::vector<std::uint32_t> matches;
  for (std::size_t m = 0; m < num_targets(to); ++m) {
    for (std::size_t k = 0; k < num_targets(from); ++k) {
      if (target(from, k) == target(to, m)) matches.push_back(static_cast<std::uint32_t>(k));
    }
  }
  return matches;
}

/// Structural hashes; leaf_key(vertex) says what an independent or a parameter is.
template <class LeafKey>
std::vector<std::uint64_t> vertex_hashes(const ComputationalGraph& graph, LeafKey&& leaf_key) {
  std::vector<std::uint64_t> hashes;
  for (const Vertex& vertex : graph.vertices()) {
    std::uint64_t hash = hash_word(0, static_cast<std::uint64_t>(vertex.elemental));
    if (vertex.elemental == Elemental::independent || vertex.elemental == Elemental::parameter) {
      hash = hash_word(hash, leaf_key(vertex));
    } else if (vertex.elemental == Elemental::literal) {
      hash = hash_word(hash, std::bit_cast<std::uint64_t>(graph.literals()[vertex.index]));
    } else {
      for (int a = 0; a < arity(vertex.elemental); ++a) hash = hash_word(hash, hashes[vertex.arguments[a].value]);
    }
    hashes.push_back(hash);
  }
  return hashes;
}

}  // namespace

StateIndex StateExtents::shifted(StateIndex state, StateIndex offset) const {
  const auto cuts = static_cast<std::int64_t>(num_independents);
  const auto dependents = cuts + static_cast<std::int64_t>(num_cuts);
  const auto end = dependents + static_cast<std::int64_t>(num_dependents);
  const std::int64_t found = std::int64_t(state) + offset;
  const auto kind = [&](std::int64_t s) { return int(s >= cuts) + int(s >= dependents); };
  return found < 0 || found >= end || kind(found) != kind(state) ? -1 : static_cast<StateIndex>(found);
}

BranchRelation composed(const BranchRelation& first, const BranchRelation& second) {
  BranchRelation both;
  for (const std::uint32_t dependent : second.scatter) both.scatter.push_back(first.scatter[dependent]);
  for (const auto& [column, offset, varies] : second.gather) {
    if (column == GatherSource::none || first.gather[column].column == GatherSource::none) {
      both.gather.push_back({GatherSource::none, 0, true});
    } else {
      const GatherSource& source = first.gather[column];
      both.gather.push_back({source.column, source.offset + offset, varies || source.varies});
    }
  }
  for (const DataSource& source : second.data) {
    both.data.push_back(source.column == DataSource::none ? source : first.data[source.column]);
  }
  return both;
}

BranchRelation identity_relation(const SiteClass& site_class) {
  BranchRelation same;
  for (std::uint32_t m = 0; m < site_class.graph.dependents().size(); ++m) same.scatter.push_back(m);
  for (std::uint32_t k = 0; k < site_class.graph.num_independents(); ++k) same.gather.push_back({k, 0});
  for (std::uint32_t d = 0; d < site_class.graph.num_parameters(); ++d) same.data.push_back({d, 0});
  return same;
}

std::vector<GuardKey> guard_keys(const ComputationalGraph& graph, const BranchRelation& relation) {
  const std::vector<std::uint64_t> hashes = vertex_hashes(graph, [&](const Vertex& leaf) {
    if (leaf.elemental == Elemental::independent) {
      const auto& [column, offset, varies] = relation.gather[leaf.index];
      return hash_word(hash_word(column, static_cast<std::uint32_t>(offset)), varies);
    }
    const auto& [column, expression] = relation.data[leaf.index];
    return hash_word(column, expression);
  });
  std::vector<GuardKey> keys;
  for (const Guard& guard : graph.guards()) keys.push_back({hashes[guard.condition.value], guard.outcome});
  return keys;
}

bool branch_apart(std::span<const GuardKey> a, std::span<const GuardKey> b) {
  const auto [in_a, in_b] = std::ranges::mismatch(a, b);
  return in_a != a.end() && in_b != b.end() && in_a->condition == in_b->condition;
}

std::vector<std::uint64_t> expression_hashes(const CapturedResidual& captured) {
  const ComputationalGraph& work = captured.parameter_work;
  const std::vector<std::uint64_t> vertices = vertex_hashes(
      work, [&](const Vertex& leaf) { return reinterpret_cast<std::uintptr_t>(captured.parameters[leaf.index]); });
  std::vector<std::uint64_t> dependents;
  for (const VertexId dependent : work.dependents()) dependents.push_back(vertices[dependent.value]);
  return dependents;
}

void BranchEvidence::add_gathered(const SiteReference& from, const SiteReference& to, const StateExtents& extents) {
  gather_.resize(num_gathered(to));
  for (std::size_t k = 0; k < gather_.size(); ++k) {
    const StateIndex wanted = gathered(to, k);
    bool is_explained = false;
    for (auto& [source, num_sites] : gather_[k]) {
      if (gathered(from, source.column) + source.offset != wanted) continue;
      is_explained = true;
      ++num_sites;
    }
    if (is_explained) continue;
    for (const GatherSource& source : gather_explanations(from, wanted, extents)) {
      if (gather_[k].size() < max_explanations) gather_[k].push_back({source, 1});
    }
  }
}

/// What no later site can mend: each target matched once, all data explained.
bool BranchEvidence::holds(const SiteReference& from, const SiteReference& to) const {
  const std::size_t count = num_targets(to);
  if (num_targets(from) != count || scatter_.size() != count) return false;
  for (std::size_t m = 0; m < count; ++m) {
    if (target(from, scatter_[m]) != target(to, m)) return false;
  }
  return std::ranges::none_of(data_, [](const auto& sources) { return sources.empty(); });
}

void BranchEvidence::add(const SiteReference& from, const SiteReference& to, const StateExtents& extents) {
  if (is_contradictory_) return;
  const std::vector<SiteData>& wanted = to.site_class->data;
  if (num_sites_++ == 0) {
    scatter_ = matched_targets(from, to);
    for (const SiteData& column : wanted) data_.push_back(data_explanations(from, to, column));
  }
  for (std::size_t d = 0; d < data_.size(); ++d) {
    const std::uint64_t value = datum(to, wanted[d]);
    std::erase_if(data_[d], [&](const DataSource& source) { return !agrees(source, wanted[d], value, from); });
  }
  is_contradictory_ = !holds(from, to);
  if (!is_contradictory_) add_gathered(from, to, extents);
}

GatherSource BranchEvidence::best(const std::vector<Explanation>& explanations) const {
  const auto found = std::ranges::max_element(explanations, {}, &Explanation::num_sites);
  if (found == explanations.end() || 2 * found->num_sites < num_sites_) return {GatherSource::none, 0, true};
  return {found->source.column, found->source.offset, found->num_sites < num_sites_};
}

std::optional<BranchRelation> BranchEvidence::relation() const {
  if (is_contradictory_ || num_sites_ == 0) return std::nullopt;
  BranchRelation relation{scatter_, {}, {}};
  for (const auto& explanations : gather_) relation.gather.push_back(best(explanations));
  for (const auto& sources : data_) relation.data.push_back(sources.front());
  return relation;
}

}  // namespace jacquard
